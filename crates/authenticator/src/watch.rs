//! When a portal is asked for logins, when it is left alone, and what is open there. Whoever asks says what came back and how
//! long that took; nothing here waits, and nothing here looks at a clock.

use std::time::Duration;

use protocol::ChallengeId;

use crate::{
    challenge::{Challenge, Poll, PollError},
    exchange::ContactError,
    identity::{Identity, IdentityKind},
    store::StoreError,
};

/// Those of the identities that logins can come to. Codes of other issuers have no portal that could be asked.
#[must_use]
pub fn asked(mut identities: Vec<Identity>) -> Vec<Identity> {
    identities.retain(Identity::takes_logins);
    identities
}

impl Identity {
    /// Whether logins can come to it, so that its portal is worth asking.
    #[must_use]
    pub fn takes_logins(&self) -> bool {
        self.kind == IdentityKind::Portal
    }
}

/// How an identity stands with its portal, as far as its answers tell.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Standing {
    /// The portal has not been asked yet.
    #[default]
    Unchecked,
    /// Enrolled, and *OK* is awaited in the portal.
    Pending,
    /// In use.
    Active,
    /// Suspended.
    Inactive,
    /// Found twice, and suspended until it is connected anew.
    Copied,
    /// Too many wrong PINs.
    Destroyed,
    /// Not known to the portal any more.
    Gone,
}

/// What is known of one identity at its portal.
#[derive(Debug, Default)]
pub struct PortalWatch {
    open: Option<Challenge>,
    standing: Standing,
    is_away: bool,
    answered_at: Option<u64>,
}

/// What an answer changed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct News {
    /// A login that was not known before is [open](PortalWatch::open).
    pub came: bool,
    /// This login is over.
    pub ended: Option<ChallengeId>,
}

impl PortalWatch {
    /// Of an identity that has just been enrolled: until the portal says otherwise, *OK* is awaited there.
    pub fn await_ok(&mut self) {
        if self.standing != Standing::Active {
            self.standing = Standing::Pending;
        }
    }

    /// Takes in the answer to a question for news about `known`. `now` is unix seconds of the device.
    pub fn take_in(&mut self, known: Option<ChallengeId>, answer: &Result<Poll, PollError>, now: u64) -> News {
        match answer {
            Ok(poll) => {
                self.answered(Standing::Active, now);
                self.take_challenge(known, poll)
            }
            Err(PollError::Contact(error)) => {
                self.take_error(*error, now);
                News::default()
            }
            Err(_) => News::default(),
        }
    }

    /// The login was answered, or turned out to be over.
    pub fn close(&mut self, id: ChallengeId) {
        self.open.take_if(|open| open.id == id);
    }

    /// The login that waits.
    #[must_use]
    pub fn open(&self) -> Option<&Challenge> {
        self.open.as_ref()
    }

    /// The name of the login that waits: the next question is for news about it.
    #[must_use]
    pub fn known(&self) -> Option<ChallengeId> {
        self.open.as_ref().map(|open| open.id)
    }

    /// How the identity stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether the portal was there when it was last asked; true before the first question.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        !self.is_away
    }

    /// When the portal last answered, unix seconds of the device.
    #[must_use]
    pub fn answered_at(&self) -> Option<u64> {
        self.answered_at
    }

    fn take_challenge(&mut self, known: Option<ChallengeId>, poll: &Poll) -> News {
        // The login that was known when the question was asked has ended; another may have come meanwhile.
        let ended = known.filter(|id| !poll.known_open && self.known() == Some(*id));
        if ended.is_some() {
            self.open = None;
        }
        let arrived = poll.challenge.as_ref().filter(|arrived| self.known() != Some(arrived.id));
        if let Some(arrived) = arrived {
            self.open = Some(arrived.clone());
        }
        News { came: arrived.is_some(), ended }
    }

    fn take_error(&mut self, error: ContactError, now: u64) {
        match error {
            ContactError::NotActive if self.standing == Standing::Pending => self.answered(Standing::Pending, now),
            ContactError::NotActive => self.answered(Standing::Inactive, now),
            ContactError::Copied => self.answered(Standing::Copied, now),
            ContactError::Destroyed => self.answered(Standing::Destroyed, now),
            ContactError::UnknownToken | ContactError::Unauthorized => self.answered(Standing::Gone, now),
            ContactError::TooManyRequests { .. } => self.answered(self.standing, now),
            ContactError::Unreachable
            | ContactError::TimedOut
            | ContactError::Insecure
            | ContactError::Proxy
            | ContactError::Fault => self.is_away = true,
        }
    }

    fn answered(&mut self, standing: Standing, now: u64) {
        (self.standing, self.is_away, self.answered_at) = (standing, false, Some(now));
    }
}

/// How soon the portal of an identity is asked again.
#[derive(Debug, Default)]
pub struct Pace {
    /// In a row.
    failures: u32,
    /// Answers at once and without news, in a row.
    empty: u32,
}

/// When to ask again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Next {
    /// After this rest, which may be none.
    After(Duration),
    /// Never: the identity is no longer on this device.
    Never,
}

impl Pace {
    /// When to ask again after this answer to a question for news about `known`, which took so long.
    pub fn after(&mut self, known: Option<ChallengeId>, answer: &Result<Poll, PollError>, took: Duration) -> Next {
        let poll = match answer {
            Ok(poll) => poll,
            Err(PollError::Store(StoreError::UnknownIdentity)) => return Next::Never,
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                return Next::After(rest(error, self.failures));
            }
        };
        self.failures = 0;
        if has_news(poll, known) || took >= HELD {
            self.empty = 0;
            return Next::After(Duration::ZERO);
        }
        // A portal that does not wait must not be asked without end.
        self.empty = self.empty.saturating_add(1);
        Next::After(doubled(self.empty).min(LONGEST_WITHOUT_NEWS))
    }

    /// Whether the last answer was the first failure after a success, and is worth saying.
    #[must_use]
    pub fn has_just_failed(&self) -> bool {
        self.failures == 1
    }
}

fn has_news(poll: &Poll, known: Option<ChallengeId>) -> bool {
    poll.challenge.is_some() || (known.is_some() && !poll.known_open)
}

/// How long to rest after the `failures`-th failure in a row: 1, 2, 4 … 60 seconds where the portal is away, what it asks
/// for where it is asked too often, but a steady few seconds while *OK* is awaited there.
fn rest(error: &PollError, failures: u32) -> Duration {
    let rest = match error {
        PollError::Contact(ContactError::NotActive) if failures <= AWAITED => Duration::from_secs(2),
        PollError::Contact(ContactError::TooManyRequests { retry_after: Some(seconds) }) => {
            Duration::from_secs((*seconds).max(1))
        }
        PollError::Contact(
            ContactError::TooManyRequests { retry_after: None }
            | ContactError::Copied
            | ContactError::Destroyed
            | ContactError::NotActive
            | ContactError::Unauthorized
            | ContactError::UnknownToken,
        ) => LONGEST,
        _ => doubled(failures),
    };
    rest.min(LONGEST)
}

/// 1, 2, 4 … seconds.
fn doubled(times: u32) -> Duration {
    1_u64.checked_shl(times.saturating_sub(1)).map_or(LONGEST, Duration::from_secs)
}

/// How long a portal may hold a question, seconds: short of what proxies on the way take for dead.
pub const WAIT: u64 = 50;

/// An answer after so long was waited for.
const HELD: Duration = Duration::from_secs(1);

/// Longest rest.
const LONGEST: Duration = Duration::from_secs(60);

/// Longest rest where the portal is there but does not wait: a login lives for two minutes.
const LONGEST_WITHOUT_NEWS: Duration = Duration::from_secs(8);

/// So many times, every two seconds: the 15 minutes that an enrolment waits for *OK*.
const AWAITED: u32 = 450;

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = Result<Poll, PollError>;

    const NOTHING: Answer = Ok(Poll { challenge: None, known_open: false, portal_time: 0 });
    const STILL_OPEN: Answer = Ok(Poll { challenge: None, known_open: true, portal_time: 0 });

    fn failed(error: ContactError) -> Answer {
        Err(PollError::Contact(error))
    }

    fn rests(answer: &Answer, took: Duration, times: usize) -> Vec<u64> {
        let mut pace = Pace::default();
        let rest = |_| match pace.after(None, answer, took) {
            Next::After(rest) => rest.as_secs(),
            Next::Never => panic!("it is here"),
        };
        (0..times).map(rest).collect()
    }

    #[test]
    fn rest_doubles_up_to_a_minute_when_the_portal_is_away() {
        assert_eq!(rests(&failed(ContactError::Unreachable), HELD, 8), [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(rests(&failed(ContactError::Unreachable), HELD, 80)[79], 60);
    }

    #[test]
    fn rest_is_short_while_ok_is_awaited_in_the_portal() {
        let rests = rests(&failed(ContactError::NotActive), Duration::ZERO, 451);
        assert_eq!((rests[0], rests[449], rests[450]), (2, 2, 60));
    }

    #[test]
    fn rest_is_what_the_portal_asks_for_but_never_longer_than_a_minute() {
        let first = |retry_after| rests(&failed(ContactError::TooManyRequests { retry_after }), Duration::ZERO, 1)[0];
        assert_eq!([Some(7), Some(0), Some(9000), None].map(first), [7, 1, 60, 60]);
    }

    #[test]
    fn portal_that_waits_is_asked_again_at_once() {
        assert_eq!(rests(&NOTHING, Duration::from_secs(50), 3), [0, 0, 0]);
    }

    #[test]
    fn portal_that_answers_at_once_without_news_is_asked_less_and_less() {
        assert_eq!(rests(&NOTHING, Duration::ZERO, 6), [1, 2, 4, 8, 8, 8]);
        let mut pace = Pace::default();
        let known = Some(ChallengeId::from([7; 16]));
        let seconds = |seconds| Next::After(Duration::from_secs(seconds));
        assert_eq!(pace.after(known, &STILL_OPEN, Duration::ZERO), seconds(1), "what is known is no news");
        assert_eq!(pace.after(known, &NOTHING, Duration::ZERO), seconds(0), "that it has ended is");
        assert_eq!(pace.after(None, &NOTHING, Duration::ZERO), seconds(1), "and everything begins anew");
    }

    #[test]
    fn failure_is_said_once_until_the_portal_has_answered() {
        let mut pace = Pace::default();
        let mut fails = |answer: &Answer| {
            let _ = pace.after(None, answer, Duration::ZERO);
            pace.has_just_failed()
        };
        let away = failed(ContactError::Unreachable);
        assert_eq!([&away, &away, &NOTHING, &away, &away].map(&mut fails), [true, false, false, true, false]);
    }

    #[test]
    fn identity_that_is_gone_from_the_device_is_never_asked_about_again() {
        let gone = Err(PollError::Store(StoreError::UnknownIdentity));
        assert_eq!(Pace::default().after(None, &gone, Duration::ZERO), Next::Never);
        let damaged = Err(PollError::Store(StoreError::Damaged));
        assert_eq!(Pace::default().after(None, &damaged, Duration::ZERO), Next::After(Duration::from_secs(1)));
    }

    #[test]
    fn standing_follows_the_portals_answers() {
        let mut watch = PortalWatch::default();
        let mut after = |answer: &Answer| {
            let _ = watch.take_in(None, answer, 9);
            (watch.standing(), watch.is_reachable())
        };
        assert_eq!(after(&failed(ContactError::Unreachable)), (Standing::Unchecked, false));
        assert_eq!(after(&NOTHING), (Standing::Active, true));
        assert_eq!(after(&failed(ContactError::NotActive)), (Standing::Inactive, true));
        assert_eq!(after(&failed(ContactError::Copied)), (Standing::Copied, true));
        assert_eq!(after(&failed(ContactError::Destroyed)), (Standing::Destroyed, true));
        assert_eq!(after(&failed(ContactError::TooManyRequests { retry_after: None })), (Standing::Destroyed, true));
        assert_eq!(after(&failed(ContactError::UnknownToken)), (Standing::Gone, true));
        assert_eq!(watch.answered_at(), Some(9));

        let mut new = PortalWatch::default();
        new.await_ok();
        let _ = new.take_in(None, &failed(ContactError::NotActive), 9);
        assert_eq!(new.standing(), Standing::Pending, "until somebody has clicked OK");
    }
}
