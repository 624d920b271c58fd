//! Biometrics have a seed of their own, and, where the device can bind it, a signing key of their own: never a second
//! copy of what the PIN protects (`docs/protocol.md` §11).

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    bytes::{Bytes, ChangeId, RequestId, TokenId},
    jwk::PublicKey,
    jws::{Claims, Jws},
    origin::Origin,
    sealed_answer::{self, AnswerKey, Content, SealedAnswer, SealedAnswerError, Subject},
    timestamp::Timestamp,
};

/// Payload of `segl-presence+jwt`, signed by the user key: biometrics are to be switched on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PresenceRequest {
    /// The token.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// Names this change.
    pub change: ChangeId,
    /// The evaluation of the PIN that opened the user key.
    pub rid: RequestId,
    /// The key that biometrics release for approvals; none where the system only says yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// The holder's key for the answer.
    pub epk: PublicKey,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
}

impl Claims for PresenceRequest {
    const TYP: &'static str = "segl-presence+jwt";
}

/// `POST /api/v1/presence`; the answer is a [`sealed_answer::SealedAnswerMessage`] of [`PresenceSeed`].
/// `POST /api/v1/presence/remove`, without content, switches biometrics off.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PresenceMessage {
    /// The signed [`PresenceRequest`].
    pub jws: Jws,
}

/// The seed behind biometrics. Zeroed when dropped.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PresenceSeed {
    /// 32 bytes.
    seed: Bytes<32>,
}

impl PresenceSeed {
    /// A reply that gives out `seed`.
    #[must_use]
    pub fn new(seed: &[u8; 32]) -> Self {
        Self { seed: Bytes(*seed) }
    }

    /// 32 bytes.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.seed.0)
    }

    /// Portal: seals it to the holder's key.
    ///
    /// # Errors
    /// [`SealedAnswerError::Sealed`] when `recipient` is no key to seal to.
    pub fn seal(
        &self,
        subject: &Subject<'_>,
        recipient: &PublicKey,
        now: Timestamp,
        rng: &mut (impl CryptoRng + RngCore),
    ) -> Result<SealedAnswer, SealedAnswerError> {
        sealed_answer::seal(self, subject, recipient, now, rng)
    }

    /// Holder: opens an answer whose signature has been verified.
    ///
    /// # Errors
    /// [`SealedAnswerError`].
    pub fn open(subject: &Subject<'_>, key: &AnswerKey, answer: &SealedAnswer) -> Result<Self, SealedAnswerError> {
        key.open(subject, answer)
    }
}

impl Content for PresenceSeed {
    const LABEL: &'static str = "segl/presence/v1";
}

impl Drop for PresenceSeed {
    fn drop(&mut self) {
        self.seed.0.zeroize();
    }
}

impl fmt::Debug for PresenceSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresenceSeed(redacted)")
    }
}
