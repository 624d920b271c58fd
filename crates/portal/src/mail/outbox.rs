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
        let (mut file, unfinished, finished) = self.take_number()?;
        let written = file.write_all(text).and_then(|()| file.sync_all());
        let written = written.and_then(|()| std::fs::rename(&unfinished, finished));
        if written.is_err() {
            drop(std::fs::remove_file(&unfinished));
        }
        written
    }

    /// A number that no other mail has. The portal and the commands beside it write here at the same time: whoever makes the
    /// unfinished file has the number, unless a mail with it was finished just before.
    fn take_number(&self) -> io::Result<(File, PathBuf, PathBuf)> {
        loop {
            let name = format!("{:08}", self.next.fetch_add(1, Ordering::Relaxed));
            let [unfinished, finished] = ["tmp", "eml"].map(|kind| self.folder.join(format!("{name}.{kind}")));
            match create(&unfinished) {
                Ok(_) if finished.exists() => std::fs::remove_file(&unfinished)?,
                Ok(file) => return Ok((file, unfinished, finished)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
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

    #[test]
    fn no_mail_takes_the_place_of_another_when_two_programs_write() {
        let folder = tempfile::tempdir().unwrap();
        let [portal, command] = [0, 1].map(|_| Outbox::open(folder.path().to_owned()).unwrap());
        for round in 0..3 {
            portal.write(format!("portal {round}").as_bytes()).unwrap();
            command.write(format!("command {round}").as_bytes()).unwrap();
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 6);
    }
}
