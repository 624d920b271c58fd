//! What leaves: a file, whole or not there, and readable by its owner alone; or a QR code.

mod drawing;

use std::{
    io::{self, ErrorKind, Write as _},
    path::Path,
};

use authenticator::{Code, Failure, ports::VaultFileError};
use thiserror::Error;

pub use self::drawing::{TooLong, blocks, svg};

/// Whether a file that is there already may be replaced.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Replace {
    /// Its owner has agreed to that.
    Agreed,
    /// Nobody was asked.
    Never,
}

/// Why no file was written. What was there before is as it was.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum WriteError {
    /// There is a file of this name.
    #[error("there is a file of this name")]
    Exists,
    /// The disk.
    #[error(transparent)]
    Disk(#[from] VaultFileError),
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Exists => Code::FileExists.into(),
            WriteError::Disk(error @ (VaultFileError::DiskFull | VaultFileError::ReadOnly)) => error.into(),
            WriteError::Disk(_) => Code::ExportUnwritten.into(),
        }
    }
}

/// Writes a file in a folder that exists: a new file of mode 0600 beside it, down to the disk, which then takes the name.
pub fn write(path: &Path, bytes: &[u8], replace: Replace) -> Result<(), WriteError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = || {
        // Of the owner alone from the start, on Unix (`tempfile`); it removes itself when a later step fails.
        let mut file = tempfile::Builder::new().prefix(".segl-").suffix(".tmp").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    let file = temporary().map_err(|error| named(&error))?;
    let named_now = match replace {
        Replace::Agreed => file.persist(path),
        Replace::Never => file.persist_noclobber(path),
    };
    named_now.map(|_| ()).map_err(|error| named(&error.error))
}

fn named(error: &io::Error) -> WriteError {
    match error.kind() {
        ErrorKind::AlreadyExists => WriteError::Exists,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => VaultFileError::DiskFull.into(),
        ErrorKind::ReadOnlyFilesystem => VaultFileError::ReadOnly.into(),
        ErrorKind::PermissionDenied => VaultFileError::Denied.into(),
        _ => VaultFileError::Failed.into(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn file_is_never_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.json");
        write(&path, b"first", Replace::Never).unwrap();
        assert_eq!(write(&path, b"second", Replace::Never), Err(WriteError::Exists));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        write(&path, b"second", Replace::Agreed).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn folder_that_is_not_there_is_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let refused = write(&folder.path().join("no such/codes.json"), b"codes", Replace::Never);
        assert_eq!(refused, Err(WriteError::Disk(VaultFileError::Failed)));
    }

    #[cfg(unix)]
    #[test]
    fn file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.json");
        fs::write(&path, b"open to all").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"codes", Replace::Agreed).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
