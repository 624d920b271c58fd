//! What the vault holds, one entry per enrolled identity.

use otp::totp;
use thiserror::Error;

use crate::{DeviceKeyScalar, MaskedSeed, OtpSalt, PushWrap, Ratchet, TokenId};

/// An entry of the vault; one variant per way of enrolling.
#[derive(Debug)]
#[non_exhaustive]
pub enum Token {
    /// Enrolled at a Segl portal: passcodes and approvals.
    Segl(SeglToken),
}

/// A token of a Segl portal.
#[derive(Debug)]
pub struct SeglToken {
    /// Origin of the portal, e.g. `https://login.example.org`.
    pub issuer: String,
    /// The issuer's name for people.
    pub issuer_name: String,
    /// The user name at the issuer.
    pub account_name: String,
    /// What the user calls it, if anything.
    pub label: Option<String>,
    /// The portal's name of the token.
    pub token_id: TokenId,
    /// *DAK*: signs requests.
    pub device_key: DeviceKeyScalar,
    /// *pkO*: the portal's OPRF public key for this token, a compressed P-256 point (SEC 1 §2.3.3).
    pub oprf_public_key: [u8; 33],
    /// *CPK*: the keys that may sign challenges.
    pub challenge_keys: ChallengeKeys,
    /// *R*.
    pub ratchet: Ratchet,
    /// The wrapped user key.
    pub push: PushWrap,
    /// The camouflaged passcode seed.
    pub otp: CamouflagedOtp,
    /// When it was enrolled, unix seconds.
    pub created: u64,
}

/// A passcode seed under the PIN, and the parameters of its passcodes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CamouflagedOtp {
    /// Salt of the mask and second half of the Argon2 salt.
    pub salt: OtpSalt,
    /// The seed XOR its mask.
    pub masked: MaskedSeed,
    /// Hash, digits and period.
    pub parameters: totp::Parameters,
}

/// A portal's public key for signing challenges: a P-256 point as in a JWK (RFC 7518 §6.2.1).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChallengeKey {
    /// Key id, as the challenge's JWS header names it.
    pub kid: String,
    /// Big-endian x coordinate.
    pub x: [u8; 32],
    /// Big-endian y coordinate.
    pub y: [u8; 32],
}

/// One key, or two while the portal rotates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChallengeKeys(Vec<ChallengeKey>);

impl ChallengeKeys {
    /// One or two keys.
    pub fn new(keys: Vec<ChallengeKey>) -> Result<Self, ChallengeKeysError> {
        match keys.len() {
            1 | 2 => Ok(Self(keys)),
            count => Err(ChallengeKeysError(count)),
        }
    }

    /// The key with this id.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&ChallengeKey> {
        self.0.iter().find(|key| key.kid == kid)
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[ChallengeKey] {
        &self.0
    }
}

/// No challenge key at all, or more than two.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a token has one or two challenge keys, not {0}")]
pub struct ChallengeKeysError(pub usize);
