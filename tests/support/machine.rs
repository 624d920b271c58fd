//! A copy of a whole machine, as a restored backup or a copied virtual machine is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::segl::Segl;
use crate::session::{self, Session};

/// A second session with the keyring of the first, and a copy of the data folder.
#[derive(Debug)]
pub struct Machine {
    session: Session,
    data: PathBuf,
    _folder: TempDir,
}

impl Machine {
    /// Copies the keyring of a session and a device's data folder as they are now.
    ///
    /// # Panics
    /// When the temporary folder is not writable, or the copied keyring does not open.
    #[must_use]
    pub fn copy_of(session: &Session, data: &Path) -> Self {
        let mut copy = Session::start();
        copy.stop_keyring();
        let keyrings = |session: &Session| session.home().join(".local/share/keyrings");
        copy_folder(&keyrings(session), &keyrings(&copy));
        copy.start_keyring(session::PASSWORD);
        let folder = TempDir::with_prefix("segl-copy-").expect("the temporary folder is writable");
        let copied = folder.path().join("data");
        copy_folder(data, &copied);
        Self { session: copy, data: copied, _folder: folder }
    }

    /// The `segl` command on the copy.
    #[must_use]
    pub fn device(&self) -> Segl<'_> {
        Segl::with_home(&self.session, &self.data)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    let done = Command::new("cp").arg("--archive").arg(from).arg(to).status().expect("every system has cp");
    assert!(done.success(), "{} is copied", from.display());
}
