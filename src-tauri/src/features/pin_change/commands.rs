//! A new PIN for an identity.

use std::sync::Arc;

use authenticator::TokenId;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
    features::{
        approval::watch,
        pin_change::{PinChange, view::PinChangeView},
    },
    shell::{Shell, blocking},
};

/// Finds out how an interrupted change ended, so that the screen can say which PIN to type.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_open(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<PinChangeView, CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    let open = move |shell: &Arc<Shell>| {
        watch::settle(&app, token_id)?;
        let contact = shell.watch.contact(token_id);
        Ok(PinChangeView {
            pin_minimum: shell.authenticator.pin_minimum(token_id)?,
            settled: contact.settled,
            old_twice: shell.authenticator.is_uncounted(token_id)?,
        })
    };
    blocking(shell, open).await
}

/// Takes the digits on the window's pad as the old PIN and has it checked: by the portal, if the identity has one.
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
        let begun = shell.lock.show(|| shell.tasks.pin_change.lock().begin(&shell.authenticator, token_id, old))?;
        // Locked while the portal was asked: the old PIN is not kept.
        if begun.is_none() {
            *shell.tasks.pin_change.lock() = PinChange::Nothing;
        }
        Ok(())
    };
    blocking(shell, begin).await
}

/// Compares the digits on the window's pad with the old PIN, where no portal counts attempts.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_repeat(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    shell.tasks.pin_change.lock().repeat(typed.expose())
}

/// Takes the digits on the window's pad as the new PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_choose(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    let choose = move |shell: &Arc<Shell>| {
        let mut change = shell.tasks.pin_change.lock();
        change.choose(&shell.authenticator, typed.expose())
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
    shell.tasks.pin_change.lock().confirm(typed.expose())
}

/// Changes the PIN. May be called again if the portal was not reachable.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_finish(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let finish = move |shell: &Arc<Shell>| {
        let mut change = shell.tasks.pin_change.lock();
        let id = change.confirmed()?;
        let changed = change.finish(&shell.authenticator);
        watch::note_change(&app, id, changed);
        Ok(changed?)
    };
    blocking(shell, finish).await
}

/// Forgets both PINs.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn pin_change_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |shell: &Arc<Shell>| {
        *shell.tasks.pin_change.lock() = PinChange::Nothing;
        Ok(())
    };
    blocking(shell, cancel).await
}
