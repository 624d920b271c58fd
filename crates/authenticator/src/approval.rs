//! What is decided: approve with the PIN or with the key behind biometrics, deny and report with the device key
//! (`docs/protocol.md` §7).

use protocol::{
    ErrorCode, RequestId, Timestamp,
    approval::{ApprovalState, Decision, Response, ResponseMessage, ResponseOutcome},
    challenge::UserVerification,
    jws,
};
use thiserror::Error;
use vault::Pin;

use crate::{
    challenge::Challenge,
    exchange::{Call, ContactError, Exchange, ExchangeError},
    failure::{Code, Failure},
    ports::PresenceError,
    presence::{self, PresenceUseError},
    store::{Store, StoreError},
    token::Token,
    unlock::{self, Purpose, UnlockError},
};

/// Why an approval did not come about.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ApproveError {
    /// This device, the way to the portal, or the PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// Not as many digits as the login page shows; nothing was sent.
    #[error("the number does not have as many digits as the login page shows")]
    MalformedNumber,
    /// Another number than the one on the login page; the challenge is closed.
    #[error("not the number on the login page")]
    WrongNumber,
    /// The challenge ended before the answer came.
    #[error("the challenge has expired")]
    Expired,
    /// Answered already, on another device or before, or withdrawn.
    #[error("the challenge is closed")]
    Closed,
    /// The portal does not accept the answer; its reason is in its audit log.
    #[error("the portal refuses the answer")]
    Refused,
}

/// Why biometrics did not approve.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PresenceApproveError {
    /// They are off, not allowed, or the PIN is due; or the reader, or whoever is at it.
    #[error(transparent)]
    Presence(#[from] PresenceUseError),
    /// The portal wants the PIN for this login.
    #[error("this login needs the PIN")]
    PinNeeded,
    /// The number, or the portal.
    #[error(transparent)]
    Approve(#[from] ApproveError),
}

/// Why a denial or a report did not arrive.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum DenyError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The challenge ended before the answer came.
    #[error("the challenge has expired")]
    Expired,
    /// Answered already, on another device or before, or withdrawn.
    #[error("the challenge is closed")]
    Closed,
    /// The portal does not accept the answer; its reason is in its audit log.
    #[error("the portal refuses the answer")]
    Refused,
}

impl From<ApproveError> for Failure {
    fn from(error: ApproveError) -> Self {
        match error {
            ApproveError::Unlock(error) => error.into(),
            ApproveError::MalformedNumber => Code::NumberMalformed.into(),
            ApproveError::WrongNumber => Code::WrongNumber.into(),
            ApproveError::Expired => Code::ChallengeExpired.into(),
            ApproveError::Closed => Code::ChallengeClosed.into(),
            ApproveError::Refused => Code::Refused.into(),
        }
    }
}

impl From<StoreError> for PresenceApproveError {
    fn from(error: StoreError) -> Self {
        Self::Presence(error.into())
    }
}

impl From<PresenceApproveError> for Failure {
    fn from(error: PresenceApproveError) -> Self {
        match error {
            PresenceApproveError::Presence(error) => error.into(),
            PresenceApproveError::PinNeeded => Code::PresenceNotAllowed.into(),
            PresenceApproveError::Approve(error) => error.into(),
        }
    }
}

impl From<DenyError> for Failure {
    fn from(error: DenyError) -> Self {
        match error {
            DenyError::Store(error) => error.into(),
            DenyError::Contact(error) => error.into(),
            DenyError::Expired => Code::ChallengeExpired.into(),
            DenyError::Closed => Code::ChallengeClosed.into(),
            DenyError::Refused => Code::Refused.into(),
        }
    }
}

/// Approves: the PIN opens the user key, which signs the challenge's digest and the number.
pub(crate) fn approve(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    challenge: &Challenge,
    number: &str,
    pin: &Pin,
) -> Result<ApprovalState, ApproveError> {
    // 1. The number as typed: blanks do not matter, its length does.
    let number = typed_number(number, challenge.number_digits)?;
    // 2. No PIN is tried for a challenge that is over.
    if challenge.expires_at <= exchange.ports.clock.now() {
        return Err(ApproveError::Expired);
    }
    // 3. The PIN opens the user key, with the portal's help.
    let stretched = token.stretch(&*exchange.ports.kdf, pin).map_err(UnlockError::Store)?;
    let unlocked = unlock::unlock(exchange, store, token, Purpose::Use(Some(challenge.id)), &stretched)?;
    // 4. The user key signs, and is gone.
    let response = response(exchange, token, challenge, Decision::Approve);
    let response =
        Response { num: number, uv: Some(UserVerification::Pin), rid: Some(unlocked.request_id), ..response };
    let message = ResponseMessage { jws: jws::sign(&response, &unlocked.user_key) };
    // 5. The portal decides.
    let sent = send(exchange, token, challenge, &message);
    // 6. The PIN was right whatever became of the challenge: without an answer that counts, say so.
    if sent.is_err() {
        unlock::report_right_pin(exchange, token, &unlocked);
    }
    sent.map_err(not_approved)
}

/// Approves with the key behind biometrics: the system asks for the person, and signs.
pub(crate) fn approve_by_presence(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    challenge: &Challenge,
    number: &str,
    reason: &str,
) -> Result<ApprovalState, PresenceApproveError> {
    let ports = exchange.ports;
    // 1. The number as typed, and a login that is not over and takes biometrics.
    let number = typed_number(number, challenge.number_digits)?;
    if challenge.expires_at <= ports.clock.now() {
        return Err(ApproveError::Expired.into());
    }
    if !challenge.takes_presence {
        return Err(PresenceApproveError::PinNeeded);
    }
    // 2. On, allowed, and the PIN not forgotten; nothing is kept open while somebody is waited for.
    let key = presence::approval_key(ports, store, token.id)?;
    // 3. The person; the guarded key signs.
    let response = response(exchange, token, challenge, Decision::Approve);
    let response = Response { num: number, uv: Some(UserVerification::Bio), ..response };
    let unsigned = jws::Unsigned::new(&response, &key);
    let signature = ports.presence.sign(&token.id, reason, unsigned.signing_input()).map_err(PresenceUseError::from)?;
    if !key.verifies(unsigned.signing_input(), &signature) {
        // Another key than the portal knows: it was made anew and never registered.
        return Err(PresenceUseError::Presence(PresenceError::NotEnrolled).into());
    }
    // 4. The portal decides.
    let message = ResponseMessage { jws: unsigned.with(&signature) };
    send(exchange, token, challenge, &message).map_err(|error| not_approved(error).into())
}

fn not_approved(error: ExchangeError) -> ApproveError {
    match refusal(&error) {
        Some(Refusal::WrongNumber) => ApproveError::WrongNumber,
        Some(Refusal::Expired) => ApproveError::Expired,
        Some(Refusal::Closed) => ApproveError::Closed,
        Some(Refusal::Refused) => ApproveError::Refused,
        None => ApproveError::Unlock(UnlockError::Contact(error.into_contact())),
    }
}

/// Denies or reports: no PIN, signed by the device key.
pub(crate) fn deny(
    exchange: &Exchange<'_>,
    token: &Token,
    challenge: &Challenge,
    decision: Decision,
) -> Result<ApprovalState, DenyError> {
    let response = response(exchange, token, challenge, decision);
    let message = ResponseMessage { jws: jws::sign(&response, &token.device_key) };
    send(exchange, token, challenge, &message).map_err(|error| match refusal(&error) {
        Some(Refusal::Expired) => DenyError::Expired,
        Some(Refusal::Closed) => DenyError::Closed,
        Some(Refusal::Refused | Refusal::WrongNumber) => DenyError::Refused,
        None => DenyError::Contact(error.into_contact()),
    })
}

fn response(exchange: &Exchange<'_>, token: &Token, challenge: &Challenge, decision: Decision) -> Response {
    Response {
        iss: token.id,
        aud: token.issuer.clone(),
        cid: challenge.id,
        chal: challenge.digest(),
        dec: decision,
        num: None,
        uv: None,
        rid: None::<RequestId>,
        iat: Timestamp(exchange.ports.clock.now()),
        app: format!("segl/{}", exchange.ports.device.app_version),
    }
}

fn send(
    exchange: &Exchange<'_>,
    token: &Token,
    challenge: &Challenge,
    message: &ResponseMessage,
) -> Result<ApprovalState, ExchangeError> {
    let path = format!("/challenges/{}/response", challenge.id);
    let outcome: ResponseOutcome = exchange.signed(&Call::new(&token.device_key, &path), message)?;
    Ok(outcome.state)
}

enum Refusal {
    WrongNumber,
    Expired,
    Closed,
    Refused,
}

fn refusal(error: &ExchangeError) -> Option<Refusal> {
    let ExchangeError::Refused(body) = error else { return None };
    match body.code {
        ErrorCode::WrongNumber => Some(Refusal::WrongNumber),
        ErrorCode::ChallengeExpired => Some(Refusal::Expired),
        ErrorCode::ChallengeClosed | ErrorCode::UnknownChallenge => Some(Refusal::Closed),
        ErrorCode::Refused => Some(Refusal::Refused),
        _ => None,
    }
}

/// The digits without blanks and hyphens; `None` when the login page shows no number.
fn typed_number(typed: &str, digits: u8) -> Result<Option<String>, ApproveError> {
    if digits == 0 {
        return Ok(None);
    }
    let number: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = number.len() == usize::from(digits) && number.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(Some(number)).ok_or(ApproveError::MalformedNumber)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    #[test]
    fn number_is_read_when_blanks_are_pasted_with_it() {
        assert_eq!(typed_number(" 483\u{a0}920\n", 6).unwrap().as_deref(), Some("483920"));
        assert_eq!(typed_number("whatever", 0).unwrap(), None, "a page without a number needs none");
    }

    #[test]
    fn number_is_refused_when_its_length_or_a_character_is_wrong() {
        for typed in ["48392", "4839201", "48392x", "４８３９２０", ""] {
            assert_eq!(typed_number(typed, 6), Err(ApproveError::MalformedNumber), "{typed:?}");
        }
    }
}
