//! The desktop's clipboard.

use device::clipboard::{Clipboard, ClipboardContent, ClipboardError};
use tauri::AppHandle;

pub(crate) fn clipboard(_: &AppHandle) -> Result<Clipboard, ClipboardError> {
    Clipboard::open()
}

/// All forms in which the content was copied; at least one.
pub(crate) fn copied(_: &AppHandle) -> Result<Vec<ClipboardContent>, ClipboardError> {
    Clipboard::open()?.read()
}
