//! The key-encryption key: 32 random bytes in a file of its own, apart from the database; two of them, and a byte in front that
//! says which, while one takes the other's place (ADR 0025).

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use identity::entropy::Entropy;
use identity::kek::Kek;
use zeroize::Zeroizing;

/// Why there is no key-encryption key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// It cannot be read or made.
    #[error("cannot use the key file {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// It holds neither one key nor two.
    #[error("the key file {} does not hold exactly 32 bytes", .0.display())]
    Length(PathBuf),
    /// Another command works on it.
    #[error("another command replaces the key in {} just now: wait until it has ended", .0.display())]
    Busy(PathBuf),
    /// It is gone, although the database has secrets under it.
    #[error("the key file {} is missing: bring back its copy, nothing can be read without it", .0.display())]
    Missing(PathBuf),
    /// Others may read it.
    #[error("the key file {} can be read by others: chmod 600", .0.display())]
    Exposed(PathBuf),
}

/// Reads the key file of a portal that has been used. Keep a copy apart from the database's: without it, nothing in the
/// database that is secret can be read again, and every token has to be enrolled anew.
pub(crate) fn load(path: &Path) -> Result<Kek, KeyFileError> {
    read(path).map_err(|error| match error {
        KeyFileError::Io(path, error) if error.kind() == ErrorKind::NotFound => KeyFileError::Missing(path),
        other => other,
    })
}

/// Reads the key file; makes it when there is none, which is right for a new portal only.
pub(crate) fn load_or_create(path: &Path, rng: &mut impl Entropy) -> Result<Kek, KeyFileError> {
    let failed = |error| KeyFileError::Io(path.to_owned(), error);
    match create(path) {
        Ok(mut file) => {
            let mut key = Zeroizing::new([0; 32]);
            rng.fill_bytes(key.as_mut_slice());
            file.write_all(key.as_slice()).and_then(|()| file.sync_all()).map_err(failed)?;
            Ok(Kek::from_bytes(*key))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(failed(error)),
    }
}

/// How far the key file is on its way from one key to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    /// It holds one key.
    One,
    /// The next key is known, and the old one seals.
    Announced,
    /// The new key seals, and the old one is still known.
    Switched,
}

/// The way of a key file from one key to the next; one at a time.
#[derive(Debug)]
pub(crate) struct Rotation {
    path: PathBuf,
    lock: File,
}

impl Rotation {
    /// Begins, or goes on where another one has ended.
    pub(crate) fn begin(path: &Path) -> Result<Self, KeyFileError> {
        let path = path.canonicalize().map_err(|error| KeyFileError::Io(path.to_owned(), error))?;
        let lock = beside(&path, "rotation");
        let failed = |error| KeyFileError::Io(lock.clone(), error);
        let file = private(OpenOptions::new().write(true).create(true).truncate(false)).open(&lock).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path, lock: file }),
            Err(TryLockError::WouldBlock) => Err(KeyFileError::Busy(path)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// How far it is.
    pub(crate) fn stage(&self) -> Result<Stage, KeyFileError> {
        let bytes = bytes(&self.path)?;
        Ok(match bytes.first() {
            Some(&ANNOUNCED) if bytes.len() == BOTH => Stage::Announced,
            Some(&SWITCHED) if bytes.len() == BOTH => Stage::Switched,
            _ => Stage::One,
        })
    }

    /// Takes the next step: the file is replaced whole, and is on the disk when this returns.
    pub(crate) fn advance(&self, rng: &mut impl Entropy) -> Result<Stage, KeyFileError> {
        let bytes = bytes(&self.path)?;
        let mut next = Zeroizing::new(Vec::with_capacity(BOTH));
        let stage = match self.stage()? {
            Stage::One => {
                let mut fresh = Zeroizing::new([0; KEY]);
                rng.fill_bytes(fresh.as_mut_slice());
                next.push(ANNOUNCED);
                next.extend_from_slice(&bytes);
                next.extend_from_slice(fresh.as_slice());
                Stage::Announced
            }
            Stage::Announced => {
                let (old, new) = bytes[1..].split_at(KEY);
                next.push(SWITCHED);
                next.extend_from_slice(new);
                next.extend_from_slice(old);
                Stage::Switched
            }
            Stage::Switched => {
                next.extend_from_slice(&bytes[1..=KEY]);
                Stage::One
            }
        };
        self.write(&next).map_err(|error| KeyFileError::Io(self.path.clone(), error))?;
        Ok(stage)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let temporary = beside(&self.path, "new");
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, &self.path)?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        // Windows knows no such thing as a folder that is flushed.
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }
}

impl Drop for Rotation {
    fn drop(&mut self) {
        // What cannot be unlocked or removed is so when the program ends.
        drop(self.lock.unlock());
        drop(fs::remove_file(beside(&self.path, "rotation")));
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn read(path: &Path) -> Result<Kek, KeyFileError> {
    let bytes = bytes(path)?;
    let key = |bytes: &[u8]| <[u8; KEY]>::try_from(bytes).map_err(|_| KeyFileError::Length(path.to_owned()));
    match bytes.split_first() {
        Some((&(ANNOUNCED | SWITCHED), keys)) if bytes.len() == BOTH => {
            let (sealing, other) = keys.split_at(KEY);
            Ok(Kek::with_other(key(sealing)?, key(other)?))
        }
        _ => key(&bytes).map(Kek::from_bytes),
    }
}

fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let failed = |error| KeyFileError::Io(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    if is_exposed(&file).map_err(failed)? {
        return Err(KeyFileError::Exposed(path.to_owned()));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(BOTH + 1));
    Read::by_ref(&mut file).take(AT_MOST).read_to_end(&mut bytes).map_err(failed)?;
    if [KEY, BOTH].contains(&bytes.len()) { Ok(bytes) } else { Err(KeyFileError::Length(path.to_owned())) }
}

fn create(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// For its owner alone.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems have to ask")]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

/// Bytes of one key.
const KEY: usize = 32;
/// Bytes of a file with two.
const BOTH: usize = 1 + 2 * KEY;
/// One byte more: a longer file is another one.
const AT_MOST: u64 = 66;
const ANNOUNCED: u8 = 1;
const SWITCHED: u8 = 2;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use identity::kek::Purpose;

    use super::*;
    use crate::entropy::SystemEntropy;

    #[test]
    fn key_is_the_same_when_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.key");
        let first = load_or_create(&path, &mut SystemEntropy).unwrap();
        let sealed = first.seal(Purpose::Seed, b"row", b"secret", &mut SystemEntropy);
        let second = load_or_create(&path, &mut SystemEntropy).unwrap();
        assert_eq!(second.open(Purpose::Seed, b"row", &sealed).unwrap().as_slice(), b"secret");
    }

    #[test]
    fn new_key_takes_the_place_of_the_old_one_in_three_steps() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.key");
        let first = load_or_create(&path, &mut SystemEntropy).unwrap();
        let old = first.seal(Purpose::Seed, b"row", b"old", &mut SystemEntropy);
        let rotation = Rotation::begin(&path).unwrap();
        assert!(matches!(Rotation::begin(&path), Err(KeyFileError::Busy(_))), "one at a time");
        assert_eq!(rotation.stage().unwrap(), Stage::One);
        // 1. Announced: the old key seals, and each opens what the next step seals.
        assert_eq!(rotation.advance(&mut SystemEntropy).unwrap(), Stage::Announced);
        let announced = load(&path).unwrap();
        let still_old = announced.seal(Purpose::Seed, b"row", b"still", &mut SystemEntropy);
        assert!(first.open(Purpose::Seed, b"row", &still_old).is_ok());
        drop(rotation);
        // 2. Switched, by a command that goes on.
        let rotation = Rotation::begin(&path).unwrap();
        assert_eq!(rotation.advance(&mut SystemEntropy).unwrap(), Stage::Switched);
        let switched = load(&path).unwrap();
        let new = switched.seal(Purpose::Seed, b"row", b"new", &mut SystemEntropy);
        assert!(
            announced.open(Purpose::Seed, b"row", &new).is_ok() && switched.open(Purpose::Seed, b"row", &old).is_ok()
        );
        // 3. The old key is gone.
        assert_eq!(rotation.advance(&mut SystemEntropy).unwrap(), Stage::One);
        let last = load(&path).unwrap();
        assert!(last.open(Purpose::Seed, b"row", &new).is_ok() && last.open(Purpose::Seed, b"row", &old).is_err());
        drop(rotation);
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["portal.key"], "nothing is left beside it");
    }

    #[test]
    fn key_file_is_not_made_anew_when_it_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.key");
        assert!(matches!(load(&path), Err(KeyFileError::Missing(_))));
        assert!(!path.exists());
    }

    #[cfg(unix)]
    #[test]
    fn key_file_is_refused_when_others_can_read_it_or_its_length_is_wrong() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portal.key");
        load_or_create(&path, &mut SystemEntropy).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        assert!(matches!(load_or_create(&path, &mut SystemEntropy), Err(KeyFileError::Exposed(_))));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        std::fs::write(&path, [1; 33]).unwrap();
        assert!(matches!(load_or_create(&path, &mut SystemEntropy), Err(KeyFileError::Length(_))));
    }
}
