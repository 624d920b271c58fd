//! Importing exports of other apps: choose, open, list.

use std::sync::Arc;

use tauri::{State, WebviewWindow};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    features::{
        intake::{take_in, view::FoundView},
        third_party::commands::with,
    },
    host,
    shell::{Shell, blocking},
};

/// Lets the user choose files of another app or pictures of QR codes; null when the user cancels.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_from_files(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<Option<FoundView>, CommandError> {
    let Some(files) = host::pick_files(&window).await? else { return Ok(None) };
    let read = move |shell: &Arc<Shell>| {
        take_in(shell, device::intake::found_in_files(shell.authenticator.intake(), &files)?).map(Some)
    };
    blocking(shell, read).await
}

/// Opens an export with its password.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_open(shell: State<'_, Arc<Shell>>, password: String) -> Result<FoundView, CommandError> {
    let password = Zeroizing::new(password);
    with(shell, move |third_party, shell| third_party.open(&shell.authenticator, &password)).await
}

/// Lists the QR codes of a transfer that have been read, although some are missing.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn import_finish_early(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    with(shell, |third_party, shell| third_party.finish_early(&shell.authenticator)).await
}
