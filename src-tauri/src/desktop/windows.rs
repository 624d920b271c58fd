//! How a desktop shows a window.

use tauri::{AppHandle, WebviewWindow, WebviewWindowBuilder, Wry};

/// Size and title of a window.
pub(crate) fn shape<'a>(
    window: WebviewWindowBuilder<'a, Wry, AppHandle>,
    _label: &str,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    // Hidden from screenshots and recordings, where the system supports that.
    window.title("Segl").inner_size(400.0, 760.0).min_inner_size(320.0, 480.0).content_protected(true)
}

/// Brings a window to the front.
pub(crate) fn raise(window: &WebviewWindow) {
    let _ = window.show();
    let _ = window.unminimize();
    let _ = window.set_focus();
}

/// Hides a window; it can be shown again at once.
pub(crate) fn put_away(window: &WebviewWindow) {
    let _ = window.hide();
}
