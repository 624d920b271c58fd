//! One thread that speaks to the keyring, and patience that ends.
//!
//! The keyring is another program. It may be stopped, swapped out, or wait for its user; a call to it has no end of its
//! own. Here every call has one, and calls that were given up cannot overtake later ones: an old entry written late
//! would take the place of a new one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use authenticator::ports::KeyringError;

use crate::memory::scrubbed;

/// How long to wait for the keyring.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a sign of life.
    pub life: Duration,
    /// How many such times for an answer, while there is one: as long as a person needs to unlock the keyring.
    pub times: u32,
}

impl Default for Patience {
    /// A sign of life every 5 seconds, an answer within a minute.
    fn default() -> Self {
        Self { life: Duration::from_secs(5), times: 12 }
    }
}

/// Where calls to the keyring are made, one after the other.
#[derive(Debug)]
pub(super) struct Desk {
    calls: Sender<Box<dyn FnOnce() + Send>>,
    patience: Patience,
}

impl Desk {
    pub(super) fn open(patience: Patience) -> Self {
        let (calls, made) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
        thread::spawn(move || made.into_iter().for_each(scrubbed));
        Self { calls, patience }
    }

    /// Makes a call and waits for what comes of it, as long as the keyring lives and patience lasts.
    ///
    /// A call that was begun and given up goes on by itself; what it brings is dropped. One that waited behind it is
    /// never begun.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        lives: impl Fn(Duration) -> Result<(), KeyringError>,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, KeyringError> {
        let (answers, answer) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let is_given_up = Arc::clone(&given_up);
        let made = self.calls.send(Box::new(move || {
            if !is_given_up.load(Ordering::SeqCst) {
                let _ = answers.send(call());
            }
        }));
        let waited = made.map_err(|_| KeyringError::Failed).and_then(|()| self.wait(lives, &answer));
        if waited.is_err() {
            given_up.store(true, Ordering::SeqCst);
        }
        waited
    }

    fn wait<T>(
        &self,
        lives: impl Fn(Duration) -> Result<(), KeyringError>,
        answer: &mpsc::Receiver<T>,
    ) -> Result<T, KeyringError> {
        for _ in 0..self.patience.times.max(1) {
            match answer.recv_timeout(self.patience.life) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) => lives(self.patience.life)?,
                // The call has panicked.
                Err(RecvTimeoutError::Disconnected) => return Err(KeyringError::Failed),
            }
        }
        Err(KeyringError::Unanswered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(times: u32) -> Desk {
        Desk::open(Patience { life: Duration::from_millis(20), times })
    }

    /// A call that hangs until the other end is dropped.
    fn hanging() -> (Sender<()>, impl FnOnce() + Send) {
        let (end, ends) = mpsc::channel::<()>();
        let call = move || {
            let _ended = ends.recv();
        };
        (end, call)
    }

    #[test]
    fn call_is_given_up_as_slow_when_the_keyring_gives_no_sign_of_life() {
        let (_end, call) = hanging();
        assert_eq!(desk(1000).ask(|_| Err(KeyringError::Slow), call), Err(KeyringError::Slow));
    }

    #[test]
    fn call_is_given_up_as_unanswered_when_the_keyring_lives_and_patience_ends() {
        let (_end, call) = hanging();
        assert_eq!(desk(2).ask(|_| Ok(()), call), Err(KeyringError::Unanswered));
    }

    #[test]
    fn call_behind_one_that_hangs_is_never_made_once_it_was_given_up() {
        let desk = desk(2);
        let (end, call) = hanging();
        assert_eq!(desk.ask(|_| Ok(()), call), Err(KeyringError::Unanswered));
        let made = Arc::new(AtomicBool::new(false));
        let makes = Arc::clone(&made);
        let behind = desk.ask(|_| Ok(()), move || makes.store(true, Ordering::SeqCst));
        assert_eq!(behind, Err(KeyringError::Unanswered));
        drop(end);
        assert_eq!(Desk::ask(&desk, |_| Ok(()), || 7), Ok(7), "with the keyring back, the next call is made");
        assert!(!made.load(Ordering::SeqCst), "and the one that nobody waits for is not");
    }

    #[test]
    fn call_fails_when_it_panics_and_the_desk_says_so_from_then_on() {
        let desk = desk(1000);
        assert_eq!(
            desk.ask(|_| Ok(()), || panic!("a keyring crate's own mistake")),
            Err::<(), _>(KeyringError::Failed)
        );
        assert_eq!(desk.ask(|_| Ok(()), || ()), Err(KeyringError::Failed));
    }
}
