use thiserror::Error;
use zeroize::Zeroizing;

use crate::{DeviceSecret, VaultId, secret::Bytes};

/// What the OS keyring holds for one vault: 89 bytes.
///
/// ```text
/// ver u8 = 1 | vault_id[16] | DS[32] | generation u64 LE | SHA-256(file)[32]
/// ```
#[derive(Debug)]
pub struct KeyringEntry {
    /// The vault that it unlocks.
    pub vault_id: VaultId,
    /// *DS*.
    pub device_secret: DeviceSecret,
    /// Generation of the last file that is known to be durably written; 0 before the first.
    pub generation: u64,
    /// SHA-256 of that file; zeros before the first.
    pub file_sha256: [u8; 32],
}

impl KeyringEntry {
    /// Length of the encoded entry in bytes.
    pub const LEN: usize = 89;

    /// The entry to write **before** the first file of a new vault, so that a crash between the two loses nothing.
    #[must_use]
    pub fn before_first_file(vault_id: VaultId, device_secret: &DeviceSecret) -> Self {
        Self { vault_id, device_secret: device_secret.duplicate(), generation: 0, file_sha256: [0; 32] }
    }

    /// The entry as the keyring stores it.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::LEN]> {
        let mut bytes = Zeroizing::new([0; Self::LEN]);
        bytes[0] = VERSION;
        bytes[1..17].copy_from_slice(&self.vault_id.0);
        bytes[17..49].copy_from_slice(self.device_secret.expose());
        bytes[49..57].copy_from_slice(&self.generation.to_le_bytes());
        bytes[57..].copy_from_slice(&self.file_sha256);
        bytes
    }

    /// Reads what [`KeyringEntry::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let bytes: &[u8; Self::LEN] = bytes.try_into().map_err(|_| EntryError::Length(bytes.len()))?;
        if bytes[0] != VERSION {
            return Err(EntryError::Version(bytes[0]));
        }
        Ok(Self {
            vault_id: VaultId(*field(bytes, 1)),
            device_secret: DeviceSecret(Bytes::copy_of(field(bytes, 17))),
            generation: u64::from_le_bytes(*field(bytes, 49)),
            file_sha256: *field(bytes, 57),
        })
    }
}

fn field<const N: usize>(bytes: &[u8; KeyringEntry::LEN], at: usize) -> &[u8; N] {
    bytes[at..].first_chunk().expect("every field lies within the 89 bytes")
}

/// Why bytes from the keyring are not an entry.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum EntryError {
    /// Not 89 bytes.
    #[error("the keyring entry has {0} bytes instead of 89")]
    Length(usize),
    /// Written by another version of the app.
    #[error("the keyring entry has version {0}, this app knows version 1")]
    Version(u8),
}

const VERSION: u8 = 1;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    fn entry() -> KeyringEntry {
        let device_secret = DeviceSecret::from_bytes([2; 32]);
        KeyringEntry { vault_id: VaultId([1; 16]), device_secret, generation: 0x0102, file_sha256: [3; 32] }
    }

    #[test]
    fn entry_has_the_layout_of_the_document() {
        let expected = [&[1][..], &[1; 16], &[2; 32], &[0x02, 0x01, 0, 0, 0, 0, 0, 0], &[3; 32]].concat();
        assert_eq!(entry().to_bytes().as_slice(), expected);
    }

    #[test]
    fn entry_round_trips() {
        let read = KeyringEntry::from_bytes(entry().to_bytes().as_slice()).unwrap();
        assert_eq!(read.to_bytes(), entry().to_bytes());
    }

    #[test]
    fn entry_is_refused_when_short_long_or_of_another_version() {
        let bytes = entry().to_bytes();
        assert_eq!(KeyringEntry::from_bytes(&bytes[..88]).err(), Some(EntryError::Length(88)));
        assert_eq!(KeyringEntry::from_bytes(&[1; 90]).err(), Some(EntryError::Length(90)));
        assert_eq!(KeyringEntry::from_bytes(&[2; 89]).err(), Some(EntryError::Version(2)));
    }
}
