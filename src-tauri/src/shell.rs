//! What the commands work on: the authenticator, and the little that the shell itself remembers.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, TryLockError},
};

use authenticator::Authenticator;
use device::{clipboard::CopiedPasscode, memory::scrubbed};
use tauri::State;

use crate::{
    error::{CommandError, ShellCode},
    features::{
        approval::watch::Watch, bring_along::BringAlong, enrolment::Enrolment, export::Exports, link::Links,
        pin::PinPad, pin_change::PinChange, removal::Removal, settings::SettingsFile, third_party::ThirdParty,
    },
    lock::{Absence, Lock},
    windows::APPROVE,
};

/// Lives as long as the app and is shared by all commands and threads.
pub(crate) struct Shell {
    pub(crate) authenticator: Authenticator,
    pub(crate) folder: PathBuf,
    pub(crate) settings: SettingsFile,
    pub(crate) watch: Watch,
    pub(crate) lock: Lock,
    pub(crate) enrolment: Mutex<Enrolment>,
    pub(crate) pin_change: Mutex<PinChange>,
    pub(crate) third_party: Mutex<ThirdParty>,
    pub(crate) bring_along: Mutex<BringAlong>,
    pub(crate) exports: Exports,
    pub(crate) removal: Removal,
    pub(crate) links: Links,
    main_pad: PinPad,
    approve_pad: PinPad,
    dropped: Mutex<Vec<PathBuf>>,
    copied: Mutex<Option<CopiedPasscode>>,
}

impl Shell {
    pub(crate) fn new(authenticator: Authenticator, folder: PathBuf) -> Self {
        Self {
            authenticator,
            settings: SettingsFile::in_folder(&folder),
            folder,
            watch: Watch::default(),
            lock: Lock::default(),
            enrolment: Mutex::default(),
            pin_change: Mutex::default(),
            third_party: Mutex::default(),
            bring_along: Mutex::default(),
            exports: Exports::default(),
            removal: Removal::default(),
            links: Links::default(),
            main_pad: PinPad::default(),
            approve_pad: PinPad::default(),
            dropped: Mutex::default(),
            copied: Mutex::default(),
        }
    }

    /// The PIN pad of a window: digits typed in one never count in the other.
    pub(crate) fn pad(&self, window: &str) -> &PinPad {
        if window == APPROVE { &self.approve_pad } else { &self.main_pad }
    }

    /// Drops what was typed; and, when the user has left, a code on the clipboard and whatever was about to be added.
    pub(crate) fn forget(&self, absence: Absence) {
        self.main_pad.clear();
        self.approve_pad.clear();
        drop_unless_busy(&self.pin_change);
        self.exports.close();
        if let Ok(mut third_party) = self.third_party.try_lock() {
            third_party.forget_pin();
        }
        if absence == Absence::Left {
            self.clear_clipboard();
            self.links.decline();
            drop_unless_busy(&self.enrolment);
            drop_unless_busy(&self.third_party);
            // Whoever tries a code somewhere else is busy there, and not gone.
            drop_unless_busy(&self.bring_along);
        }
    }

    /// Remembers that a code is on the clipboard.
    pub(crate) fn note_copy(&self, copied: CopiedPasscode) {
        *self.copied.lock().unwrap_or_else(PoisonError::into_inner) = Some(copied);
    }

    /// Takes a code off the clipboard that is still there when the app ends.
    pub(crate) fn clear_clipboard(&self) {
        let copied = self.copied.lock().unwrap_or_else(PoisonError::into_inner).take();
        let _ = copied.map(CopiedPasscode::clear_now);
    }

    /// Remembers the files that were dropped on the window; their names stay here.
    pub(crate) fn drop_files(&self, files: Vec<PathBuf>) {
        *self.dropped.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// The files that were dropped last, once.
    pub(crate) fn take_dropped(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.dropped.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Forgets what is under way. What is talking to the portal at this moment is let finish: half of it is there already.
fn drop_unless_busy<T: Default>(under_way: &Mutex<T>) {
    match under_way.try_lock() {
        Ok(mut under_way) => *under_way = T::default(),
        Err(TryLockError::Poisoned(under_way)) => *under_way.into_inner() = T::default(),
        Err(TryLockError::WouldBlock) => {}
    }
}

/// Does something that may wait for the disk, the keyring or a portal, on a thread where waiting is allowed.
pub(crate) async fn blocking<T: Send + 'static>(
    shell: State<'_, Arc<Shell>>,
    work: impl FnOnce(&Arc<Shell>) -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    let shell = Arc::clone(&shell);
    let done = tauri::async_runtime::spawn_blocking(move || scrubbed(|| work(&shell))).await;
    done.unwrap_or_else(|_| Err(ShellCode::Internal.into()))
}
