//! A new PIN brings a new OPRF key and a new passcode seed (`docs/protocol.md` §10). Reconnecting a token that was
//! suspended as copied is the same ceremony; its PIN may stay as it is.
//!
//! In order: [`PinChange`] (holder) → [`NewSecrets`] (portal) → an evaluation of the new PIN → the holder stores both
//! generations → [`PinCommit`] (holder) → the portal swaps.

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    bytes::{Bytes, ChangeId, RequestId, TokenId},
    jwk::PublicKey,
    jws::{Claims, Jws},
    oprf::OprfPublicKey,
    origin::Origin,
    sealed_answer::{self, AnswerKey, Content, SealedAnswer, SealedAnswerError, Subject},
    timestamp::Timestamp,
};

/// Payload of `segl-pin-change+jwt`, signed by the user key: begin.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinChange {
    /// The token.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// Names this change.
    pub change: ChangeId,
    /// The evaluation of the old PIN that opened the user key.
    pub rid: RequestId,
    /// The holder's key for the answer.
    pub epk: PublicKey,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
}

impl Claims for PinChange {
    const TYP: &'static str = "segl-pin-change+jwt";
}

/// `POST /api/v1/pin-changes`; the answer is a [`sealed_answer::SealedAnswerMessage`] of [`NewSecrets`].
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinChangeMessage {
    /// The signed [`PinChange`].
    pub jws: Jws,
}

/// What the portal made for the new PIN. The seed is zeroed when dropped.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NewSecrets {
    /// The new passcode seed, 32 bytes.
    seed: Bytes<32>,
    /// The new OPRF key's public half.
    pub oprf_key: OprfPublicKey,
    /// Fewest digits of a PIN that the issuer accepts now.
    pub pin_min: u8,
}

impl NewSecrets {
    /// New secrets that give out `seed`.
    #[must_use]
    pub fn new(seed: &[u8; 32], oprf_key: OprfPublicKey, pin_min: u8) -> Self {
        Self { seed: Bytes(*seed), oprf_key, pin_min }
    }

    /// The passcode seed, 32 bytes.
    #[must_use]
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.seed.0)
    }

    /// Portal: seals them to the holder's key.
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
        let secrets: Self = key.open(subject, answer)?;
        (4..=12).contains(&secrets.pin_min).then_some(secrets).ok_or(SealedAnswerError::Content)
    }
}

impl Content for NewSecrets {
    const LABEL: &'static str = "segl/pin-change/v1";
}

impl Drop for NewSecrets {
    fn drop(&mut self) {
        self.seed.0.zeroize();
    }
}

impl fmt::Debug for NewSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSecrets(redacted)")
    }
}

/// Payload of `segl-pin-commit+jwt`, signed by the user key: both generations are stored, swap.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinCommit {
    /// The token.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// The change.
    pub change: ChangeId,
    /// The evaluation of the new PIN under the new key.
    pub rid: RequestId,
    /// SHA-256 of the ratchet value from which the token goes on.
    pub ratchet: Bytes<32>,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
}

impl Claims for PinCommit {
    const TYP: &'static str = "segl-pin-commit+jwt";
}

/// `POST /api/v1/pin-changes/{change}/commit`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PinCommitMessage {
    /// The signed [`PinCommit`].
    pub jws: Jws,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::{oprf::OprfKey, testing::SeededRng};

    fn subject(issuer: &Origin) -> Subject<'_> {
        Subject { issuer, token_id: TokenId::from([1; 16]), change: ChangeId::from([2; 16]) }
    }

    #[test]
    fn secrets_arrive_when_sealed_to_the_holders_key() {
        let mut rng = SeededRng::new(1);
        let (issuer, key) = ("https://login.example.org".parse().unwrap(), AnswerKey::generate(&mut rng).unwrap());
        let secrets = NewSecrets::new(&[7; 32], OprfKey::from_seed([8; 32]).public(), 6);
        let sealed = secrets.seal(&subject(&issuer), &key.public(), Timestamp(5), &mut rng).unwrap();
        let opened = NewSecrets::open(&subject(&issuer), &key, &sealed).unwrap();
        assert_eq!((*opened.seed(), opened.oprf_key, opened.pin_min), ([7; 32], secrets.oprf_key, 6));
    }

    #[test]
    fn secrets_are_refused_when_made_for_another_question_or_key() {
        let mut rng = SeededRng::new(2);
        let (issuer, key) = ("https://login.example.org".parse().unwrap(), AnswerKey::generate(&mut rng).unwrap());
        let secrets = NewSecrets::new(&[7; 32], OprfKey::from_seed([8; 32]).public(), 6);
        let sealed = secrets.seal(&subject(&issuer), &key.public(), Timestamp(5), &mut rng).unwrap();
        let elsewhere = Subject { change: ChangeId::from([3; 16]), ..subject(&issuer) };
        assert_eq!(NewSecrets::open(&elsewhere, &key, &sealed).unwrap_err(), SealedAnswerError::Subject);
        let relabelled = SealedAnswer { change: ChangeId::from([3; 16]), ..sealed.clone() };
        assert_eq!(NewSecrets::open(&elsewhere, &key, &relabelled).unwrap_err(), SealedAnswerError::Sealed);
        let other = AnswerKey::generate(&mut rng).unwrap();
        assert_eq!(NewSecrets::open(&subject(&issuer), &other, &sealed).unwrap_err(), SealedAnswerError::Sealed);
    }
}
