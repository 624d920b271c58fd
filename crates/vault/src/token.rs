//! What the vault holds, one entry per enrolled identity.

use otp::totp;
use thiserror::Error;

use crate::{DeviceKeyScalar, Marks, MaskedSeed, OtpSalt, OtpToken, PushWrap, Ratchet, Seed, TokenId};

/// An entry of the vault; one variant per way of enrolling.
#[derive(Debug)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a thousand tokens are half a megabyte; boxes would buy nothing")]
pub enum Token {
    /// Enrolled at a Segl portal: passcodes and approvals.
    Segl(SeglToken),
    /// Added from another issuer's key URI: passcodes.
    Otp(OtpToken),
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
    /// *R*, the value that the next request spends.
    pub ratchet: Ratchet,
    /// The request that spent it, as long as nothing says that its answer came.
    pub pending: Option<PendingStep>,
    /// The wrapped user key.
    pub push: PushWrap,
    /// The camouflaged passcode seed.
    pub otp: CamouflagedOtp,
    /// When it was enrolled, unix seconds.
    pub created: u64,
    /// What the issuer allows.
    pub policy: TokenPolicy,
    /// A PIN change that is stored here and perhaps not yet known to the portal.
    pub change: Option<Box<PinChange>>,
    /// What biometrics open, if they are on.
    pub presence: Option<Presence>,
    /// What its owner has added.
    pub marks: Marks,
}

impl SeglToken {
    /// The second generation takes the place of the first: the portal knows of the PIN change. Nothing happens when there
    /// is none.
    pub fn promote_change(&mut self) {
        let Some(change) = self.change.take() else { return };
        self.oprf_public_key = change.oprf_public_key;
        self.push = change.push;
        self.otp = change.otp;
        self.ratchet = change.ratchet;
        self.pending = None;
    }
}

/// A request on its way: its name, and the ratchet value that follows once the portal has it.
#[derive(Debug)]
pub struct PendingStep {
    /// Names the request, 16 bytes.
    pub request_id: [u8; 16],
    /// Follows the current value.
    pub next: Ratchet,
}

/// The second generation of everything that depends on the PIN, until the portal has swapped.
#[derive(Debug)]
pub struct PinChange {
    /// Names the change, 16 bytes.
    pub id: [u8; 16],
    /// The OPRF public key that takes the place of the token's.
    pub oprf_public_key: [u8; 33],
    /// The user key under the new PIN.
    pub push: PushWrap,
    /// The new seed under the new PIN.
    pub otp: CamouflagedOtp,
    /// The ratchet goes on from here.
    pub ratchet: Ratchet,
    /// The statement, signed by the user key, that makes the portal swap: a compact JWS.
    pub commit: String,
}

/// What biometrics open without the PIN: a seed and, where the system guards one, a key of their own, never a second copy
/// of what is under the PIN.
#[derive(Debug)]
pub struct Presence {
    /// The public half of the key that the system releases for approvals, 33 bytes compressed; none where it only says yes
    /// or no.
    pub key: Option<[u8; 33]>,
    /// The seed.
    pub seed: Seed,
    /// When the PIN was last found right, unix seconds.
    pub pin_at: u64,
}

/// What an issuer allows on the device. The default is the strictest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TokenPolicy {
    /// Fewest digits of a PIN.
    pub pin_min: u8,
    /// What biometrics may do.
    pub presence: PresencePolicy,
    /// Longest idle time for which codes stay visible, seconds.
    pub codes_idle: u16,
    /// Whether a file may take the place of the keyring.
    pub key_file: bool,
    /// Whether tokens of other issuers may live beside this one.
    pub third_party: bool,
}

impl Default for TokenPolicy {
    fn default() -> Self {
        Self { pin_min: 6, presence: PresencePolicy::None, codes_idle: 0, key_file: false, third_party: false }
    }
}

/// What biometrics may do instead of the PIN.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum PresencePolicy {
    /// Nothing.
    #[default]
    None,
    /// Show passcodes.
    Codes,
    /// Also approve, with a key that the system protects.
    Approvals,
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
pub struct ChallengeKeys {
    keys: Vec<ChallengeKey>,
    stated_at: Option<u64>,
}

impl ChallengeKeys {
    /// One or two keys, as they came with the enrolment.
    pub fn new(keys: Vec<ChallengeKey>) -> Result<Self, ChallengeKeysError> {
        match keys.len() {
            1 | 2 => Ok(Self { keys, stated_at: None }),
            count => Err(ChallengeKeysError(count)),
        }
    }

    /// The same keys, as they came with a later statement of the portal: its `iat`, unix seconds.
    #[must_use]
    pub fn stated_at(self, iat: u64) -> Self {
        Self { stated_at: Some(iat), ..self }
    }

    /// `iat` of the statement that they came with, unix seconds; none when they came with the enrolment.
    #[must_use]
    pub fn statement(&self) -> Option<u64> {
        self.stated_at
    }

    /// The key with this id.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&ChallengeKey> {
        self.keys.iter().find(|key| key.kid == kid)
    }

    /// All of them.
    #[must_use]
    pub fn as_slice(&self) -> &[ChallengeKey] {
        &self.keys
    }
}

/// No challenge key at all, or more than two.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a token has one or two challenge keys, not {0}")]
pub struct ChallengeKeysError(pub usize);
