//! How a desktop shows a window.

use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry};

/// How a window looks.
pub(crate) fn shape<'a>(
    window: WebviewWindowBuilder<'a, Wry, AppHandle>,
    _label: &str,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    // Out of screenshots and recordings, where the system offers it.
    window.title("Segl").inner_size(400.0, 760.0).min_inner_size(320.0, 480.0).content_protected(true)
}

/// Brings a window to the front.
pub(crate) fn raise(window: &WebviewWindow) {
    let _ = window.show();
    let _ = window.unminimize();
    let _ = window.set_focus();
}

/// Puts a window away; it stays ready.
pub(crate) fn put_away(window: &WebviewWindow) {
    let _ = window.hide();
}
