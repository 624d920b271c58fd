//! Files of the portal are for its own user: what it makes, and what it finds.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::Config;

/// Whatever this process makes is for its own user alone.
pub(super) fn make_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
}

/// The database and the journal, when an earlier version has made them readable for others.
pub(super) fn close_to_others(config: &Config, journal: &Path) -> io::Result<()> {
    let database = sqlite_file(&config.database).map(Path::to_owned);
    let beside = |ending: &str| {
        let mut name = database.clone()?.into_os_string();
        name.push(ending);
        Some(PathBuf::from(name))
    };
    for file in [beside(""), beside("-wal"), beside("-shm"), Some(journal.to_owned())].into_iter().flatten() {
        close_file(&file)?;
    }
    Ok(())
}

/// The file of a `sqlite:` URL.
fn sqlite_file(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path).split('?').next()?;
    (!path.is_empty() && !path.contains(":memory:")).then(|| Path::new(path))
}

#[cfg(unix)]
fn close_file(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = match std::fs::metadata(file) {
        Ok(metadata) => metadata.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if mode & 0o077 != 0 {
        tracing::warn!(file = %file.display(), "others could read this file: it is for the portal's user alone now");
        std::fs::set_permissions(file, PermissionsExt::from_mode(mode & 0o700))?;
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the other systems have to ask")]
fn close_file(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn database_and_journal_are_closed_to_others_when_they_were_open() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::demo(folder.path().to_owned(), 8080);
        let journal = folder.path().join("portal.journal");
        let files = ["portal.db", "portal.db-wal", "portal.journal"].map(|name| folder.path().join(name));
        for file in &files {
            std::fs::write(file, "").unwrap();
            std::fs::set_permissions(file, PermissionsExt::from_mode(0o644)).unwrap();
        }
        close_to_others(&config, &journal).unwrap();
        for file in &files {
            assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
        assert!(!folder.path().join("portal.db-shm").exists(), "what is not there is not made");
    }

    #[test]
    fn file_of_a_database_is_found_in_its_url() {
        assert_eq!(sqlite_file("sqlite:///var/lib/segl/portal.db"), Some(Path::new("/var/lib/segl/portal.db")));
        assert_eq!(sqlite_file("sqlite://data/portal.db?mode=rwc"), Some(Path::new("data/portal.db")));
        assert_eq!(sqlite_file("sqlite::memory:"), None);
        assert_eq!(sqlite_file("postgres://db/segl"), None);
    }
}
