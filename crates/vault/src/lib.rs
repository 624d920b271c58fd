//! The sealed store: what a device keeps of its identities, and how nobody else can use it.
//!
//! Bytes in, bytes out: this room knows no paths, no keyring, no clock, and draws randomness only from the generator
//! it is handed. The layout is described in `docs/vault-format.md`; an independent reader is `docs/read_vault.py`.
//!
//! ```text
//! PIN ──Argon2id──► Stretched ──camouflage──► Seed          passcodes, offline, no byte tells a wrong PIN
//!                       │
//!                       └──OPRF with the portal──► OprfOutput ─┐
//! DeviceSecret (OS keyring) ────────────────────────────push───┴──► UserKeyScalar       approvals
//!        └──envelope──► everything else in the file
//! ```
#![forbid(unsafe_code)]

pub mod camouflage;
mod entry;
mod envelope;
mod format;
mod hazmat;
mod identifier;
pub mod kdf;
mod marks;
pub mod pin;
pub mod push;
mod secret;
#[cfg(test)]
mod test_rng;
#[cfg(test)]
mod test_tokens;
pub mod third_party;
pub mod token;

pub use camouflage::{MaskedSeed, OtpSalt};
pub use entry::{EntryError, KeyringEntry};
pub use envelope::{OpenError, Opened, SealError, SealedVault, Vault};
pub use format::v1::{BodyError, HeaderBinding, HeaderError};
pub use identifier::{TokenId, VaultId};
pub use kdf::{Argon2id, Kdf, KdfError, KdfParameters, KdfParametersError};
pub use marks::{Group, Marks, MarksError, Note};
pub use pin::{Pin, PinError, PinPolicy, PinPolicyError};
pub use push::{PushOpenError, PushWrap};
pub use secret::{DeviceKeyScalar, DeviceSecret, OprfOutput, Ratchet, Seed, Stretched, UserKeyScalar};
pub use third_party::{OtpKey, OtpToken, SharedKey, SharedPin, SharedPinError, TypoGuard};
pub use token::{
    CamouflagedOtp, ChallengeKey, ChallengeKeys, ChallengeKeysError, PendingStep, PinChange, Presence, PresencePolicy,
    SeglToken, Token, TokenPolicy,
};
