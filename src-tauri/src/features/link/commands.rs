//! Links that opened the app: the user accepts or declines each.

use std::sync::Arc;

use tauri::{AppHandle, State};

use crate::{
    error::CommandError,
    features::{
        intake::{take_in, view::FoundView},
        link::{Asked, view::LinkView},
        login,
    },
    shell::{Shell, blocking},
};

/// The link that waits for an answer; null if there is none, an error if it cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_waiting(shell: State<'_, Arc<Shell>>) -> Result<Option<LinkView>, CommandError> {
    shell.tasks.links.view()
}

/// Accepts the link. It is handled like a QR code that was read; null when a login is shown where logins are answered.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_accept(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<Option<FoundView>, CommandError> {
    let accept = move |shell: &Arc<Shell>| match shell.tasks.links.accept()? {
        Asked::Add(found) => take_in(shell, found).map(Some),
        Asked::Login(code) => login::bring_by_code(&app, shell, &code).map(|()| None),
    };
    blocking(shell, accept).await
}

/// Forgets the link.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn link_decline(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    shell.tasks.links.decline();
    Ok(())
}
