//! What the portal answers when it refuses: a stable code, never a sentence.

use serde::{Deserialize, Serialize};

/// The body of every refusal.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ErrorBody {
    /// What happened.
    pub code: ErrorCode,
    /// Tries that remain, where tries are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u8>,
    /// Seconds until it is worth trying again, where there is a pause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl From<ErrorCode> for ErrorBody {
    fn from(code: ErrorCode) -> Self {
        Self { code, tries_left: None, retry_after: None }
    }
}

/// Stable codes of `docs/protocol.md` §12.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The proof's nonce is missing or stale; `Segl-Nonce` of this answer has a fresh one.
    UseNonce,
    /// Not understood.
    BadRequest,
    /// The proof of possession does not hold.
    Unauthorized,
    /// Slow down.
    TooManyRequests,
    /// No such enrolment.
    UnknownEnrolment,
    /// The QR code is older than 10 minutes.
    EnrolmentExpired,
    /// The QR code was used.
    EnrolmentUsed,
    /// Five wrong activation passwords, or withdrawn in the portal.
    EnrolmentVoid,
    /// The activation password does not fit; `tries_left` says how many remain.
    WrongActivationPassword,
    /// No such token: deleted in the portal.
    UnknownToken,
    /// The token is suspended or waits for *OK* in the portal.
    TokenNotActive,
    /// Too many PIN tries in a row; `retry_after` says how long to wait.
    PinPaused,
    /// Ten PIN tries in a row: the key is gone, enrol anew.
    PinDestroyed,
    /// The ratchet shows two copies of this token: suspended until it is reconnected.
    TokenCopied,
    /// No such PIN change: another one took its place.
    UnknownChange,
    /// No such challenge.
    UnknownChallenge,
    /// 120 seconds have passed.
    ChallengeExpired,
    /// Answered already, or withdrawn.
    ChallengeClosed,
    /// The number differs from the one on the login page; the challenge is closed.
    WrongNumber,
    /// A response that does not hold; the precise reason is in the audit log.
    Refused,
    /// The portal's own fault.
    Internal,
    /// A code of a later portal.
    #[serde(other)]
    Unknown,
}
