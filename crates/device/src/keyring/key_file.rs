//! A key file in the keyring's place, for machines without a Secret Service.
//!
//! It protects less: whoever copies the data folder has the vault and its key. The PIN of an approval holds all the
//! same, for the portal counts its tries. Never used unless the issuer's policy allows it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use authenticator::ports::{KeyStore, Keyring, KeyringError, VaultId};
use rustix::{fs::OFlags, io::Errno};
use zeroize::Zeroizing;

/// `vault-<identifier>.key` in a folder: the entry of one vault, mode 0600, replaced as a whole.
#[derive(Clone, Debug)]
pub struct KeyFile {
    folder: PathBuf,
}

impl KeyFile {
    /// Key files in this folder, which need not exist yet.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Whether there is a key file in this folder.
    #[must_use]
    pub fn exists_in(folder: &Path) -> bool {
        let Ok(entries) = fs::read_dir(folder) else { return false };
        entries.flatten().any(|entry| entry.file_name().to_str().is_some_and(is_key_file))
    }

    fn path(&self, vault: &VaultId) -> PathBuf {
        self.folder.join(format!("{}{SUFFIX}", super::user(vault)))
    }

    /// Writes a new file beside the old one, down to the disk, and gives it the old one's name.
    fn write(&self, path: &Path, entry: &[u8]) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        // Mode 0600 from the start; it removes itself when a later step fails.
        let mut file = tempfile::Builder::new().prefix(".key-").suffix(".tmp").tempfile_in(&self.folder)?;
        file.write_all(entry)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        File::open(&self.folder)?.sync_all()
    }
}

impl Keyring for KeyFile {
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        // A link could lead to a file that somebody else can read.
        let opened = OpenOptions::new().read(true).custom_flags(flags()).open(self.path(vault));
        let file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&error)),
        };
        let metadata = file.metadata().map_err(|error| named(&error))?;
        if !metadata.is_file() || metadata.mode() & OTHERS != 0 || metadata.uid() != rustix::process::getuid().as_raw()
        {
            return Err(KeyringError::Denied);
        }
        // Room from the start: growing would leave copies behind.
        let mut entry = Zeroizing::new(Vec::with_capacity(CAPACITY));
        file.take(LIMIT).read_to_end(&mut entry).map_err(|error| named(&error))?;
        if u64::try_from(entry.len()) == Ok(LIMIT) { Err(KeyringError::Damaged) } else { Ok(Some(entry)) }
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError> {
        self.write(&self.path(vault), entry).map_err(|error| named(&error))
    }

    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError> {
        match fs::remove_file(self.path(vault)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(named(&error)),
            _ => Ok(()),
        }
    }

    fn probe(&self) -> Result<(), KeyringError> {
        // No key file by its name: a probe that was cut short does not look like a choice that was made.
        let path = self.folder.join(format!(".key-probe-{}", std::process::id()));
        self.write(&path, super::PROBE).and_then(|()| fs::remove_file(&path)).map_err(|error| named(&error))
    }

    fn kind(&self) -> KeyStore {
        KeyStore::File
    }
}

fn is_key_file(name: &str) -> bool {
    name.starts_with("vault-") && name.ends_with(SUFFIX)
}

fn flags() -> i32 {
    i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).unwrap_or_default()
}

fn named(error: &io::Error) -> KeyringError {
    match error.kind() {
        _ if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => KeyringError::Denied,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => KeyringError::Denied,
        _ => KeyringError::Failed,
    }
}

const SUFFIX: &str = ".key";

/// Rights of the group and of everybody.
const OTHERS: u32 = 0o077;

/// An entry has 89 bytes; one of a later version may have more.
const LIMIT: u64 = 1024;
const CAPACITY: usize = 1024;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    const VAULT: VaultId = VaultId([0xa1; 16]);
    const OTHER: VaultId = VaultId([0xb2; 16]);

    fn key_file() -> (tempfile::TempDir, KeyFile) {
        let home = tempfile::tempdir().unwrap();
        let keys = KeyFile::in_folder(home.path().join("new/data"));
        (home, keys)
    }

    #[test]
    fn entry_comes_back_as_it_was_stored_and_goes_when_deleted() {
        let (_home, keys) = key_file();
        assert_eq!(keys.load(&VAULT).unwrap(), None);
        assert_eq!(keys.delete(&VAULT), Ok(()), "nothing to delete is no error");
        keys.store(&VAULT, &[7; 89]).unwrap();
        keys.store(&OTHER, b"another vault's").unwrap();
        assert_eq!(keys.load(&VAULT).unwrap().unwrap().as_slice(), [7; 89]);
        keys.store(&VAULT, b"the next").unwrap();
        assert_eq!(keys.load(&VAULT).unwrap().unwrap().as_slice(), b"the next");
        keys.delete(&VAULT).unwrap();
        assert_eq!(keys.load(&VAULT).unwrap(), None);
        assert!(keys.load(&OTHER).unwrap().is_some(), "each vault has its own");
    }

    #[test]
    fn file_is_the_owners_alone_and_the_only_one() {
        let (_home, keys) = key_file();
        keys.probe().unwrap();
        keys.store(&VAULT, b"first").unwrap();
        keys.store(&VAULT, b"second").unwrap();
        assert_eq!(fs::metadata(keys.path(&VAULT)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&keys.folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(&keys.folder).unwrap().count(), 1, "neither drafts nor probes remain");
    }

    #[test]
    fn file_is_refused_when_others_can_read_it() {
        let (_home, keys) = key_file();
        keys.store(&VAULT, b"kept").unwrap();
        for mode in [0o640, 0o604, 0o660] {
            fs::set_permissions(keys.path(&VAULT), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(keys.load(&VAULT), Err(KeyringError::Denied), "{mode:o}");
        }
    }

    #[test]
    fn file_is_refused_when_it_is_a_link_or_no_file() {
        let (home, keys) = key_file();
        keys.store(&OTHER, b"kept").unwrap();
        symlink(keys.path(&OTHER), keys.path(&VAULT)).unwrap();
        assert_eq!(keys.load(&VAULT), Err(KeyringError::Denied));
        let third = VaultId([0xc3; 16]);
        fs::create_dir(keys.path(&third)).unwrap();
        assert_eq!(keys.load(&third), Err(KeyringError::Denied));
        drop(home);
    }

    #[test]
    fn file_is_damaged_when_larger_than_any_entry() {
        let (_home, keys) = key_file();
        keys.store(&VAULT, &[7; 1024]).unwrap();
        assert_eq!(keys.load(&VAULT), Err(KeyringError::Damaged));
    }

    #[test]
    fn key_file_exists_only_when_an_entry_was_stored() {
        let (_home, keys) = key_file();
        let exists = || KeyFile::exists_in(&keys.folder);
        assert!(!exists());
        keys.probe().unwrap();
        assert!(!exists(), "a probe is no choice");
        keys.store(&VAULT, b"kept").unwrap();
        assert!(exists());
    }
}
