//! Links that opened the app: asked about, agreed to, declined; and which of them do.

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

/// The link that waits; nothing when none does, an error when it cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_waiting(shell: State<'_, Arc<Shell>>) -> Result<Option<LinkView>, CommandError> {
    shell.tasks.links.view()
}

/// Goes on with it, as with a QR code that was read.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_accept(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    blocking(shell, |shell| take_in(shell, shell.tasks.links.accept()?)).await
}

/// Forgets it.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_decline(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    shell.tasks.links.decline();
    Ok(())
}
