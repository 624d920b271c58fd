//! Links that opened the app: the user accepts or declines each.

use std::sync::Arc;

use tauri::State;

use crate::{
    error::CommandError,
    features::{
        intake::{take_in, view::FoundView},
        link::view::LinkView,
    },
    shell::{Shell, blocking},
};

/// The link that waits for an answer; null if there is none, an error if it cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_waiting(shell: State<'_, Arc<Shell>>) -> Result<Option<LinkView>, CommandError> {
    shell.tasks.links.view()
}

/// Accepts the link. It is handled like a QR code that was read.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_accept(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    blocking(shell, |shell| take_in(shell, shell.tasks.links.accept()?)).await
}

/// Forgets the link.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_decline(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    shell.tasks.links.decline();
    Ok(())
}
