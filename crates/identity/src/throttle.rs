//! Counters that slow a guesser down, and at last stop him.

use protocol::Timestamp;

use crate::policy::{DAY, Limits, limits::Pauses};

/// Consecutive tries without success, and the time before which no other is heard.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Lockout {
    /// Consecutive tries, 0 to 10.
    pub count: u8,
    /// Not before this time.
    pub until: Timestamp,
}

impl Lockout {
    /// Seconds that the next try has to wait; `None` when it may come now.
    #[must_use]
    pub fn wait(&self, now: Timestamp) -> Option<u64> {
        (now < self.until).then(|| self.until.seconds_since(now))
    }

    /// Counts one more try.
    #[must_use]
    pub fn record_failure(self, pauses: &Pauses, now: Timestamp) -> Self {
        let count = self.count.saturating_add(1).min(LAST);
        Self { count, until: now.plus(pauses.after(count)) }
    }

    /// No try remains.
    #[must_use]
    pub fn spent() -> Self {
        Self { count: LAST, until: Timestamp(0) }
    }

    /// Whether the last try has been used.
    #[must_use]
    pub fn is_locked_out(&self) -> bool {
        self.count >= LAST
    }

    /// Tries that remain.
    #[must_use]
    pub fn attempts_left(&self) -> u8 {
        LAST.saturating_sub(self.count)
    }
}

/// What an account has seen of pushes: those that nobody approved, and wrong numbers.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PushGuard {
    /// Pushes since the last approval that unknown browsers asked for, oldest first.
    pub from_unknown: Vec<Timestamp>,
    /// Pushes since the last approval that known browsers asked for, oldest first.
    pub from_known: Vec<Timestamp>,
    /// Consecutive wrong numbers.
    pub wrong_numbers: u8,
    /// No push before this time.
    pub paused_until: Timestamp,
    /// No push until the next enrolment.
    pub is_disabled: bool,
}

/// Why no push goes out. Told to browsers that have logged in to the account before; others see a page as always.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PushRefusal {
    /// Too many pushes without approval.
    #[error("too many pushes")]
    TooMany {
        /// Seconds until the next one may go out.
        retry_after: u64,
    },
    /// Too many wrong numbers in a row.
    #[error("too many wrong numbers")]
    Paused {
        /// Seconds until the next push may go out.
        retry_after: u64,
    },
    /// Ten wrong numbers in a row: off until a token is enrolled anew.
    #[error("push is off until a new enrolment")]
    Disabled,
    /// The account has no active token.
    #[error("no active token")]
    NoToken,
    /// Another browser's login waits for an answer.
    #[error("another login waits")]
    AnotherWaits,
}

impl PushGuard {
    /// Counts one push, or says why it must not go out.
    pub fn admit(&mut self, browser_known: bool, limits: &Limits, now: Timestamp) -> Result<(), PushRefusal> {
        if self.is_disabled {
            return Err(PushRefusal::Disabled);
        }
        if now < self.paused_until {
            return Err(PushRefusal::Paused { retry_after: self.paused_until.seconds_since(now) });
        }
        let pushes = if browser_known { &mut self.from_known } else { &mut self.from_unknown };
        pushes.retain(|at| now.seconds_since(*at) < DAY);
        let full = [(limits.pushes_per_window, limits.push_window), (limits.pushes_per_day, DAY)]
            .into_iter()
            .filter_map(|(limit, window)| seconds_until_room(pushes, limit, window, now))
            .max();
        if let Some(retry_after) = full {
            return Err(PushRefusal::TooMany { retry_after });
        }
        pushes.push(now);
        Ok(())
    }

    /// An approval shows that the user is at hand: everything starts anew.
    pub fn approved(&mut self) {
        *self = Self { is_disabled: self.is_disabled, ..Self::default() };
    }

    /// Counts a wrong number; a new challenge never resets this, an approval does.
    pub fn wrong_number(&mut self, limits: &Limits, now: Timestamp) {
        self.wrong_numbers = self.wrong_numbers.saturating_add(1);
        if self.wrong_numbers >= limits.wrong_numbers_until_disabled {
            self.is_disabled = true;
        } else if self.wrong_numbers >= limits.wrong_numbers_until_pause {
            self.paused_until = now.plus(limits.push_pause);
        }
    }

    /// The account was put back from a backup, and nobody knows what has happened since: as if unknown browsers had used up the
    /// day, which also covers networks that were reported, and as if enough wrong numbers had been typed for a pause. An
    /// approval, which needs the PIN, ends it.
    pub fn put_forward(&mut self, limits: &Limits, now: Timestamp) {
        self.from_unknown = vec![now; limits.pushes_per_day];
        self.wrong_numbers = self.wrong_numbers.max(limits.wrong_numbers_until_pause);
        self.paused_until = self.paused_until.max(now.plus(limits.push_pause));
    }

    /// A token was enrolled: push is on again.
    pub fn enrolled(&mut self) {
        *self = Self::default();
    }
}

fn seconds_until_room(pushes: &[Timestamp], limit: usize, window: u64, now: Timestamp) -> Option<u64> {
    let oldest_that_counts = pushes.len().checked_sub(limit).and_then(|index| pushes.get(index))?;
    let age = now.seconds_since(*oldest_that_counts);
    (age < window).then(|| window - age)
}

const LAST: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lockout_pauses_as_the_policy_says_and_ends_at_ten() {
        let pauses = Limits::default().pin_pauses;
        let mut lockout = Lockout::default();
        let mut waits = Vec::new();
        let now = Timestamp(1_000);
        for _ in 0..10 {
            assert!(!lockout.is_locked_out(), "ten tries");
            lockout = lockout.record_failure(&pauses, now);
            waits.push(lockout.wait(now).unwrap_or(0));
        }
        assert_eq!(waits, [0, 0, 30, 60, 900, 900, 1800, 3600, 3600, 0]);
        assert!(lockout.is_locked_out() && lockout.attempts_left() == 0, "the tenth is the last");
    }

    #[test]
    fn push_is_refused_when_three_in_ten_minutes_were_not_approved() {
        let limits = Limits::default();
        let mut guard = PushGuard::default();
        for at in [0, 10, 20] {
            assert_eq!(guard.admit(false, &limits, Timestamp(at)), Ok(()), "{at}");
        }
        let refusal = guard.admit(false, &limits, Timestamp(30));
        assert_eq!(refusal, Err(PushRefusal::TooMany { retry_after: 570 }), "the first leaves the window at 600");
        assert_eq!(guard.admit(true, &limits, Timestamp(30)), Ok(()), "a known browser has its own budget");
        assert_eq!(guard.admit(false, &limits, Timestamp(600)), Ok(()), "room again");
    }

    #[test]
    fn push_is_refused_when_ten_a_day_were_not_approved_and_admitted_after_an_approval() {
        let limits = Limits::default();
        let mut guard = PushGuard::default();
        for round in 0..10 {
            assert_eq!(guard.admit(false, &limits, Timestamp(round * 1_000)), Ok(()), "{round}");
        }
        let refusal = guard.admit(false, &limits, Timestamp(10_000));
        assert_eq!(refusal, Err(PushRefusal::TooMany { retry_after: DAY - 10_000 }), "a day from the first");
        guard.approved();
        assert_eq!(guard.admit(false, &limits, Timestamp(10_000)), Ok(()), "the user is at hand");
    }

    #[test]
    fn push_pauses_after_five_wrong_numbers_and_ends_after_ten() {
        let limits = Limits::default();
        let mut guard = PushGuard::default();
        let now = Timestamp(5_000);
        for _ in 0..5 {
            guard.wrong_number(&limits, now);
        }
        assert_eq!(guard.admit(false, &limits, now), Err(PushRefusal::Paused { retry_after: 900 }));
        for _ in 0..5 {
            guard.wrong_number(&limits, now);
        }
        assert_eq!(guard.admit(true, &limits, now.plus(DAY)), Err(PushRefusal::Disabled));
        guard.enrolled();
        assert_eq!(guard.admit(true, &limits, now.plus(DAY)), Ok(()), "a new enrolment switches it on");
    }
}
