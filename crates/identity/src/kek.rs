//! Secrets at rest: sealed under a key that is not in the database.

use std::{
    fmt,
    sync::{PoisonError, RwLock},
};

use ring::{aead, hkdf};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy::Entropy;

/// The key-encryption key, 32 bytes from outside the database, and a second one while one takes the other's place (ADR 0025).
/// The first seals, both open. Zeroed when dropped.
pub struct Kek(RwLock<Keys>);

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
struct Keys {
    sealing: [u8; 32],
    other: Option<[u8; 32]>,
}

/// What is sealed; part of the associated data, so that no secret can be put in another's place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// The OPRF key of a token.
    OprfKey,
    /// The passcode seed of a token.
    Seed,
    /// The OPRF key of a PIN change that is not committed.
    NextOprfKey,
    /// The passcode seed of a PIN change that is not committed.
    NextSeed,
    /// The passcode seed behind biometrics.
    PresenceSeed,
    /// One-time HPKE key, S0, activation password and QR text of an enrolment.
    Enrolment,
    /// The number of a challenge.
    Number,
    /// An e-mailed code that may be sent again.
    EmailCode,
    /// A challenge key.
    ChallengeKey,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::OprfKey,
        Self::Seed,
        Self::NextOprfKey,
        Self::NextSeed,
        Self::PresenceSeed,
        Self::Enrolment,
        Self::Number,
        Self::EmailCode,
        Self::ChallengeKey,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::OprfKey => "oprf-key",
            Self::Seed => "seed",
            Self::NextOprfKey => "next-oprf-key",
            Self::NextSeed => "next-seed",
            Self::PresenceSeed => "presence-seed",
            Self::Enrolment => "enrolment",
            Self::Number => "number",
            Self::EmailCode => "email-code",
            Self::ChallengeKey => "challenge-key",
        }
    }
}

/// `0x01 || salt[32] || AES-256-GCM(key = HKDF-SHA256(salt, KEK, label), nonce 0^12, aad = label || row) || tag[16]`.
///
/// A fresh salt makes a fresh key, so a nonce never repeats, however many secrets there are.
#[derive(Clone, Eq, PartialEq)]
pub struct Sealed(Vec<u8>);

/// A secret does not open: another KEK, another row, or an altered database.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a stored secret does not open under this key-encryption key")]
pub struct UnsealError;

impl Kek {
    /// From the key file, 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(RwLock::new(Keys { sealing: bytes, other: None }))
    }

    /// Two keys, 32 random bytes each: the first seals, both open.
    #[must_use]
    pub fn with_other(sealing: [u8; 32], other: [u8; 32]) -> Self {
        Self(RwLock::new(Keys { sealing, other: Some(other) }))
    }

    /// Goes on with the keys of another one, for everybody who holds this one.
    pub fn replace(&self, by: &Self) {
        let keys = by.keys();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    fn keys(&self) -> Keys {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Seals `secret` for the row that `row` names.
    ///
    /// # Panics
    /// Never: secrets are a few hundred bytes, far from the limits of AES-GCM.
    pub fn seal(&self, purpose: Purpose, row: &[u8], secret: &[u8], rng: &mut impl Entropy) -> Sealed {
        let mut sealed = Vec::with_capacity(HEADER + secret.len() + TAG);
        sealed.push(VERSION);
        sealed.resize(HEADER, 0);
        rng.fill_bytes(&mut sealed[1..]);
        let key = cipher(&self.keys().sealing, purpose, &sealed[1..]);
        let mut body = secret.to_vec();
        key.seal_in_place_append_tag(nonce(), aead::Aad::from(associated(purpose, row)), &mut body)
            .expect("a secret of a few hundred bytes is within the limits of AES-GCM");
        sealed.append(&mut body);
        Sealed(sealed)
    }

    /// Opens what [`Kek::seal`] sealed for the same purpose and row.
    pub fn open(&self, purpose: Purpose, row: &[u8], sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let keys = self.keys();
        open_under(&keys.sealing, purpose, row, sealed).or_else(|error| {
            let other = keys.other.as_ref().ok_or(error)?;
            open_under(other, purpose, row, sealed)
        })
    }

    /// Seals a secret anew under the key that seals; `None` when it is under that one.
    pub fn reseal(
        &self,
        purpose: Purpose,
        row: &[u8],
        sealed: &Sealed,
        rng: &mut impl Entropy,
    ) -> Result<Option<Sealed>, UnsealError> {
        if open_under(&self.keys().sealing, purpose, row, sealed).is_ok() {
            return Ok(None);
        }
        let secret = self.open(purpose, row, sealed)?;
        Ok(Some(self.seal(purpose, row, &secret, rng)))
    }

    /// Opens a secret of exactly `N` bytes.
    pub fn open_array<const N: usize>(
        &self,
        purpose: Purpose,
        row: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<[u8; N]>, UnsealError> {
        let secret = self.open(purpose, row, sealed)?;
        secret.as_slice().try_into().map(Zeroizing::new).map_err(|_| UnsealError)
    }

    /// A key for another use, 32 bytes, of the key that seals; `label` keeps the uses apart.
    #[must_use]
    pub fn derive_key(&self, label: &str) -> Zeroizing<[u8; 32]> {
        derive(&self.keys().sealing, label)
    }

    /// Keys for another use, 32 bytes each: that of the key that seals, and that of the other one. `label` keeps the uses
    /// apart.
    #[must_use]
    pub fn derive_keys(&self, label: &str) -> Vec<Zeroizing<[u8; 32]>> {
        let keys = self.keys();
        std::iter::once(&keys.sealing).chain(&keys.other).map(|key| derive(key, label)).collect()
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kek(redacted)")
    }
}

impl Sealed {
    /// From storage.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// To storage.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

fn open_under(
    key: &[u8; 32],
    purpose: Purpose,
    row: &[u8],
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
    let (header, body) = sealed.0.split_at_checked(HEADER).ok_or(UnsealError)?;
    let Some((&VERSION, salt)) = header.split_first() else {
        return Err(UnsealError);
    };
    let mut body = Zeroizing::new(body.to_vec());
    let length = cipher(key, purpose, salt)
        .open_in_place(nonce(), aead::Aad::from(associated(purpose, row)), &mut body)
        .map_err(|_| UnsealError)?
        .len();
    body.truncate(length);
    Ok(body)
}

fn derive(key: &[u8; 32], label: &str) -> Zeroizing<[u8; 32]> {
    expand(key, &[], &[b"segl/kek/v1/use/", label.as_bytes()])
}

fn cipher(key: &[u8; 32], purpose: Purpose, salt: &[u8]) -> aead::LessSafeKey {
    let key = expand(key, salt, &[b"segl/kek/v1/seal/", purpose.label().as_bytes()]);
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, key.as_slice()).expect("an AES-256 key is 32 bytes");
    aead::LessSafeKey::new(key)
}

fn expand(key: &[u8; 32], salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut derived = Zeroizing::new([0; 32]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(key)
        .expand(info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(derived.as_mut_slice()))
        .expect("32 bytes are within the limits of HKDF (RFC 5869 §2.3)");
    derived
}

fn associated(purpose: Purpose, row: &[u8]) -> Vec<u8> {
    [purpose.label().as_bytes(), &[0], row].concat()
}

fn nonce() -> aead::Nonce {
    aead::Nonce::assume_unique_for_key([0; 12])
}

const VERSION: u8 = 1;
const HEADER: usize = 33;
const TAG: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::TestEntropy;

    #[test]
    fn secret_opens_for_its_own_purpose_and_row_only() {
        let (kek, mut rng) = (Kek::from_bytes([7; 32]), TestEntropy::new());
        let sealed = kek.seal(Purpose::Seed, b"row", b"secret", &mut rng);
        assert_eq!(kek.open(Purpose::Seed, b"row", &sealed).expect("opens").as_slice(), b"secret");
        assert_eq!(kek.open(Purpose::OprfKey, b"row", &sealed), Err(UnsealError), "another purpose");
        assert_eq!(kek.open(Purpose::Seed, b"other", &sealed), Err(UnsealError), "another row");
        assert_eq!(Kek::from_bytes([8; 32]).open(Purpose::Seed, b"row", &sealed), Err(UnsealError), "another KEK");
        assert_eq!(kek.open_array::<7>(Purpose::Seed, b"row", &sealed), Err(UnsealError), "another length");
    }

    #[test]
    fn secret_is_refused_when_any_bit_is_flipped_or_it_is_cut() {
        let (kek, mut rng) = (Kek::from_bytes([7; 32]), TestEntropy::new());
        let sealed = kek.seal(Purpose::Seed, b"row", b"secret", &mut rng);
        for index in 0..sealed.as_bytes().len() {
            let mut altered = sealed.as_bytes().to_vec();
            altered[index] ^= 1;
            assert_eq!(kek.open(Purpose::Seed, b"row", &Sealed::from_bytes(altered)), Err(UnsealError), "byte {index}");
            let cut = sealed.as_bytes()[..index].to_vec();
            assert_eq!(kek.open(Purpose::Seed, b"row", &Sealed::from_bytes(cut)), Err(UnsealError), "cut at {index}");
        }
    }

    #[test]
    fn secret_is_sealed_anew_when_it_is_under_the_other_key() {
        let (old, mut rng) = (Kek::from_bytes([7; 32]), TestEntropy::new());
        let sealed = old.seal(Purpose::Seed, b"row", b"secret", &mut rng);
        let both = Kek::with_other([8; 32], [7; 32]);
        assert_eq!(both.open(Purpose::Seed, b"row", &sealed).expect("opens").as_slice(), b"secret");
        let anew = both.reseal(Purpose::Seed, b"row", &sealed, &mut rng).expect("opens").expect("is under the old key");
        assert_eq!(both.reseal(Purpose::Seed, b"row", &anew, &mut rng), Ok(None));
        old.replace(&Kek::from_bytes([8; 32]));
        assert_eq!(old.open(Purpose::Seed, b"row", &anew).expect("opens").as_slice(), b"secret");
        assert_eq!(old.open(Purpose::Seed, b"row", &sealed), Err(UnsealError), "the old key is gone");
        assert_eq!(both.derive_keys("use").len(), 2);
    }

    #[test]
    fn sealing_twice_differs() {
        let (kek, mut rng) = (Kek::from_bytes([7; 32]), TestEntropy::new());
        let first = kek.seal(Purpose::Seed, b"row", b"secret", &mut rng);
        assert_ne!(first, kek.seal(Purpose::Seed, b"row", b"secret", &mut rng));
    }
}
