//! The outbox: a folder with one `.eml` file (RFC 5322) a mail, whole or not at all.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::mail::MailOpenError;

pub(super) struct Outbox {
    folder: PathBuf,
    next: AtomicU64,
}

impl Outbox {
    /// Makes the folder, for its owner alone: mails carry one-time codes.
    pub(super) fn open(folder: PathBuf) -> Result<Self, MailOpenError> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(&folder).and_then(|()| last_number(&folder)) {
            Ok(last) => Ok(Self { folder, next: AtomicU64::new(last + 1) }),
            Err(error) => Err(MailOpenError::Outbox(folder, error)),
        }
    }

    /// Writes beside, then renames: who watches the folder never sees half a mail. The newest file has the highest number.
    pub(super) fn write(&self, text: &[u8]) -> io::Result<()> {
        let name = format!("{:08}", self.next.fetch_add(1, Ordering::Relaxed));
        let unfinished = self.folder.join(format!("{name}.tmp"));
        let written = create(&unfinished)
            .and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&unfinished, self.folder.join(format!("{name}.eml"))));
        if written.is_err() {
            drop(std::fs::remove_file(&unfinished));
        }
        written
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The highest number in the folder, so that a new run goes on after the one before.
fn last_number(folder: &Path) -> io::Result<u64> {
    let mut last = 0;
    for entry in std::fs::read_dir(folder)? {
        let number = entry?.path().file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        last = last.max(number.unwrap_or_default());
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[test]
    fn mail_numbers_go_on_when_the_outbox_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["one", "two"] {
            Outbox::open(folder.path().to_owned()).unwrap().write(text.as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(folder.path().join("00000002.eml")).unwrap(), "two");
    }

    #[test]
    fn nothing_half_written_stays_when_the_folder_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path().join("outbox")).unwrap();
        std::fs::remove_dir(folder.path().join("outbox")).unwrap();
        assert!(outbox.write(b"lost").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
