//! Reading QR codes, texts and exports from the screen, a picture, the clipboard, or dropped files.

use std::sync::Arc;

use authenticator::Code;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    error::CommandError,
    features::intake::{clipboard, take_in, view::FoundView},
    host,
    shell::{Shell, blocking},
};

/// Looks for a QR code on all screens.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_screen(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    let look = |shell: &Arc<Shell>| {
        let mut intake = shell.authenticator.intake();
        host::take_screens(&mut intake)?;
        take_in(shell, intake.found()?)
    };
    blocking(shell, look).await
}

/// Lets the user choose a picture; `None` when the user cancels.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_image(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<Option<FoundView>, CommandError> {
    let Some(file) = host::pick_picture(&window).await? else { return Ok(None) };
    let read = move |shell: &Arc<Shell>| {
        let mut intake = shell.authenticator.intake();
        device::intake::picture_file(&mut intake, &file)?;
        take_in(shell, intake.found()?).map(Some)
    };
    blocking(shell, read).await
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
            return Err(Code::NothingToAdd.into());
        }
        take_in(shell, device::intake::found_in_files(shell.authenticator.intake(), &files)?)
    };
    blocking(shell, read).await
}
