//! What the commands work on: the authenticator, and the state of the app itself.

use std::{path::PathBuf, sync::Arc};

use authenticator::{Authenticator, Code};
use device::memory::scrubbed;
use tauri::State;

use crate::{
    error::CommandError,
    features::{
        Tasks, approval::watch::Watch, intake::DroppedFiles, pin::PinPad, removal::Removal, settings::SettingsFile,
    },
    lock::Lock,
};

/// Lives as long as the app. All commands and threads share it.
pub(crate) struct Shell {
    pub(crate) authenticator: Authenticator,
    pub(crate) folder: PathBuf,
    pub(crate) settings: SettingsFile,
    pub(crate) watch: Watch,
    pub(crate) lock: Lock,
    pub(crate) removal: Removal,
    pub(crate) dropped: DroppedFiles,
    pub(crate) tasks: Tasks,
}

impl Shell {
    pub(crate) fn new(authenticator: Authenticator, folder: PathBuf) -> Self {
        Self {
            authenticator,
            settings: SettingsFile::in_folder(&folder),
            folder,
            watch: Watch::default(),
            lock: Lock::default(),
            removal: Removal::default(),
            dropped: DroppedFiles::default(),
            tasks: Tasks::default(),
        }
    }

    /// The PIN pad of a window.
    pub(crate) fn pad(&self, window: &str) -> &PinPad {
        self.tasks.pads.of(window)
    }
}

/// Runs work that may wait for the disk, the keyring or a portal, on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    shell: State<'_, Arc<Shell>>,
    work: impl FnOnce(&Arc<Shell>) -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    let shell = Arc::clone(&shell);
    let done = tauri::async_runtime::spawn_blocking(move || scrubbed(|| work(&shell))).await;
    done.unwrap_or_else(|_| Err(Code::Internal.into()))
}
