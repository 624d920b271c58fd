//! A desktop: several windows, files, screens, a second start.

use std::path::{Path, PathBuf};

use authenticator::Authenticator;
use device::clipboard::{Clipboard, ClipboardContent, ClipboardError};
use rfd::AsyncFileDialog;
use tauri::{AppHandle, Builder, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::{
    error::{CommandError, ShellCode},
    link,
    qr::{self, Texts},
    shell::Shell,
};

/// Two copies would fight over one vault: the second hands its link to the first, brings it to the front, and ends.
pub(crate) fn prepare(builder: Builder<Wry>) -> Builder<Wry> {
    let builder =
        builder.plugin(tauri_plugin_single_instance::init(|app, arguments, _| link::from_second_start(app, arguments)));
    // It is told no schemes, so that it reads no links and keeps none: they are secrets, and go to `link` alone.
    #[cfg(any(target_os = "linux", windows))]
    let builder = builder.plugin(tauri_plugin_deep_link::init());
    builder
}

/// The shell over this user's data folder.
pub(crate) fn open_shell(_: &AppHandle) -> Shell {
    let folder = device::home::folder().expect("the system names a data folder, or SEGL_HOME does");
    let authenticator = device::authenticator(env!("CARGO_PKG_VERSION")).expect("the data folder has just been named");
    Shell::new(authenticator, folder)
}

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

/// The clipboard.
pub(crate) fn clipboard(_: &AppHandle) -> Result<Clipboard, ClipboardError> {
    Clipboard::open()
}

/// Everything that was copied, at least one.
pub(crate) fn copied(_: &AppHandle) -> Result<Vec<ClipboardContent>, ClipboardError> {
    Clipboard::open()?.read()
}

/// The QR codes on every screen, as far as the first invitation.
pub(crate) fn texts_on_screens(authenticator: &Authenticator) -> Result<Texts, CommandError> {
    let screens = device::screen::capture().map_err(|_| CommandError::from(ShellCode::ScreenUnavailable))?;
    Ok(qr::on_screens(authenticator, &screens))
}

/// Lets the user choose a picture; nothing when that is cancelled.
pub(crate) async fn pick_picture(window: &WebviewWindow) -> Result<Option<PathBuf>, CommandError> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .add_filter("PNG, JPEG, WebP, GIF, BMP", &["png", "jpg", "jpeg", "webp", "gif", "bmp"]);
    Ok(dialog.pick_file().await.map(|file| Path::to_owned(file.path())))
}

/// Lets the user choose files; nothing when that is cancelled.
pub(crate) async fn pick_files(window: &WebviewWindow) -> Result<Option<Vec<PathBuf>>, CommandError> {
    let chosen = AsyncFileDialog::new().set_parent(window).pick_files().await;
    Ok(chosen.map(|files| files.iter().map(|file| Path::to_owned(file.path())).collect()))
}

/// Lets the user say where a new file goes; nothing when that is cancelled.
pub(crate) async fn save_as(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>, CommandError> {
    let chosen = AsyncFileDialog::new().set_parent(window).set_file_name(name).save_file().await;
    Ok(chosen.map(|file| Path::to_owned(file.path())))
}
