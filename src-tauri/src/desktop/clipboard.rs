//! The desktop's clipboard.

use device::clipboard::{Clipboard, ClipboardContent, ClipboardError};
use tauri::AppHandle;

/// The clipboard.
pub(crate) fn clipboard(_: &AppHandle) -> Result<Clipboard, ClipboardError> {
    Clipboard::open()
}

/// Everything that was copied, at least one.
pub(crate) fn copied(_: &AppHandle) -> Result<Vec<ClipboardContent>, ClipboardError> {
    Clipboard::open()?.read()
}
