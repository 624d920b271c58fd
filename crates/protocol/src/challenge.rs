//! What is asked: the portal's signed statement of who wants to log in where.

use serde::{Deserialize, Serialize};

use crate::{
    bytes::{ChallengeId, PollNonce, TokenId},
    jwk::{PublicKey, Thumbprint},
    jws::{self, Claims, Jws, JwsError},
    origin::Origin,
    timestamp::Timestamp,
    version::PROTOCOL_VERSION,
};

/// Seconds that a challenge lives.
pub const LIFETIME: u64 = 120;

/// Longest time a poll may wait, seconds.
pub const MAX_WAIT: u64 = 50;

/// Payload of `segl-challenge+jwt`. The number is never in it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The issuer.
    pub iss: Origin,
    /// The token that is asked.
    pub aud: TokenId,
    /// The challenge's own name.
    pub jti: ChallengeId,
    /// When this copy was signed.
    pub iat: Timestamp,
    /// After this, no answer counts.
    pub exp: Timestamp,
    /// The nonce of the poll that this copy answers.
    pub pn: PollNonce,
    /// [`PROTOCOL_VERSION`].
    pub ver: u8,
    /// What approving would do.
    pub act: Act,
    /// Who asks.
    pub rp: RelyingParty,
    /// Where from.
    pub ctx: Context,
    /// Plain text shown as it is, at most 512 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub txt: Option<String>,
    /// How many digits the login page shows, to be typed; 0 where an administrator has switched it off.
    pub num: u8,
    /// Which verifications of the user the issuer accepts.
    pub uv: Vec<UserVerification>,
}

/// What an approval would do.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Log in.
    Login,
}

/// The system that asks for the login.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RelyingParty {
    /// Its identifier at the issuer.
    pub id: String,
    /// Its name, as people know it.
    pub name: String,
    /// Its web origin.
    pub origin: Origin,
}

/// The circumstances, as the issuer saw them.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Address of the browser.
    pub ip: String,
    /// Place of that address, where the issuer knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The browser's name, such as `Firefox`.
    pub browser: String,
    /// Its operating system, such as `Windows`.
    pub os: String,
    /// Whether this browser has logged in to this account before.
    pub browser_known: bool,
    /// Whether the browser and the asking device share a public address; absent where the issuer cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_network: Option<bool>,
}

/// How the holder made sure that it is the user.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum UserVerification {
    /// The PIN.
    Pin,
    /// Biometrics of the operating system.
    Bio,
}

impl Claims for Challenge {
    const TYP: &'static str = "segl-challenge+jwt";
}

/// Why a challenge is not shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// Signed by a key that was not pinned at enrolment.
    #[error("signed by an unknown challenge key")]
    UnknownKey,
    /// Another issuer than the token's.
    #[error("from another issuer")]
    Issuer,
    /// For another token.
    #[error("for another token")]
    Audience,
    /// Not the answer to this poll: a replay.
    #[error("does not answer this poll")]
    PollNonce,
    /// Its time is over, or its lifetime is longer than [`LIFETIME`].
    #[error("expired")]
    Expired,
    /// Of a later version of the protocol.
    #[error("of a later version")]
    Version,
    /// More digits than a number may have, or a text that is too long.
    #[error("out of range")]
    OutOfRange,
}

/// What the holder holds a challenge against.
pub struct Expected<'a> {
    /// The token's issuer.
    pub issuer: &'a Origin,
    /// The token.
    pub token: TokenId,
    /// Challenge keys pinned at enrolment.
    pub keys: &'a [PublicKey],
    /// The nonce of the poll.
    pub poll_nonce: PollNonce,
    /// The portal's time, as it came with the answer.
    pub now: Timestamp,
}

/// Verifies a challenge before anything of it is shown (`docs/protocol.md` §6).
///
/// # Errors
/// [`ChallengeError`], the first that fails in the order of its variants.
pub fn verify(compact: &Jws, expected: &Expected<'_>) -> Result<Challenge, ChallengeError> {
    // 1. The envelope, and a key that was pinned.
    let unverified = jws::parse::<Challenge>(compact.as_str())?;
    let key =
        expected.keys.iter().find(|key| key.thumbprint() == unverified.kid()).ok_or(ChallengeError::UnknownKey)?;
    // 2. The signature over the bytes as received.
    let challenge = unverified.verify(key)?;
    // 3. From whom, to whom, in answer to what.
    if challenge.iss != *expected.issuer {
        return Err(ChallengeError::Issuer);
    }
    if challenge.aud != expected.token {
        return Err(ChallengeError::Audience);
    }
    if challenge.pn != expected.poll_nonce {
        return Err(ChallengeError::PollNonce);
    }
    // 4. In time.
    if challenge.exp <= expected.now || challenge.exp.seconds_since(challenge.iat) > LIFETIME {
        return Err(ChallengeError::Expired);
    }
    // 5. Something this version understands.
    if challenge.ver != PROTOCOL_VERSION {
        return Err(ChallengeError::Version);
    }
    if challenge.num > MAX_NUMBER_DIGITS || challenge.txt.as_ref().is_some_and(|text| text.chars().count() > MAX_TEXT) {
        return Err(ChallengeError::OutOfRange);
    }
    Ok(challenge)
}

/// `POST /api/v1/challenges/poll`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PollRequest {
    /// Fresh for every poll.
    pub pn: PollNonce,
    /// The challenge that the holder shows at the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<ChallengeId>,
    /// How long to wait for news, seconds, at most [`MAX_WAIT`].
    pub wait: u64,
    /// What the holder has pinned, once it has taken a [`ChallengeKeys`](crate::challenge_keys::ChallengeKeys).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<Vec<Thumbprint>>,
}

/// Its answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PollReply {
    /// A challenge other than the known one.
    pub challenge: Option<Jws>,
    /// Whether the known challenge still waits for an answer.
    pub known_open: bool,
    /// The portal's time.
    pub time: Timestamp,
    /// The signed [`ChallengeKeys`](crate::challenge_keys::ChallengeKeys), while the portal does not know that the holder has
    /// pinned them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Jws>,
}

const MAX_NUMBER_DIGITS: u8 = 8;
const MAX_TEXT: usize = 512;

#[cfg(test)]
#[path = "challenge_tests.rs"]
mod tests;
