//! Passcode keys of other issuers: one PIN for all of them, one stretching, a mask for each.
//!
//! Nobody counts tries for them and their issuers cannot give out new ones, so three things differ from a portal's seed
//! ([`crate::camouflage`]): their masks hang on a secret of their own in the keyring, *TS*, which is replaced whenever the
//! masks are ([`Vault::remask`]); a vault without a portal keeps six bits that notice a wrong PIN ([`TypoGuard`]); and a
//! key that is no random bytes is not masked at all, since it would tell which PIN unmasks it ([`has_structure`]).

use otp::{Scheme, Secret};
use rand_core::{CryptoRng, RngCore};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    DeviceSecret, Kdf, KdfError, Marks, OtpSalt, Pin, Token, TokenId, Vault, VaultId,
    hazmat::{derive, derive_into},
    secret::Bytes,
};

/// A token of another issuer: `otpauth://totp`, `hotp` or `steam`.
#[derive(Debug)]
pub struct OtpToken {
    /// Random, names the token on this device.
    pub id: TokenId,
    /// Who issued the key, as its URI said; may be empty.
    pub issuer: String,
    /// Whose key it is, as its URI said; may be empty.
    pub account: String,
    /// What the user calls it, if anything.
    pub label: Option<String>,
    /// How its passcodes come about; the counter of HOTP is the next one.
    pub scheme: Scheme,
    /// The key.
    pub key: OtpKey,
    /// When it was added, unix seconds.
    pub created: u64,
    /// Whether its issuer bound it to this device: its key does not leave in an export.
    pub bound: bool,
    /// What its owner has added.
    pub marks: Marks,
}

/// The key of an [`OtpToken`].
#[derive(Debug)]
pub enum OtpKey {
    /// Under the shared PIN: every PIN gives some key of this length.
    Masked {
        /// Salt of the mask.
        salt: OtpSalt,
        /// The key XOR its mask, 1 to 128 bytes.
        masked: Box<[u8]>,
    },
    /// Under the device secret alone: it has structure or is short, so a mask would give the PIN away, or a part of it.
    Bare(Secret),
}

impl OtpKey {
    /// Takes a key in: masked, or bare when it has structure ([`has_structure`]).
    #[must_use]
    pub fn seal(secret: Secret, shared: &SharedKey, rng: &mut (impl CryptoRng + RngCore)) -> Self {
        if has_structure(secret.expose()) {
            return Self::Bare(secret);
        }
        let salt = OtpSalt::generate(rng);
        let masked = shared.masked(secret.expose(), &salt);
        Self::Masked { salt, masked: masked.as_slice().into() }
    }

    /// The key that this PIN gives; only the right PIN gives the right one, and nothing here can tell.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "a stored key has 1 to 128 bytes: readers of the format refuse others"
    )]
    pub fn open(&self, shared: &SharedKey) -> Secret {
        let mut bytes = match self {
            Self::Masked { salt, masked } => shared.masked(masked, salt),
            Self::Bare(secret) => Zeroizing::new(secret.expose().to_vec()),
        };
        Secret::new(std::mem::take(&mut *bytes)).expect("a stored key has 1 to 128 bytes")
    }
}

/// What all tokens of other issuers in a vault have in common; there is one exactly when there is such a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SharedPin {
    /// Random; the keyring keeps *TS* under this name.
    pub id: VaultId,
    /// Second half of the Argon2 salt, 16 random bytes; fresh with every masking.
    pub salt: OtpSalt,
    /// Notices a wrong PIN. Never beside a portal's token.
    pub guard: Option<TypoGuard>,
    /// The portal token whose PIN this is. `None` where there is none, or where it may be another PIN.
    pub shares_pin_of: Option<TokenId>,
    /// The name before this one, as long as its secret may still be in the keyring and its file on the disk.
    pub before: Option<VaultId>,
}

impl SharedPin {
    /// A new beginning: a name, a salt, no guard yet; and the secret for the keyring.
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> (Self, DeviceSecret) {
        let (id, salt) = (VaultId::generate(rng), OtpSalt::generate(rng));
        let shared = Self { id, salt, guard: None, shares_pin_of: None, before: None };
        (shared, DeviceSecret::generate(rng))
    }
}

/// Six bits of the stretched PIN: a wrong PIN is noticed 63 times of 64, and 15,625 of 10^6 PINs stay possible.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TypoGuard(u8);

impl TypoGuard {
    /// Six bits; `None` when there are more.
    #[must_use]
    pub fn new(bits: u8) -> Option<Self> {
        (bits < 64).then_some(Self(bits))
    }

    /// The six bits.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }
}

/// *x* || *TS*: what every mask, and the guard, is derived from. 64 bytes, zeroed when dropped.
pub struct SharedKey {
    material: Bytes<64>,
    salt: OtpSalt,
}

impl SharedKey {
    /// `HKDF-SHA256(salt = shared salt, ikm = x || TS, info = "segl/typo-guard/v1", 1)`, the low six bits.
    #[must_use]
    pub fn guard(&self) -> TypoGuard {
        TypoGuard(derive::<1>(&self.salt.0, self.material.expose(), &[GUARD_INFO])[0] & 0x3f)
    }

    /// Whether the guard lets this PIN pass. Constant time.
    #[must_use]
    pub fn passes(&self, guard: TypoGuard) -> bool {
        self.guard().0.ct_eq(&guard.0).into()
    }

    /// `bytes XOR HKDF-SHA256(salt, ikm = x || TS, info = "segl/third-party-mask/v1", length of bytes)`.
    fn masked(&self, bytes: &[u8], salt: &OtpSalt) -> Zeroizing<Vec<u8>> {
        let mut mixed = Zeroizing::new(vec![0; bytes.len()]);
        derive_into(&salt.0, self.material.expose(), &[MASK_INFO], &mut mixed);
        for (mixed, byte) in mixed.iter_mut().zip(bytes) {
            *mixed ^= byte;
        }
        mixed
    }
}

impl std::fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedKey(redacted)")
    }
}

impl Vault {
    /// Stretches the shared PIN; `secret` is the keyring's *TS* of this `shared`. Slow on purpose, once for all tokens.
    pub fn stretch_shared(
        &self,
        kdf: &(impl Kdf + ?Sized),
        pin: &Pin,
        shared: &SharedPin,
        secret: &DeviceSecret,
    ) -> Result<SharedKey, KdfError> {
        let stretched = self.stretch(kdf, pin, &shared.salt)?;
        let mut material = Zeroizing::new([0; 64]);
        material[..32].copy_from_slice(stretched.expose());
        material[32..].copy_from_slice(secret.expose());
        Ok(SharedKey { material: Bytes::copy_of(&material), salt: shared.salt })
    }

    /// Takes every mask off and puts a new one on, under another salt, secret and perhaps PIN.
    ///
    /// Both maskings in one place betray the PIN. So the new `shared` has a secret of its own in the keyring, and once this
    /// is written the file before it and the secret before it must go.
    pub fn remask(
        &mut self,
        old: &SharedKey,
        new: &SharedKey,
        shared: SharedPin,
        rng: &mut (impl CryptoRng + RngCore),
    ) {
        for token in &mut self.tokens {
            if let Token::Otp(token) = token {
                token.key = OtpKey::seal(token.key.open(old), new, rng);
            }
        }
        self.shared_pin = Some(shared);
    }

    /// Whether a portal's token is here: then the guard must not be.
    #[must_use]
    pub fn has_portal_token(&self) -> bool {
        self.tokens.iter().any(|token| matches!(token, Token::Segl(_)))
    }
}

/// Whether a key looks like something that random bytes hardly ever look like: all of it printable text (a word, digits, a
/// key in hexadecimal or Base32 that was taken as text), or few different bytes; or it is too short to tell.
///
/// Masked, such a key would be recognised under the right PIN alone. And that a key *is* masked says that it is no text: of
/// the PINs of somebody who tries all, those that give text are out. Of one byte that is 39 of 100 PINs, of four 2, of eight
/// 5 · 10^-4, of ten 8 · 10^-5, of twenty 7 · 10^-9; so keys of fewer than eight bytes are never masked.
#[must_use]
pub fn has_structure(key: &[u8]) -> bool {
    let text = key.iter().all(|byte| matches!(byte, b'\t'..=b'\r' | b' '..=b'~'));
    let mut seen = [false; 256];
    for byte in key {
        seen[usize::from(*byte)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    key.len() < SHORTEST_MASKED || text || different <= key.len() / 2
}

/// Why the entries of a body do not fit together.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum SharedPinError {
    /// Tokens of other issuers without it.
    #[error("there are third-party tokens and no shared PIN")]
    Missing,
    /// It without tokens of other issuers.
    #[error("there is a shared PIN and no third-party token")]
    Alone,
    /// It comes twice.
    #[error("the shared PIN comes twice")]
    Twice,
    /// A guard of more than six bits.
    #[error("the typo guard has more than six bits")]
    Guard,
    /// A guard beside a portal's token.
    #[error("a typo guard beside a portal token")]
    GuardBesidePortal,
    /// The PIN of a token that is not here.
    #[error("the codes share the PIN of a token that is not there")]
    Follows,
}

/// Bytes of the shortest key that is masked.
const SHORTEST_MASKED: usize = 8;

const MASK_INFO: &[u8] = b"segl/third-party-mask/v1";
const GUARD_INFO: &[u8] = b"segl/typo-guard/v1";

#[cfg(test)]
mod tests;
