//! New secrets on their way from the portal: sealed to a key that the holder made for this one answer (HPKE `mode_base`,
//! RFC 9180 §5.1.1), and signed by the challenge key that the holder pinned.

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    bytes::{Bytes, ChangeId, TokenId},
    hpke,
    jwk::PublicKey,
    jws::{Claims, Jws},
    origin::Origin,
    timestamp::Timestamp,
};

/// What the answer is about. Part of what is sealed, so that no answer fits another question.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The portal.
    pub issuer: &'a Origin,
    /// The token.
    pub token_id: TokenId,
    /// The change.
    pub change: ChangeId,
}

impl Subject<'_> {
    /// `label || issuer || token_id || change`.
    fn info(&self, label: &str) -> Vec<u8> {
        [label.as_bytes(), self.issuer.as_str().as_bytes(), self.token_id.as_bytes(), self.change.as_bytes()].concat()
    }
}

/// Payload of `segl-secrets+jwt`, signed by the challenge key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealedAnswer {
    /// The portal.
    pub iss: Origin,
    /// The token.
    pub aud: TokenId,
    /// The change.
    pub change: ChangeId,
    /// HPKE encapsulated key.
    pub enc: Bytes<65>,
    /// The sealed CBOR map.
    #[serde(with = "crate::bytes::base64url")]
    pub ct: Vec<u8>,
    /// When it was signed, by the portal's clock.
    pub iat: Timestamp,
}

impl Claims for SealedAnswer {
    const TYP: &'static str = "segl-secrets+jwt";
}

/// The answer as it is sent.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealedAnswerMessage {
    /// The signed [`SealedAnswer`].
    pub jws: Jws,
}

/// Why a sealed answer is not one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SealedAnswerError {
    /// For another issuer, token or change.
    #[error("an answer to another question")]
    Subject,
    /// It does not open.
    #[error("does not open")]
    Sealed,
    /// It opens, but what it holds is not what belongs here.
    #[error("malformed content")]
    Content,
}

/// Content that may be sealed: a CBOR map, with a label of its own.
pub(crate) trait Content: DeserializeOwned + Serialize {
    const LABEL: &'static str;
}

/// The holder's key for one answer. Zeroed when dropped.
pub struct AnswerKey {
    private: Zeroizing<[u8; 32]>,
    public: PublicKey,
}

impl AnswerKey {
    /// A fresh key pair.
    ///
    /// # Errors
    /// [`SealedAnswerError::Sealed`] if key generation fails, which a sound generator never lets happen.
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Result<Self, SealedAnswerError> {
        let (private, public) = hpke::generate_key_pair(rng).map_err(|_| SealedAnswerError::Sealed)?;
        Ok(Self { private, public })
    }

    /// What the portal seals to.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Opens an answer whose signature has been verified.
    pub(crate) fn open<C: Content>(
        &self,
        subject: &Subject<'_>,
        answer: &SealedAnswer,
    ) -> Result<C, SealedAnswerError> {
        if answer.iss != *subject.issuer || answer.aud != subject.token_id || answer.change != subject.change {
            return Err(SealedAnswerError::Subject);
        }
        let cbor = hpke::open_base(&self.private, &answer.enc.0, &subject.info(C::LABEL), &answer.ct)
            .map_err(|_| SealedAnswerError::Sealed)?;
        let mut rest = cbor.as_slice();
        let content = ciborium::from_reader(&mut rest).map_err(|_| SealedAnswerError::Content)?;
        rest.is_empty().then_some(content).ok_or(SealedAnswerError::Content)
    }
}

impl fmt::Debug for AnswerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerKey(redacted)")
    }
}

/// Seals content to a holder's key; the caller signs.
pub(crate) fn seal<C: Content>(
    content: &C,
    subject: &Subject<'_>,
    recipient: &PublicKey,
    now: Timestamp,
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<SealedAnswer, SealedAnswerError> {
    let mut cbor = Zeroizing::new(Vec::with_capacity(256));
    ciborium::into_writer(content, &mut *cbor).expect("writing to memory cannot fail");
    let (enc, ct) =
        hpke::seal_base(recipient, &subject.info(C::LABEL), &cbor, rng).map_err(|_| SealedAnswerError::Sealed)?;
    let Subject { issuer, token_id, change } = *subject;
    Ok(SealedAnswer { iss: issuer.clone(), aud: token_id, change, enc: Bytes(enc), ct, iat: now })
}
