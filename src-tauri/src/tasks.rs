//! Tasks that were begun in a window and are not finished: a PIN being typed, an enrolment, a code on the clipboard.

use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::lock::Absence;

/// A task that must be forgotten when its user is absent.
pub(crate) trait UnderWay {
    /// Forgets what must not survive this kind of absence.
    fn forget(&self, absence: Absence);
}

/// The state of a task. One command at a time works on it, perhaps while a portal answers.
#[derive(Default)]
pub(crate) struct Task<T>(Mutex<T>);

impl<T> Task<T> {
    /// Waits until no other command works on it.
    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it, unless a command works on it now. That command may finish, because the portal may already have done its
    /// part.
    pub(crate) fn change_unless_busy(&self, change: impl FnOnce(&mut T)) {
        match self.0.try_lock() {
            Ok(mut task) => change(&mut task),
            Err(TryLockError::Poisoned(task)) => change(&mut task.into_inner()),
            Err(TryLockError::WouldBlock) => {}
        }
    }
}

impl<T: Default> Task<T> {
    /// Resets it, unless a command works on it now.
    pub(crate) fn drop_unless_busy(&self) {
        self.change_unless_busy(|task| *task = T::default());
    }
}

/// Declares the tasks once, so that `forget` reaches every one.
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
