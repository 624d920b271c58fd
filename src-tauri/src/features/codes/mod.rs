//! One-time codes, and the one that was copied: it is on the clipboard for a short while.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::Code;
use std::sync::{Mutex, PoisonError};

use device::clipboard::{CLEAR_AFTER, CopiedPasscode, copy_passcode};
use tauri::AppHandle;
use zeroize::Zeroizing;

use crate::{error::CommandError, host, lock::Absence, shell::Shell, tasks::UnderWay};

/// The code that was copied last, while it may still be on the clipboard.
#[derive(Default)]
pub(crate) struct Copied(Mutex<Option<CopiedPasscode>>);

impl Copied {
    /// Takes the code off the clipboard if it is still there.
    pub(crate) fn clear(&self) {
        let copied = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let _ = copied.map(CopiedPasscode::clear_now);
    }

    fn note(&self, copied: CopiedPasscode) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(copied);
    }
}

impl UnderWay for Copied {
    fn forget(&self, absence: Absence) {
        if absence == Absence::Left {
            self.clear();
        }
    }
}

/// Copies a code, excluded from a clipboard history. Returns for how many seconds it stays on the clipboard.
pub(crate) fn copy(app: &AppHandle, shell: &Shell, digits: String) -> Result<u8, CommandError> {
    let digits = Zeroizing::new(digits);
    // Digits, or Steam's letters.
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return Err(Code::Internal.into());
    }
    let copied = host::clipboard(app).and_then(|clipboard| copy_passcode(clipboard, digits, CLEAR_AFTER));
    shell.tasks.copied.note(copied?);
    Ok(u8::try_from(CLEAR_AFTER.as_secs()).unwrap_or(u8::MAX))
}
