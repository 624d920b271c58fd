//! The password for the mail server, in a file of its own.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::mail::MailOpenError;

/// Reads it. A group may read it too (`root:segl`, 640), everybody may not.
pub(super) fn read(path: &Path) -> Result<String, MailOpenError> {
    let failed = |error| MailOpenError::Password(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    if is_exposed(&file).map_err(failed)? {
        return Err(MailOpenError::Exposed(path.to_owned()));
    }
    let mut password = String::new();
    file.read_to_string(&mut password).map_err(failed)?;
    Ok(password)
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems have to ask")]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn password_file_is_refused_when_everybody_can_read_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "secret\n").unwrap();
        for (mode, is_read) in [(0o600, true), (0o640, true), (0o644, false), (0o604, false), (0o666, false)] {
            std::fs::set_permissions(file.path(), PermissionsExt::from_mode(mode)).unwrap();
            match read(file.path()) {
                Ok(password) => assert!(is_read && password == "secret\n", "{mode:o}"),
                Err(error) => assert!(!is_read && matches!(error, MailOpenError::Exposed(_)), "{mode:o}: {error}"),
            }
        }
    }
}
