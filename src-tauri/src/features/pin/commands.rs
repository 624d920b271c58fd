//! The PIN pad.

use std::sync::Arc;

use tauri::{State, WebviewWindow};

use crate::{
    features::pin::view::{PinKey, PinView},
    shell::Shell,
};

/// Adds one key to the window's pad; the screen learns only the number of digits.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
#[expect(clippy::needless_pass_by_value, reason = "Tauri hands its arguments over by value")]
pub(crate) fn pin_key(window: WebviewWindow, shell: State<'_, Arc<Shell>>, key: PinKey) -> PinView {
    let length = shell.pad(window.label()).press(key);
    if length > 0 {
        shell.lock.touch();
    }
    PinView { length }
}
