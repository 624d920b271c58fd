//! Files that the user chooses in the system's own dialogs.

use std::path::{Path, PathBuf};

use rfd::AsyncFileDialog;
use tauri::WebviewWindow;

use crate::error::CommandError;

/// Lets the user choose a picture; `None` when the user cancels.
pub(crate) async fn pick_picture(window: &WebviewWindow) -> Result<Option<PathBuf>, CommandError> {
    let dialog = AsyncFileDialog::new()
        .set_parent(window)
        .add_filter("PNG, JPEG, WebP, GIF, BMP", &["png", "jpg", "jpeg", "webp", "gif", "bmp"]);
    Ok(dialog.pick_file().await.map(|file| Path::to_owned(file.path())))
}

/// Lets the user choose files; `None` when the user cancels.
pub(crate) async fn pick_files(window: &WebviewWindow) -> Result<Option<Vec<PathBuf>>, CommandError> {
    let chosen = AsyncFileDialog::new().set_parent(window).pick_files().await;
    Ok(chosen.map(|files| files.iter().map(|file| Path::to_owned(file.path())).collect()))
}

/// Lets the user choose the place of a new file; `None` when the user cancels.
pub(crate) async fn save_as(window: &WebviewWindow, name: &str) -> Result<Option<PathBuf>, CommandError> {
    let chosen = AsyncFileDialog::new().set_parent(window).set_file_name(name).save_file().await;
    Ok(chosen.map(|file| Path::to_owned(file.path())))
}
