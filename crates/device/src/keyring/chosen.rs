//! The keyring, or the key file in its place, as its user chooses before there is a vault.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use authenticator::ports::{KeyStore, Keyring, KeyringError, VaultId};
use zeroize::Zeroizing;

use super::{KeyFile, SystemKeyring};

/// Both of them, and which one serves.
#[derive(Debug)]
pub struct ChosenKeyring {
    system: SystemKeyring,
    file: KeyFile,
    uses_file: AtomicBool,
}

impl ChosenKeyring {
    /// For the vault in this folder: a key file that is there was chosen once.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        Self {
            system: SystemKeyring::default(),
            file: KeyFile::in_folder(folder.to_owned()),
            uses_file: AtomicBool::new(KeyFile::exists_in(folder)),
        }
    }

    fn serving(&self) -> &dyn Keyring {
        if self.uses_file.load(Ordering::SeqCst) { &self.file } else { &self.system }
    }
}

impl Keyring for ChosenKeyring {
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        self.serving().load(vault)
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError> {
        self.serving().store(vault, entry)
    }

    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError> {
        self.serving().delete(vault)
    }

    fn probe(&self) -> Result<(), KeyringError> {
        self.serving().probe()
    }

    fn kind(&self) -> KeyStore {
        if self.uses_file.load(Ordering::SeqCst) { KeyStore::File } else { KeyStore::Keyring }
    }

    fn choose(&self, kind: KeyStore) -> Result<(), KeyringError> {
        self.uses_file.store(kind == KeyStore::File, Ordering::SeqCst);
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    const VAULT: VaultId = VaultId([0xa1; 16]);

    #[test]
    fn file_serves_when_it_was_chosen_now_or_once() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = ChosenKeyring::of_folder(folder.path());
        assert_eq!(keyring.kind(), KeyStore::Keyring, "off by default");
        keyring.choose(KeyStore::File).unwrap();
        assert_eq!(ChosenKeyring::of_folder(folder.path()).kind(), KeyStore::Keyring, "nothing was kept yet");
        keyring.store(&VAULT, b"kept").unwrap();
        assert_eq!(keyring.load(&VAULT).unwrap().unwrap().as_slice(), b"kept");
        assert_eq!(ChosenKeyring::of_folder(folder.path()).kind(), KeyStore::File);
    }
}
