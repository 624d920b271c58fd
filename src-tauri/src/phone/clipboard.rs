//! The phone's clipboard, by `tauri-plugin-clipboard-manager`.

use device::clipboard::{Clearing, ClipboardContent, ClipboardError, MAX_TEXT_BYTES, PasscodeBoard};
use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt as _;
use zeroize::Zeroizing;

/// The clipboard that all apps share.
pub(crate) struct PhoneClipboard {
    app: AppHandle,
}

impl PhoneClipboard {
    /// Nothing is asked yet.
    pub(super) fn of(app: &AppHandle) -> Self {
        Self { app: app.clone() }
    }

    /// The text that was copied; pictures are not handed over.
    pub(super) fn read(&self) -> Result<Vec<ClipboardContent>, ClipboardError> {
        let text = self.text().ok_or(ClipboardError::Empty)?;
        match text.len() {
            0 => Err(ClipboardError::Empty),
            length if length > MAX_TEXT_BYTES => Err(ClipboardError::TextTooLong),
            _ => Ok(vec![ClipboardContent::Text(text)]),
        }
    }

    /// Nothing when there is no text, or when the system does not let it be seen: an app in the background sees none.
    fn text(&self) -> Option<Zeroizing<String>> {
        self.app.clipboard().read_text().ok().map(Zeroizing::new)
    }
}

impl PasscodeBoard for PhoneClipboard {
    /// Marked as sensitive on Android, as for this device alone on iOS.
    fn write_passcode(&mut self, passcode: &str) -> Result<(), ClipboardError> {
        self.app.clipboard().write_secret(passcode).map_err(|_| ClipboardError::Unavailable)
    }

    /// Where the clipboard cannot be seen it is cleared all the same: the app that the code was copied for is in front now,
    /// and a code that stays is worse than a text that is gone.
    fn clear_if_unchanged(&mut self, expected: &str) -> Result<Clearing, ClipboardError> {
        if self.text().is_some_and(|text| text.as_str() != expected) {
            return Ok(Clearing::Replaced);
        }
        self.app.clipboard().clear().map_err(|_| ClipboardError::Unavailable)?;
        Ok(Clearing::Cleared)
    }
}
