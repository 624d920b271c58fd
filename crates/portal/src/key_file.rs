//! The key-encryption key: 32 random bytes in a file of its own, apart from the database.

use std::{
    fs::{File, OpenOptions},
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
    /// It has not exactly 32 bytes.
    #[error("the key file {} does not hold exactly 32 bytes", .0.display())]
    Length(PathBuf),
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

fn read(path: &Path) -> Result<Kek, KeyFileError> {
    let failed = |error| KeyFileError::Io(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    if is_exposed(&file).map_err(failed)? {
        return Err(KeyFileError::Exposed(path.to_owned()));
    }
    let mut key = Zeroizing::new(Vec::with_capacity(33));
    Read::by_ref(&mut file).take(33).read_to_end(&mut key).map_err(failed)?;
    key.as_slice().try_into().map(Kek::from_bytes).map_err(|_| KeyFileError::Length(path.to_owned()))
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
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
