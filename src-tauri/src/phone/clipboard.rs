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
    pub(super) fn of(app: &AppHandle) -> Self {
        Self { app: app.clone() }
    }

    /// The text on the clipboard; the plug-in does not return pictures.
    pub(super) fn read(&self) -> Result<Vec<ClipboardContent>, ClipboardError> {
        let text = self.text().ok_or(ClipboardError::Empty)?;
        match text.len() {
            0 => Err(ClipboardError::Empty),
            length if length > MAX_TEXT_BYTES => Err(ClipboardError::TextTooLong),
            _ => Ok(vec![ClipboardContent::Text(text)]),
        }
    }

    /// `None` if there is no text, or if the system hides it, as from an app in the background.
    fn text(&self) -> Option<Zeroizing<String>> {
        self.app.clipboard().read_text().ok().map(Zeroizing::new)
    }
}

impl PasscodeBoard for PhoneClipboard {
    /// Marked as sensitive on Android, as for this device alone on iOS.
    fn write_passcode(&mut self, passcode: &str) -> Result<(), ClipboardError> {
        self.app.clipboard().write_secret(passcode).map_err(|_| ClipboardError::Unavailable)
    }

    /// If the clipboard cannot be read it is cleared nevertheless: the app that the code was copied for is in front now, and
    /// a code that stays is worse than a text that is lost.
    fn clear_if_unchanged(&mut self, expected: &str) -> Result<Clearing, ClipboardError> {
        if self.text().is_some_and(|text| text.as_str() != expected) {
            return Ok(Clearing::Replaced);
        }
        self.app.clipboard().clear().map_err(|_| ClipboardError::Unavailable)?;
        Ok(Clearing::Cleared)
    }
}
