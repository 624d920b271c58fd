//! A login that its owner takes to this device: found by the number on its page, or by the page's QR code (`docs/protocol.md` §6).

use protocol::{
    ErrorCode, Origin, PollNonce,
    challenge::ChallengeError,
    pull::{LoginCodeError, Number, PullKey, PullReply, PullRequest},
};
use thiserror::Error;

use crate::{
    challenge::{Challenge, Waiting},
    exchange::{Call, ContactError, Exchange, ExchangeError},
    failure::{Code, Failure},
    identity::Identity,
    ports::Random,
    store::StoreError,
};

/// Why no login is shown.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PullError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// Not 6 to 8 digits; nothing was sent.
    #[error("not the number of a login page")]
    MalformedNumber,
    /// No login of this identity waits under it.
    #[error("no such login waits")]
    Unknown,
    /// Too many numbers without a login.
    #[error("too many numbers without a login")]
    Paused {
        /// Seconds until the portal hears this device again, where it says so.
        retry_after: Option<u64>,
    },
    /// The page is of a portal that no identity here belongs to; nothing was sent.
    #[error("of a portal without an identity here")]
    OtherPortal,
    /// What came was not signed by the pinned keys, or is not for this request; it is not shown.
    #[error("the challenge does not hold: {0}")]
    Forged(ChallengeError),
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        match error {
            PullError::Store(error) => error.into(),
            PullError::Contact(error) => error.into(),
            PullError::MalformedNumber => Code::NumberMalformed.into(),
            PullError::Unknown => Code::NumberUnknown.into(),
            PullError::Paused { retry_after } => Self { retry_after, ..Code::NumbersPaused.into() },
            PullError::OtherPortal => Code::OtherPortal.into(),
            PullError::Forged(_) => Code::ChallengeForged.into(),
        }
    }
}

impl From<LoginCodeError> for Failure {
    fn from(error: LoginCodeError) -> Self {
        match error {
            LoginCodeError::Foreign | LoginCodeError::Malformed => Code::LoginCodeMissing,
            LoginCodeError::Newer => Code::InvitationNewer,
            LoginCodeError::InsecureIssuer => Code::InvitationInsecure,
            _ => Code::LoginCodeMissing,
        }
        .into()
    }
}

/// The number as typed or pasted: blanks and hyphens do not matter.
pub(crate) fn typed_number(typed: &str) -> Result<Number, PullError> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    digits.try_into().map_err(|_| PullError::MalformedNumber)
}

/// The identities that a page of this portal may be about.
pub(crate) fn of_portal(identities: Vec<Identity>, portal: &Origin) -> impl Iterator<Item = Identity> {
    identities.into_iter().filter(move |identity| identity.takes_logins() && identity.issuer.as_ref() == Some(portal))
}

/// Asks for the login once. A lost answer is asked for again: the portal counts what finds nothing, and never a find.
pub(crate) fn pull(exchange: &Exchange<'_>, token: &Waiting, key: PullKey) -> Result<Challenge, PullError> {
    // 1. Freshness that this device contributes: an old answer does not fit a new request.
    let poll_nonce = PollNonce::generate(&mut Random(&*exchange.ports.entropy));
    let request = PullRequest::new(poll_nonce, key);
    // 2. Ask.
    let call = Call::new(token.device_key(), "/challenges/pull");
    let reply: PullReply = exchange.signed(&call, &request).map_err(refused)?;
    // 3. Nothing of it is read before its signature holds.
    token.verified(exchange, &reply.challenge, poll_nonce, reply.time).map_err(PullError::Forged)
}

fn refused(error: ExchangeError) -> PullError {
    match &error {
        ExchangeError::Refused(body) if body.code == ErrorCode::UnknownChallenge => PullError::Unknown,
        ExchangeError::Refused(body) if body.code == ErrorCode::TooManyRequests => {
            PullError::Paused { retry_after: body.retry_after }
        }
        _ => PullError::Contact(error.into_contact()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    #[test]
    fn number_is_read_when_blanks_are_pasted_with_it() {
        assert_eq!(typed_number(" 483\u{a0}920\n").unwrap().as_str(), "483920");
        assert_eq!(typed_number("4839-2016").unwrap().as_str(), "48392016");
        for typed in ["", "48392", "483920161", "48392x", "４８３９２０"] {
            assert_eq!(typed_number(typed), Err(PullError::MalformedNumber), "{typed:?}");
        }
    }
}
