//! How one identity stands with its portal.

use std::time::Duration;

use authenticator::{Challenge, ChallengeId, ContactError, Identity, Poll, PollError};

use crate::features::{
    identity::view::{ContactView, IdentityState, SettledView},
    seconds,
};

/// An identity, what its portal said last, and the login that waits.
pub(super) struct Contact {
    pub(super) identity: Identity,
    pub(super) challenge: Option<Challenge>,
    /// How often somebody has asked to check now.
    pub(super) checks: u64,
    /// Which PIN counts, when a change was interrupted.
    pub(super) settled: SettledView,
    /// Whether a change may still be open.
    pub(super) unsettled: bool,
    state: IdentityState,
    reachable: bool,
    last: Option<u64>,
}

impl Contact {
    pub(super) fn new(identity: Identity, pending: bool) -> Self {
        let state = if pending { IdentityState::Pending } else { IdentityState::Unchecked };
        Self {
            identity,
            challenge: None,
            checks: 0,
            settled: SettledView::Nothing,
            unsettled: true,
            state,
            reachable: true,
            last: None,
        }
    }

    /// It has just been enrolled: until the portal says otherwise, *OK* is awaited there.
    pub(super) fn await_ok(&mut self) {
        if self.state != IdentityState::Active {
            self.state = IdentityState::Pending;
        }
    }

    /// Remembers what a poll brought; true when a login has arrived that was not known before.
    pub(super) fn note(&mut self, known: Option<ChallengeId>, answer: &Result<Poll, PollError>, now: u64) -> bool {
        match answer {
            Ok(poll) => {
                (self.state, self.reachable, self.last) = (IdentityState::Active, true, Some(now));
                self.note_challenge(known, poll)
            }
            Err(error) => {
                self.note_error(*error, now);
                false
            }
        }
    }

    pub(super) fn view(&self) -> ContactView {
        ContactView {
            state: self.state,
            reachable: self.reachable,
            last: self.last.map(seconds),
            waiting: u8::from(self.challenge.is_some()),
            settled: self.settled,
        }
    }

    fn note_challenge(&mut self, known: Option<ChallengeId>, poll: &Poll) -> bool {
        if let Some(arrived) = &poll.challenge {
            let is_new = self.challenge.as_ref().is_none_or(|open| open.id != arrived.id);
            self.challenge = Some(arrived.clone());
            return is_new;
        }
        // The login that was known when the poll began has ended; another may have come meanwhile.
        if !poll.known_open {
            self.challenge.take_if(|open| Some(open.id) == known);
        }
        false
    }

    fn note_error(&mut self, error: PollError, now: u64) {
        let PollError::Contact(error) = error else { return };
        match error {
            ContactError::NotActive if self.state == IdentityState::Pending => self.answered(self.state, now),
            ContactError::NotActive => self.answered(IdentityState::Inactive, now),
            ContactError::Copied => self.answered(IdentityState::Copied, now),
            ContactError::Destroyed => self.answered(IdentityState::Destroyed, now),
            ContactError::UnknownToken | ContactError::Unauthorized => self.answered(IdentityState::Gone, now),
            ContactError::TooManyRequests { .. } => self.answered(self.state, now),
            _ => self.reachable = false,
        }
    }

    fn answered(&mut self, state: IdentityState, now: u64) {
        (self.state, self.reachable, self.last) = (state, true, Some(now));
    }
}

impl Default for ContactView {
    fn default() -> Self {
        Self { state: IdentityState::Unchecked, reachable: true, last: None, waiting: 0, settled: SettledView::Nothing }
    }
}

/// How long to rest after the `failures`-th failure in a row: 1, 2, 4 … 60 seconds where the portal is away, but a
/// steady few seconds while *OK* is awaited in the portal.
pub(super) fn pause(error: &PollError, failures: u32) -> Duration {
    let seconds = match error {
        PollError::Contact(ContactError::NotActive) if failures <= AWAITED => 2,
        PollError::Contact(ContactError::TooManyRequests { retry_after }) => retry_after.unwrap_or(LONGEST).max(1),
        PollError::Contact(
            ContactError::Copied
            | ContactError::Destroyed
            | ContactError::NotActive
            | ContactError::Unauthorized
            | ContactError::UnknownToken,
        ) => LONGEST,
        _ => 1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(LONGEST),
    };
    Duration::from_secs(seconds.min(LONGEST))
}

/// Longest rest, seconds.
const LONGEST: u64 = 60;

/// So many times, every two seconds: the 15 minutes that an enrolment waits for *OK*.
const AWAITED: u32 = 450;

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> PollError {
        PollError::Contact(ContactError::Unreachable)
    }

    #[test]
    fn rest_doubles_up_to_a_minute_when_the_portal_is_away() {
        let rests: Vec<u64> = [1, 2, 3, 6, 7, 70].map(|failures| pause(&away(), failures).as_secs()).to_vec();
        assert_eq!(rests, [1, 2, 4, 32, 60, 60]);
    }

    #[test]
    fn rest_is_short_while_ok_is_awaited_in_the_portal() {
        let waiting = PollError::Contact(ContactError::NotActive);
        assert_eq!(pause(&waiting, 30).as_secs(), 2);
        assert_eq!(pause(&waiting, 1000).as_secs(), 60);
    }

    #[test]
    fn rest_is_what_the_portal_asks_for_but_never_longer_than_a_minute() {
        let slow_down = |retry_after| PollError::Contact(ContactError::TooManyRequests { retry_after });
        assert_eq!(pause(&slow_down(Some(7)), 1).as_secs(), 7);
        assert_eq!(pause(&slow_down(Some(9000)), 1).as_secs(), 60);
    }
}
