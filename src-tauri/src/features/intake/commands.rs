//! Reading QR codes, texts and exports from the screen, a picture, the clipboard, or dropped files.

use std::sync::Arc;

use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    error::{CommandError, ShellCode},
    features::{
        import,
        intake::{self, clipboard, judge, take_in, view::FoundView},
    },
    host,
    shell::{Shell, blocking},
};

/// Looks for a QR code on all screens.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_screen(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    blocking(shell, |shell| judge(shell, &host::texts_on_screens(&shell.authenticator)?)).await
}

/// Lets the user choose a picture; `None` when the user cancels.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_image(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<Option<FoundView>, CommandError> {
    let Some(file) = host::pick_picture(&window).await? else { return Ok(None) };
    blocking(shell, move |shell| judge(shell, &intake::in_file(&shell.authenticator, &file)?).map(Some)).await
}

/// Reads the picture or the text on the clipboard.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_clipboard(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<FoundView, CommandError> {
    blocking(shell, move |shell| take_in(shell, clipboard::found(&app, &shell.authenticator)?)).await
}

/// Reads the files that were dropped on the window last: pictures, or an export of another app.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_drop(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    let read = |shell: &Arc<Shell>| {
        let files = shell.dropped.take();
        if files.is_empty() {
            return Err(ShellCode::PictureUnreadable.into());
        }
        take_in(shell, import::in_files(&shell.authenticator, &files)?)
    };
    blocking(shell, read).await
}
