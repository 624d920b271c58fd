//! Entrust's offline soft token, as third parties have published it: the password-protected QR code
//! (`action=secactivate`, version 1), the three codes with their check digits, and the seed that follows from them.
//!
//! Source of every step: `ss23/entrust-identityguard-tools` (MIT), its readme and tools; the sample in the tests is the
//! one published there. Activation over the network, push and transactions are not public, and are not imitated here:
//! they need the vendor's own app. Nothing here was ever held against a server of the vendor's.
//!
//! The way is [`SecureActivation`] (or [`Activation::by_hand`]) → [`Activation`] → [`Trial`], whose codes are tried at the
//! issuer → a key like that of any other issuer.

use std::num::NonZeroU32;

use aes::Aes128;
use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use cbc::{
    Decryptor,
    cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::Pkcs7},
};
use otp::Secret;
use ring::{
    hmac,
    pbkdf2::{self, PBKDF2_HMAC_SHA256},
};
use serde_json::Value;
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::text::presentable;

pub use self::{
    codes::{ActivationCode, CodeError, RegistrationCode, SerialNumber},
    trial::{CodeLength, PolicyInSeed, Trial},
};

mod codes;
mod trial;

/// Whether a text looks like an activation: worth reading as one.
#[must_use]
pub fn is_activation(text: &str) -> bool {
    text.split_once('?').is_some_and(|(_, query)| query.split('&').any(|pair| pair.trim() == ACTION))
}

/// A QR code that has been read and waits for its activation password. Its scheme is the issuer's own choice
/// (`igmobileotp` unless changed), so it is not looked at.
pub struct SecureActivation {
    /// The query up to its last `&`, percent-encoded as it stands in the QR code: what the MAC covers.
    covered: Zeroizing<String>,
    salt: [u8; 8],
    /// Eight digits are all that protect it.
    ciphertext: Zeroizing<Vec<u8>>,
    mac: [u8; MAC_LEN],
}

/// Why a text is not an activation, or does not open.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum EntrustError {
    /// Some other text.
    #[error("not an Entrust activation")]
    Foreign,
    /// A version other than 1.
    #[error("of another version")]
    Version,
    /// Longer than any activation.
    #[error("too long for an activation")]
    TooLong,
    /// Cut short or altered, or not what an activation holds.
    #[error("damaged")]
    Damaged,
    /// The activation password does not fit, or the QR code was altered: one MAC tells both.
    #[error("the activation password does not fit")]
    WrongActivationPassword,
    /// One of the codes inside.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl SecureActivation {
    /// Reads the text of a QR code, at most 4,096 bytes.
    pub fn read(text: &str) -> Result<Self, EntrustError> {
        if text.len() > MAX_TEXT {
            return Err(EntrustError::TooLong);
        }
        // 1. The raw query, still percent-encoded.
        let (_, query) = text.trim().split_once('?').ok_or(EntrustError::Foreign)?;
        let once = |name: &str| {
            let mut values = query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(key, _)| *key == name);
            values.next().map(|(_, value)| value).filter(|_| values.next().is_none())
        };
        if !is_activation(text) {
            return Err(EntrustError::Foreign);
        }
        once("action").ok_or(EntrustError::Damaged)?;
        if once("v").ok_or(EntrustError::Damaged)? != "1" {
            return Err(EntrustError::Version);
        }
        // 2. `mac` comes last, since it covers everything before the last `&`.
        let (covered, last) = query.rsplit_once('&').ok_or(EntrustError::Damaged)?;
        let mac = last.strip_prefix("mac=").ok_or(EntrustError::Damaged)?;
        let mac = bytes(mac)?.as_slice().try_into().map_err(|_| EntrustError::Damaged)?;
        // 3. salt[8] || ciphertext of whole blocks.
        let enc = bytes(once("enc").ok_or(EntrustError::Damaged)?)?;
        let (salt, ciphertext) = enc.split_first_chunk().ok_or(EntrustError::Damaged)?;
        if ciphertext.is_empty() || ciphertext.len() % BLOCK_LEN != 0 {
            return Err(EntrustError::Damaged);
        }
        let (covered, ciphertext) = (Zeroizing::new(covered.to_owned()), Zeroizing::new(ciphertext.to_vec()));
        Ok(Self { covered, salt: *salt, ciphertext, mac })
    }

    /// Opens it with the activation password: text, usually of digits, whose leading zeros count.
    #[expect(clippy::missing_panics_doc, reason = "the key and the IV are cut to 16 bytes just before")]
    pub fn open(&self, password: &str) -> Result<Activation, EntrustError> {
        // 4. dk = PBKDF2-HMAC-SHA-256(password, salt, 1,000 rounds, 64 bytes) = AES key[16] || MAC key[32] || IV[16].
        let mut keys = Zeroizing::new([0; 64]);
        let password: Zeroizing<String> = Zeroizing::new(password.split_whitespace().collect());
        pbkdf2::derive(PBKDF2_HMAC_SHA256, PASSWORD_ROUNDS, &self.salt, password.as_bytes(), keys.as_mut_slice());
        let (aes_key, rest) = keys.split_at(16);
        let (mac_key, iv) = rest.split_at(32);
        // 5. The first 12 bytes of HMAC-SHA-256 over what is covered, compared in constant time.
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, mac_key), self.covered.as_bytes());
        if !bool::from(tag.as_ref()[..MAC_LEN].ct_eq(&self.mac)) {
            return Err(EntrustError::WrongActivationPassword);
        }
        // 6. AES-128-CBC with the padding of PKCS #7 (RFC 5652 §6.3).
        let mut plain = self.ciphertext.clone();
        let cipher = Decryptor::<Aes128>::new_from_slices(aes_key, iv).expect("a key and an IV of 16 bytes each");
        let plain = cipher.decrypt_padded::<Pkcs7>(plain.as_mut_slice()).map_err(|_| EntrustError::Damaged)?;
        Activation::parse(plain)
    }
}

impl std::fmt::Debug for SecureActivation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecureActivation(redacted)")
    }
}

/// What an activation says: by QR code, or typed by hand.
pub struct Activation {
    serial: SerialNumber,
    /// The issuer's half of the secret.
    code: ActivationCode,
    /// Byte by byte as it came: it may be part of the seed.
    policy: Option<Zeroizing<String>>,
    host: Option<String>,
}

impl Activation {
    /// Serial number and activation code, typed by hand: there is no policy then.
    #[must_use]
    pub fn by_hand(serial: SerialNumber, code: ActivationCode) -> Self {
        Self { serial, code, policy: None, host: None }
    }

    /// The content of a QR code, once opened: a JSON object (RFC 8259) with `sn` and `ac`, and perhaps `policy` and
    /// `regurl`. What is missing is unknown, never permission; what is not known here is left alone.
    pub fn parse(plain: &[u8]) -> Result<Self, EntrustError> {
        let mut value: Value = serde_json::from_slice(plain).map_err(|_| EntrustError::Damaged)?;
        let mut text = |key: &str| match value.get_mut(key).map(Value::take) {
            Some(Value::String(text)) => Some(Zeroizing::new(text)),
            _ => None,
        };
        Ok(Self {
            serial: text("sn").ok_or(EntrustError::Damaged)?.parse()?,
            code: text("ac").ok_or(EntrustError::Damaged)?.parse()?,
            policy: text("policy"),
            host: text("regurl").map(|host| presentable(&host, MAX_SHOWN)).filter(|host| !host.is_empty()),
        })
    }

    /// Names the token; no secret.
    #[must_use]
    pub fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// Host and path of the issuer, safe to show. Never contacted.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// What the issuer asks of the device, safe to show; `None` when it is not known. Segl looks after none of it.
    #[must_use]
    pub fn policy(&self) -> Option<String> {
        self.policy.as_ref().map(|policy| presentable(policy, MAX_SHOWN))
    }

    /// The passcode seed, 16 bytes: PBKDF2-HMAC-SHA-256(password = A\[7\] || R\[2\] || policy?, salt = serial number, 8
    /// rounds). *A* is the activation code and *R* the registration code's low 16 bits, both big-endian.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "16 bytes are a secret")]
    pub fn seed(&self, registration: &RegistrationCode, policy: PolicyInSeed) -> Secret {
        let policy = self.policy.as_ref().filter(|_| policy == PolicyInSeed::With).map_or("", |policy| policy.as_str());
        let mut password = Zeroizing::new(Vec::with_capacity(9 + policy.len()));
        password.extend_from_slice(&*self.code.to_bytes());
        password.extend_from_slice(&*registration.random());
        password.extend_from_slice(policy.as_bytes());
        let mut seed = Zeroizing::new(vec![0; 16]);
        pbkdf2::derive(PBKDF2_HMAC_SHA256, SEED_ROUNDS, self.serial.digits().as_bytes(), &password, &mut seed);
        Secret::new(std::mem::take(&mut *seed)).expect("16 bytes are a secret")
    }
}

impl std::fmt::Debug for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Activation").field("serial", &self.serial).finish_non_exhaustive()
    }
}

/// Percent-encoded standard base64, with or without padding. A `+` is a `+`.
fn bytes(encoded: &str) -> Result<Zeroizing<Vec<u8>>, EntrustError> {
    let text = percent_decode(encoded).ok_or(EntrustError::Damaged)?;
    BASE64.decode(&*text).map(Zeroizing::new).map_err(|_| EntrustError::Damaged)
}

/// RFC 3986 §2.1; `None` for a percent sign without two hexadecimal digits.
fn percent_decode(encoded: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(encoded.len()));
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        decoded.push(if byte == b'%' { hex(rest.next()?)? << 4 | hex(rest.next()?)? } else { byte });
    }
    Some(decoded)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| value.try_into().ok())
}

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const PASSWORD_ROUNDS: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");

const SEED_ROUNDS: NonZeroU32 = NonZeroU32::new(8).expect("not zero");

/// Bytes of the MAC in the QR code.
const MAC_LEN: usize = 12;

/// Bytes of a block of AES.
const BLOCK_LEN: usize = 16;

/// Longest text of a QR code that is looked at, bytes.
const MAX_TEXT: usize = 4_096;

/// As much of the issuer's host, or of its policy, is shown; characters.
const MAX_SHOWN: usize = 256;

const ACTION: &str = "action=secactivate";

#[cfg(test)]
mod tests;
