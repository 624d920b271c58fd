//! Enrolment: a QR code and an activation password become a token (`docs/protocol.md` §3).
//!
//! The ceremony in order: [`Offer::generate`] (portal) → [`EnrolmentQr`] → [`seal`] (holder) → [`Offer::open`] (portal) →
//! [`ReplyKey::seal`] (portal) → [`ReplyKey::open`] (holder) → [`Acknowledgement`] (holder).

mod qr;
mod wire;

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use ring::{aead, digest};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub use self::{
    qr::{EnrolmentQr, EnrolmentQrError, LINK_FRONT, MAX_QR_TEXT},
    wire::{EnrolmentReply, EnrolmentRequest, IssuerPolicy, KeyStore, PresencePolicy},
};
use crate::{
    bytes::{Bytes, EnrolmentId, RequestId, TokenId},
    device::DeviceInfo,
    hpke,
    jwk::{PrivateKey, PublicKey, Thumbprint},
    jws::{Claims, Jws},
    origin::Origin,
    timestamp::Timestamp,
};

/// Seconds that a QR code lives.
pub const LIFETIME: u64 = 600;

/// 32 random bytes that only the activation password unlocks (S0); the HPKE pre-shared key. Zeroed when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct QrSecret([u8; 32]);

impl QrSecret {
    /// Undoes the mask of the QR code with the stretched activation password (32 bytes).
    #[must_use]
    pub fn unmask(masked: &Bytes<32>, stretched: &[u8; 32]) -> Self {
        Self(xor(&masked.0, stretched))
    }

    /// From storage.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// To storage, sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }
}

impl fmt::Debug for QrSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrSecret(redacted)")
    }
}

/// What the portal remembers of one QR code.
#[derive(Debug)]
pub struct Offer {
    /// The code itself.
    pub qr: EnrolmentQr,
    /// S0.
    pub secret: QrSecret,
    /// skE, 32 bytes.
    pub private_key: Zeroizing<[u8; 32]>,
}

/// What the portal says in a new QR code; `stretched` is Argon2id of the activation password under `salt`.
pub struct OfferTerms<'a> {
    /// The portal.
    pub issuer: &'a Origin,
    /// Names this code.
    pub eid: EnrolmentId,
    /// Salt of the stretching.
    pub salt: Bytes<16>,
    /// The stretched activation password.
    pub stretched: &'a [u8; 32],
    /// The key that will sign challenges.
    pub challenge_key: Thumbprint,
    /// After this the code is worth nothing.
    pub expires: Timestamp,
}

/// The enrolment message did not open, or does not hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolmentMessageError {
    /// HPKE set-up failed: a key is not one.
    #[error("malformed keys")]
    Malformed,
    /// It does not open: the activation password was wrong (or the message was altered).
    #[error("does not open")]
    Sealed,
    /// It opens but what it holds is not an enrolment.
    #[error("malformed content")]
    Content,
    /// A proof of possession does not hold.
    #[error("proof of possession does not hold")]
    Proof,
    /// The first challenge key is not the one that the QR code names.
    #[error("the challenge key is not the one in the QR code")]
    ChallengeKey,
}

impl Offer {
    /// Steps 1 and 2: makes S0 and the one-time key pair.
    ///
    /// # Errors
    /// [`EnrolmentMessageError::Malformed`] if key generation fails, which a sound generator never lets happen.
    pub fn generate(
        terms: &OfferTerms<'_>,
        rng: &mut (impl CryptoRng + RngCore),
    ) -> Result<Self, EnrolmentMessageError> {
        let secret = QrSecret(Bytes::<32>::generate(rng).0);
        let (private_key, hpke_key) = hpke::generate_key_pair(rng).map_err(|_| EnrolmentMessageError::Malformed)?;
        let qr = EnrolmentQr {
            issuer: terms.issuer.clone(),
            eid: terms.eid,
            salt: terms.salt,
            masked: Bytes(xor(&secret.0, terms.stretched)),
            hpke_key,
            challenge_key: terms.challenge_key,
            expires: terms.expires,
        };
        Ok(Self { qr, secret, private_key })
    }

    /// Step 4, after the try has been counted and committed: opens the message and checks both proofs of possession.
    ///
    /// # Errors
    /// [`EnrolmentMessageError::Sealed`] is a wrong activation password; the others are a broken or hostile app.
    pub fn open(&self, message: &EnrolmentMessage) -> Result<(EnrolmentRequest, ReplyKey), EnrolmentMessageError> {
        let info = info(&self.qr);
        let mut receiver =
            hpke::setup_psk_receiver(&self.private_key, &message.enc.0, &info, &self.secret.0, self.qr.eid.as_bytes())
                .map_err(|_| EnrolmentMessageError::Malformed)?;
        let plaintext = Zeroizing::new(
            receiver.open(&message.ct, self.qr.eid.as_bytes()).map_err(|_| EnrolmentMessageError::Sealed)?,
        );
        let request = EnrolmentRequest::from_cbor(&plaintext).ok_or(EnrolmentMessageError::Content)?;
        let statement = statement(&info, self.qr.eid, &message.enc, &request.device_key, &request.user_key);
        let holds = request.device_key.verifies(&statement, &request.device_proof.0)
            && request.user_key.verifies(&statement, &request.user_proof.0);
        if !holds {
            return Err(EnrolmentMessageError::Proof);
        }
        let mut key = Zeroizing::new([0; 32]);
        receiver.export(REPLY_LABEL, key.as_mut_slice()).map_err(|_| EnrolmentMessageError::Malformed)?;
        Ok((request, ReplyKey { key, eid: self.qr.eid }))
    }
}

/// What the holder brings to step 3.
pub struct Candidate<'a> {
    /// Proves possession from now on.
    pub device_key: &'a PrivateKey,
    /// Will approve.
    pub user_key: &'a PrivateKey,
    /// Self-asserted.
    pub device: DeviceInfo,
    /// SHA-256 of the first ratchet value.
    pub ratchet: Bytes<32>,
}

/// Step 3: seals the candidate's public keys and proofs to the QR code's one-time key, under S0′.
///
/// # Errors
/// [`EnrolmentMessageError::Malformed`] when the QR code's key is not one.
pub fn seal(
    qr: &EnrolmentQr,
    secret: &QrSecret,
    candidate: Candidate<'_>,
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<(EnrolmentMessage, ReplyKey), EnrolmentMessageError> {
    seal_from(KeyStore::Keyring, qr, secret, candidate, rng)
}

/// [`seal`], by a device that says where it keeps its secret.
///
/// # Errors
/// [`EnrolmentMessageError::Malformed`] when the QR code's key is not one.
pub fn seal_from(
    key_store: KeyStore,
    qr: &EnrolmentQr,
    secret: &QrSecret,
    candidate: Candidate<'_>,
    rng: &mut (impl CryptoRng + RngCore),
) -> Result<(EnrolmentMessage, ReplyKey), EnrolmentMessageError> {
    let info = info(qr);
    let (enc, mut sender) = hpke::setup_psk_sender(&qr.hpke_key, &info, &secret.0, qr.eid.as_bytes(), rng)
        .map_err(|_| EnrolmentMessageError::Malformed)?;
    let enc = Bytes(enc);
    let (device_key, user_key) = (candidate.device_key.public(), candidate.user_key.public());
    let statement = statement(&info, qr.eid, &enc, &device_key, &user_key);
    let request = EnrolmentRequest {
        device_key,
        user_key,
        device_proof: Bytes(candidate.device_key.sign(&statement)),
        user_proof: Bytes(candidate.user_key.sign(&statement)),
        device: candidate.device,
        nonce: Bytes::generate(rng),
        ratchet: candidate.ratchet,
        key_store,
    };
    let ct = sender.seal(&request.to_cbor(), qr.eid.as_bytes()).map_err(|_| EnrolmentMessageError::Malformed)?;
    let mut key = Zeroizing::new([0; 32]);
    sender.export(REPLY_LABEL, key.as_mut_slice()).map_err(|_| EnrolmentMessageError::Malformed)?;
    Ok((EnrolmentMessage { enc, ct }, ReplyKey { key, eid: qr.eid }))
}

/// The key of the reply, exported from the HPKE context: used for one message, so a fixed nonce is sound.
pub struct ReplyKey {
    key: Zeroizing<[u8; 32]>,
    eid: EnrolmentId,
}

impl ReplyKey {
    /// Portal: seals the reply. Consumes the key: one message only.
    ///
    /// # Errors
    /// [`EnrolmentMessageError::Content`] when the reply is out of range.
    pub fn seal(self, reply: &EnrolmentReply) -> Result<EnrolmentReplyMessage, EnrolmentMessageError> {
        let mut plaintext = reply.to_cbor();
        let mut sealed = plaintext.to_vec();
        plaintext.zeroize();
        self.aead()
            .seal_in_place_append_tag(nonce(), aead::Aad::from(self.eid.as_bytes()), &mut sealed)
            .map_err(|_| EnrolmentMessageError::Content)?;
        Ok(EnrolmentReplyMessage { ct: sealed })
    }

    /// Holder: opens the reply and holds its first challenge key against the QR code.
    ///
    /// # Errors
    /// [`EnrolmentMessageError::Sealed`], [`EnrolmentMessageError::Content`], [`EnrolmentMessageError::ChallengeKey`].
    pub fn open(
        self,
        qr: &EnrolmentQr,
        message: &EnrolmentReplyMessage,
    ) -> Result<EnrolmentReply, EnrolmentMessageError> {
        let mut sealed = Zeroizing::new(message.ct.clone());
        let plaintext = self
            .aead()
            .open_in_place(nonce(), aead::Aad::from(self.eid.as_bytes()), &mut sealed)
            .map_err(|_| EnrolmentMessageError::Sealed)?;
        let reply = EnrolmentReply::from_cbor(plaintext).ok_or(EnrolmentMessageError::Content)?;
        match reply.challenge_keys.first() {
            Some(key) if key.thumbprint() == qr.challenge_key => Ok(reply),
            _ => Err(EnrolmentMessageError::ChallengeKey),
        }
    }

    fn aead(&self) -> aead::LessSafeKey {
        let key = aead::UnboundKey::new(&aead::AES_256_GCM, self.key.as_slice()).expect("an AES-256 key is 32 bytes");
        aead::LessSafeKey::new(key)
    }
}

impl fmt::Debug for ReplyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyKey(redacted)")
    }
}

/// `POST /api/v1/enrolments/{eid}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentMessage {
    /// HPKE encapsulated key, 65 bytes.
    pub enc: Bytes<65>,
    /// Sealed [`EnrolmentRequest`].
    #[serde(with = "crate::bytes::base64url")]
    pub ct: Vec<u8>,
}

/// Its answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentReplyMessage {
    /// Sealed [`EnrolmentReply`].
    #[serde(with = "crate::bytes::base64url")]
    pub ct: Vec<u8>,
}

/// Payload of `segl-enrol-ack+jwt`: the holder has stored the token. Signed by the user key.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The token.
    pub iss: TokenId,
    /// The issuer.
    pub aud: Origin,
    /// The enrolment.
    pub eid: EnrolmentId,
    /// The evaluation of the PIN that was chosen.
    pub rid: RequestId,
    /// When it was signed, by the device's clock.
    pub iat: Timestamp,
}

impl Claims for Acknowledgement {
    const TYP: &'static str = "segl-enrol-ack+jwt";
}

/// `POST /api/v1/enrolments/{eid}/ack`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgementMessage {
    /// The signed [`Acknowledgement`].
    pub jws: Jws,
}

/// `"segl/enrol/v1" || issuer || SHA-256(QR text)`.
fn info(qr: &EnrolmentQr) -> Vec<u8> {
    let mut info = INFO_LABEL.to_vec();
    info.extend_from_slice(qr.issuer.as_str().as_bytes());
    info.extend_from_slice(digest::digest(&digest::SHA256, qr.to_text().as_bytes()).as_ref());
    info
}

/// What both keys sign: `info || eid || enc || thumbprint(dak) || thumbprint(uk)`.
fn statement(info: &[u8], eid: EnrolmentId, enc: &Bytes<65>, device_key: &PublicKey, user_key: &PublicKey) -> Vec<u8> {
    [info, eid.as_bytes(), &enc.0, &device_key.thumbprint().0.0, &user_key.thumbprint().0.0].concat()
}

fn xor(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    std::array::from_fn(|index| left[index] ^ right[index])
}

fn nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; 12])
}

const INFO_LABEL: &[u8] = b"segl/enrol/v1";
const REPLY_LABEL: &[u8] = b"resp";

#[cfg(test)]
mod tests;
