//! Tasks that have been begun in a window and are not finished: a PIN being typed, an enrolment, a code on the clipboard.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::lock::Absence;

/// A task that must not outlast every absence of its user.
pub(crate) trait UnderWay {
    /// Forgets what must not be there any more when the user is absent in this way.
    fn forget(&self, absence: Absence);
}

/// How far a task has come. One command at a time works on it, and may talk to a portal meanwhile.
#[derive(Default)]
pub(crate) struct Task<T>(Mutex<T>);

impl<T> Task<T> {
    /// Waits for the command that works on it now.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it, unless a command works on it at this moment: that one is let finish, since the portal may have done its
    /// part already.
    pub(crate) fn change_unless_busy(&self, change: impl FnOnce(&mut T)) {
        match self.0.try_lock() {
            Ok(mut task) => change(&mut task),
            Err(TryLockError::Poisoned(task)) => change(&mut task.into_inner()),
            Err(TryLockError::WouldBlock) => {}
        }
    }
}

impl<T: Default> Task<T> {
    /// Begins from nothing, unless a command works on it at this moment.
    pub(crate) fn drop_unless_busy(&self) {
        self.change_unless_busy(|task| *task = T::default());
    }
}

/// Declares the tasks once, so that none can be left out of the list that is forgotten.
macro_rules! tasks {
    ($($name:ident: $task:ty,)+) => {
        /// The tasks of every feature.
        #[derive(Default)]
        pub(crate) struct Tasks {
            $(pub(crate) $name: $task,)+
        }

        impl UnderWay for Tasks {
            fn forget(&self, absence: Absence) {
                let all: &[&dyn UnderWay] = &[$(&self.$name),+];
                all.iter().for_each(|task| task.forget(absence));
            }
        }
    };
}
pub(crate) use tasks;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_is_forgotten_unless_a_command_works_on_it() {
        let task = Task(Mutex::new(7));
        let working = task.lock();
        task.drop_unless_busy();
        assert_eq!(*working, 7, "the command is let finish");
        drop(working);
        task.drop_unless_busy();
        assert_eq!(*task.lock(), 0);
    }
}
