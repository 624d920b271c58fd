//! Locking: when the user is absent, the app drops what was shown and typed.

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use tauri::{AppHandle, Emitter as _, Manager as _};

use crate::{
    event::{Event, Locked},
    features::removal,
    shell::Shell,
    tasks::UnderWay as _,
};

/// Whether something is shown or typed, and when the app was last used.
pub(crate) struct Lock {
    used: Mutex<Used>,
    news: Condvar,
    /// Seconds without use that the issuers allow; more than a `u16` where none says anything.
    ceiling: AtomicU32,
}

impl Default for Lock {
    fn default() -> Self {
        Self { used: Mutex::default(), news: Condvar::new(), ceiling: AtomicU32::new(u32::MAX) }
    }
}

#[derive(Default)]
struct Used {
    /// Something is shown, or digits have been typed, since the last lock.
    open: bool,
    /// How often it was used.
    times: u64,
    /// How often it was locked.
    locks: u64,
}

impl Lock {
    /// The user has typed, or has asked for something to be shown.
    pub(crate) fn touch(&self) {
        let mut used = self.used();
        used.open = true;
        used.times += 1;
        drop(used);
        self.news.notify_all();
    }

    /// From now on codes stay for so many seconds without use at most; `None` where no issuer says anything.
    pub(crate) fn limit_to(&self, ceiling: Option<u16>) {
        let ceiling = ceiling.map_or(u32::MAX, u32::from);
        if self.ceiling.swap(ceiling, Ordering::SeqCst) != ceiling {
            // Whoever waits begins anew, with the new limit.
            self.used().times += 1;
            self.news.notify_all();
        }
    }

    fn ceiling(&self) -> Option<u16> {
        u16::try_from(self.ceiling.load(Ordering::SeqCst)).ok()
    }

    /// Does work that may take some time; `None` when the app was locked during the work.
    pub(crate) fn unless_locked<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<Option<T>, E> {
        let begun = self.used().locks;
        let done = work()?;
        Ok((self.used().locks == begun).then_some(done))
    }

    /// The same for a result that will be shown: it counts as use of the app.
    pub(crate) fn show<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<Option<T>, E> {
        let shown = self.unless_locked(work)?;
        if shown.is_some() {
            self.touch();
        }
        Ok(shown)
    }

    fn close(&self) {
        let mut used = self.used();
        used.open = false;
        used.locks += 1;
        drop(used);
        self.news.notify_all();
    }

    /// Waits until something is open and has not been used for `limit`.
    fn idle(&self, limit: impl Fn() -> Duration) {
        loop {
            let used = self.news.wait_while(self.used(), |used| !used.open).unwrap_or_else(PoisonError::into_inner);
            let times = used.times;
            let unused = |used: &mut Used| used.open && used.times == times;
            let limit = limit();
            let waited = self.news.wait_timeout_while(used, limit, unused).unwrap_or_else(PoisonError::into_inner).1;
            if waited.timed_out() {
                return;
            }
        }
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Locks the app from now on after some time without use, on suspend, and when the session is locked.
pub(crate) fn guard(app: &AppHandle) {
    let (idle, left) = (app.clone(), app.clone());
    thread::spawn(move || {
        let shell = shell(&idle);
        loop {
            shell.lock.idle(|| shell.settings.read().lock_after(shell.lock.ceiling()));
            lock(&idle, Absence::Idle);
        }
    });
    // Connecting to the system's buses may take some time: the windows must not wait for it.
    thread::spawn(move || device::session::watch(move |_| lock(&left, Absence::Left)));
}

/// Why the app is locked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Absence {
    /// The app was not used for some time. The user may be reading the e-mail with the activation password.
    Idle,
    /// The user has left: the computer sleeps, or its session is locked.
    Left,
}

/// Drops what was typed and shown. An unfinished enrolment, whose keys are in memory, survives [`Absence::Idle`] only.
fn lock(app: &AppHandle, absence: Absence) {
    let shell = shell(app);
    shell.lock.close();
    shell.tasks.forget(absence);
    let _ = app.emit(Locked::NAME, Locked { left: absence == Absence::Left });
    // Last: it waits for the disk and the keyring.
    removal::finish(app, &shell, None);
}

fn shell(app: &AppHandle) -> Arc<Shell> {
    Arc::clone(&app.state::<Arc<Shell>>())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A lock with a thread that waits for idleness and reports it through the channel.
    fn waited_at(limit: Duration) -> (Arc<Lock>, mpsc::Receiver<()>) {
        let lock = Arc::new(Lock::default());
        let (idle, waits) = mpsc::channel();
        let waited = Arc::clone(&lock);
        thread::spawn(move || {
            waited.idle(|| limit);
            idle.send(())
        });
        (lock, waits)
    }

    #[test]
    fn lock_is_idle_when_it_is_not_used_any_more() {
        let (lock, idle) = waited_at(Duration::from_millis(1));
        lock.touch();
        idle.recv_timeout(PATIENCE).expect("nobody uses it");
    }

    #[test]
    fn lock_is_not_idle_when_nothing_is_open() {
        let (lock, idle) = waited_at(Duration::ZERO);
        assert!(idle.recv_timeout(A_MOMENT).is_err(), "nothing was opened");
        lock.touch();
        idle.recv_timeout(PATIENCE).expect("now something was");
    }

    #[test]
    fn lock_is_not_idle_while_it_is_used_or_after_it_was_closed() {
        let (lock, idle) = waited_at(Duration::from_hours(1));
        lock.touch();
        lock.touch();
        lock.close();
        assert!(idle.recv_timeout(A_MOMENT).is_err());
    }

    #[test]
    fn nothing_is_shown_when_the_app_was_locked_meanwhile() {
        let lock = Lock::default();
        let shown = |work: &dyn Fn()| {
            let done: Result<_, ()> = lock.show(|| {
                work();
                Ok(7)
            });
            done
        };
        assert_eq!(shown(&|| lock.touch()), Ok(Some(7)));
        assert_eq!(shown(&|| lock.close()), Ok(None));
        assert!(!lock.used().open, "and it stays locked");
        assert_eq!(lock.show(|| Err::<(), _>("refused")), Err("refused"));
    }

    #[test]
    fn lock_is_idle_sooner_when_an_issuer_allows_less() {
        let lock = Arc::new(Lock::default());
        let (idle, waits) = mpsc::channel();
        let waited = Arc::clone(&lock);
        thread::spawn(move || {
            waited.idle(|| if waited.ceiling().is_some() { Duration::ZERO } else { Duration::from_hours(1) });
            idle.send(())
        });
        lock.touch();
        assert!(waits.recv_timeout(A_MOMENT).is_err(), "an hour has not passed");
        lock.limit_to(Some(60));
        waits.recv_timeout(PATIENCE).expect("what is shown already is hidden by the new limit");
    }

    const PATIENCE: Duration = Duration::from_secs(60);

    /// How long a test waits for something that must not happen.
    const A_MOMENT: Duration = Duration::from_millis(50);
}
