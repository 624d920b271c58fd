//! Removing identities, with undo or without.

use std::sync::Arc;

use authenticator::TokenId;
use tauri::{AppHandle, State};

use crate::{
    commands::parsed,
    error::CommandError,
    features::removal,
    shell::{Shell, blocking},
};

/// Removes an identity from this device.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.authenticator.remove(token_id)?)).await
}

/// Hides an identity of another issuer, and removes it after ten seconds; the event `removal-ended` reports the result.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_later(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| removal::begin(&app, shell, token_id)).await
}

/// Restores the hidden identity; false if it has been removed already.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_undo(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<bool, CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.removal.undo(token_id))).await
}

/// Removes the hidden identity at once.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_now(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    blocking(shell, move |shell| {
        removal::finish(&app, shell, None);
        Ok(())
    })
    .await
}
