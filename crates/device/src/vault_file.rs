//! The vault on the disk: replaced as a whole or not at all, readable by its owner alone.

mod rights;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use authenticator::ports::{Lock, VaultFile, VaultFileError};
use tempfile::NamedTempFile;

/// `vault.segl` in the data folder, with `vault.prev` (the bytes before the last write) and `vault.lock` beside it.
#[derive(Clone, Debug)]
pub struct DiskVault {
    folder: PathBuf,
}

impl DiskVault {
    /// A vault in this folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The file that is locked; it stays, because removing it would let two programs hold different locks.
    fn lock_file(&self) -> io::Result<File> {
        create_folder(&self.folder)?;
        let path = self.path(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        rights::owner_only(&mut options).open(&path).or_else(|error| match error.kind() {
            // A disk that has become read-only can still be read under its old lock file.
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
                rights::not_through_links(OpenOptions::new().read(true)).open(&path).map_err(|_| error)
            }
            _ => Err(error),
        })
    }

    /// Opens the vault to be read; `None` where there is none.
    fn open(&self) -> Result<Option<File>, VaultFileError> {
        if rights::others_write_in(&self.folder) {
            return Err(VaultFileError::Open);
        }
        match rights::not_through_links(OpenOptions::new().read(true)).open(self.path(VAULT)) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(named(&error)),
        }
    }

    /// Locks, at most this many tries of [`LOCK_PAUSE`] each.
    fn lock_within(&self, tries: u32) -> Result<Box<dyn Lock>, VaultFileError> {
        let file = self.lock_file().map_err(|error| named(&error))?;
        if rights::others_write_in(&self.folder) {
            return Err(VaultFileError::Open);
        }
        for _ in 0..tries {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(Guard(file))),
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(error)) => return Err(named(&error)),
            }
        }
        Err(VaultFileError::Busy)
    }

    /// A new file of the owner alone, which removes itself.
    fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix(TEMPORARY).suffix(".tmp").tempfile_in(&self.folder)
    }

    /// Temporary files of a program that was killed while writing. Called under the lock: nobody else is writing.
    fn remove_orphans(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Keeps the bytes that are about to be replaced. They are a second name of the same file: no space is needed.
    fn keep_previous(&self) -> io::Result<()> {
        let (vault, previous) = (self.path(VAULT), self.path(PREVIOUS));
        absent_is_fine(fs::remove_file(&previous))?;
        match fs::hard_link(&vault, &previous) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            // A file system without hard links.
            Err(_) => fs::copy(&vault, &previous).map(|_| ()),
            Ok(()) => Ok(()),
        }
    }
}

impl VaultFile for DiskVault {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.lock_within(LOCK_TRIES)
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        let Some(file) = self.open()? else { return Ok(None) };
        let mut bytes = Vec::new();
        file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(|error| named(&error))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_SIZE) {
            return Err(VaultFileError::TooLarge);
        }
        Ok(Some(bytes))
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        let write = || {
            create_folder(&self.folder)?;
            let mut file = self.temporary()?;
            file.write_all(&[0; PROBE_SIZE])?;
            file.as_file().sync_all()
        };
        write().map_err(|error| named(&error))
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        let write = || {
            create_folder(&self.folder)?;
            self.remove_orphans();
            // 1. A new file in the same folder, of the owner alone; it removes itself when a later step fails.
            let mut file = self.temporary()?;
            // 2. All bytes, down to the disk.
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            // 3. The old bytes keep a second name.
            self.keep_previous()?;
            // 4. The new file takes the name: whoever reads sees the old bytes or the new ones.
            replace(file, &self.path(VAULT))?;
            // 5. The name itself, down to the disk.
            sync_folder(&self.folder)
        };
        write().map_err(|error| named(&error))
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        absent_is_fine(fs::remove_file(self.path(PREVIOUS))).map_err(|error| named(&error))
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        self.remove_orphans();
        self.remove_previous()?;
        absent_is_fine(fs::remove_file(self.path(VAULT)).and_then(|()| sync_folder(&self.folder)))
            .map_err(|error| named(&error))
    }
}

struct Guard(File);

impl Lock for Guard {}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// `MoveFileExW` with `REPLACE_EXISTING` on Windows, rename(2) elsewhere: both are what `persist` does.
fn replace(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    // The folder of local application data belongs to the user alone already.
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    // Windows cannot flush a folder; NTFS journals the change of name.
    Ok(())
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn named(error: &io::Error) -> VaultFileError {
    match error.kind() {
        _ if rights::is_link(error) => VaultFileError::Open,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => VaultFileError::DiskFull,
        ErrorKind::ReadOnlyFilesystem => VaultFileError::ReadOnly,
        ErrorKind::PermissionDenied => VaultFileError::Denied,
        ErrorKind::FileTooLarge => VaultFileError::DiskFull,
        _ => VaultFileError::Failed,
    }
}

const VAULT: &str = "vault.segl";
const PREVIOUS: &str = "vault.prev";
const LOCK: &str = "vault.lock";
const TEMPORARY: &str = ".vault-";

/// A body of at most 1 MiB, and a header.
const MAX_SIZE: u64 = 1024 * 1024 + 4096;

/// As much as a vault with a few identities.
const PROBE_SIZE: usize = 16 * 1024;

/// Together five seconds: an operation holds the lock for a fraction of one.
const LOCK_TRIES: u32 = 250;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    #[test]
    fn vault_is_replaced_as_a_whole_and_the_previous_one_kept() {
        let home = tempfile::tempdir().unwrap();
        let vault = DiskVault::new(home.path().join("new/data"));
        assert_eq!(vault.read(), Ok(None), "nothing yet");
        vault.write_atomically(b"first").unwrap();
        vault.write_atomically(b"second").unwrap();
        assert_eq!(vault.read().unwrap().as_deref(), Some(&b"second"[..]));
        assert_eq!(fs::read(vault.path(PREVIOUS)).unwrap(), b"first");
        vault.remove_previous().unwrap();
        assert!(!vault.path(PREVIOUS).exists());
        vault.remove().unwrap();
        vault.remove().unwrap();
        assert_eq!(vault.read(), Ok(None));
    }

    #[cfg(unix)]
    #[test]
    fn files_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let vault = DiskVault::new(home.path().join("data"));
        let _lock = vault.lock().unwrap();
        vault.write_atomically(b"first").unwrap();
        vault.write_atomically(b"second").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&vault.folder), 0o700);
        for name in [VAULT, PREVIOUS, LOCK] {
            assert_eq!(mode(&vault.path(name)), 0o600, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn folder_is_refused_when_everybody_can_write_in_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let vault = DiskVault::new(home.path().to_owned());
        vault.write_atomically(b"first").unwrap();
        for (mode, is_open) in [(0o777, true), (0o1777, true), (0o702, true), (0o755, false), (0o775, false)] {
            fs::set_permissions(home.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(vault.read().err(), is_open.then_some(VaultFileError::Open), "{mode:o}");
            assert_eq!(vault.lock_within(1).err(), is_open.then_some(VaultFileError::Open), "{mode:o}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn vault_is_refused_when_it_or_its_lock_is_a_link() {
        use std::os::unix::fs::symlink;
        let (home, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (vault, other) = (DiskVault::new(home.path().to_owned()), DiskVault::new(elsewhere.path().to_owned()));
        other.write_atomically(b"another's").unwrap();
        symlink(other.path(VAULT), vault.path(VAULT)).unwrap();
        assert_eq!(vault.read(), Err(VaultFileError::Open));
        symlink(other.path("new"), vault.path(LOCK)).unwrap();
        assert_eq!(vault.lock_within(1).err(), Some(VaultFileError::Open));
        assert!(!other.path("new").exists(), "nothing is made behind a link");
        assert_eq!(fs::read(other.path(VAULT)).unwrap(), b"another's");
    }

    #[test]
    fn orphans_of_a_killed_program_are_removed_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let vault = DiskVault::new(home.path().to_owned());
        for name in [".vault-x1y2z3.tmp", "mine.txt"] {
            fs::write(vault.path(name), b"left behind").unwrap();
        }
        vault.write_atomically(b"first").unwrap();
        assert!(!vault.path(".vault-x1y2z3.tmp").exists() && vault.path("mine.txt").exists());
    }

    #[test]
    fn lock_is_refused_while_another_program_holds_it() {
        let home = tempfile::tempdir().unwrap();
        let (first, second) = (DiskVault::new(home.path().to_owned()), DiskVault::new(home.path().to_owned()));
        let held = first.lock().unwrap();
        assert_eq!(second.lock_within(1).map(|_| ()), Err(VaultFileError::Busy));
        drop(held);
        assert!(second.lock_within(1).is_ok());
    }

    #[test]
    fn file_is_refused_when_larger_than_any_vault() {
        let home = tempfile::tempdir().unwrap();
        let vault = DiskVault::new(home.path().to_owned());
        File::create(vault.path(VAULT)).unwrap().set_len(MAX_SIZE + 1).unwrap();
        assert_eq!(vault.read(), Err(VaultFileError::TooLarge));
    }
}
