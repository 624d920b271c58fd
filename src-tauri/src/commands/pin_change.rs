//! A new PIN, and the fresh start of an identity that was found twice.

use std::sync::{Arc, PoisonError};

use authenticator::TokenId;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
    pin_change::PinChange,
    shell::{Shell, blocking},
    watch,
};

/// Has the old PIN, on the window's pad, checked by the portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_begin(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let old = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    let begin = move |shell: &Arc<Shell>| {
        let begun = PinChange::begin(&shell.authenticator, token_id, old)?;
        *shell.pin_change.lock().unwrap_or_else(PoisonError::into_inner) = begun;
        Ok(())
    };
    blocking(shell, begin).await
}

/// Takes the digits on the window's pad as the new PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_choose(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    let choose = move |shell: &Arc<Shell>| {
        let mut change = shell.pin_change.lock().unwrap_or_else(PoisonError::into_inner);
        change.choose(&shell.authenticator, &typed)
    };
    blocking(shell, choose).await
}

/// Compares the digits on the window's pad with the new PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_confirm(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    shell.pin_change.lock().unwrap_or_else(PoisonError::into_inner).confirm(&typed)
}

/// Changes the PIN. May be called again after an error.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_finish(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let finish = |shell: &Arc<Shell>| {
        let mut change = shell.pin_change.lock().unwrap_or_else(PoisonError::into_inner);
        change.finish(&shell.authenticator)
    };
    blocking(shell, finish).await
}

/// Forgets the PINs.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |shell: &Arc<Shell>| {
        *shell.pin_change.lock().unwrap_or_else(PoisonError::into_inner) = PinChange::Nothing;
        Ok(())
    };
    blocking(shell, cancel).await
}

/// Connects an identity again that was found twice, with the PIN on the window's pad; its owner has confirmed this device
/// in the portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_reconnect(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    let reconnect = move |shell: &Arc<Shell>| {
        shell.authenticator.reconnect(token_id, &pin)?;
        watch::check(&app, token_id);
        Ok(())
    };
    blocking(shell, reconnect).await
}
