//! Fingerprint or face instead of the PIN.

use std::sync::Arc;

use authenticator::{Code, TokenId};
use tauri::{State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
    features::{codes::view::CodesView, presence::view::PresenceView},
    shell::{Shell, blocking},
};

/// Whether an identity uses biometrics, and why they are not available if they are not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn presence(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<PresenceView, CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.authenticator.presence(token_id)?.into())).await
}

/// Turns biometrics on: asks for them, and takes the PIN from the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn presence_turn_on(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
    reason: String,
) -> Result<(), CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.authenticator.turn_presence_on(token_id, &pin, &reason)?)).await
}

/// Turns biometrics off.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn presence_turn_off(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.authenticator.turn_presence_off(token_id)?)).await
}

/// Cancels the system's biometric prompt, because the user prefers the PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn presence_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    blocking(shell, |shell| {
        shell.authenticator.cancel_presence();
        Ok(())
    })
    .await
}

/// The codes of an identity, unlocked with biometrics. `reason` is shown in the system's prompt.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn presence_codes(
    shell: State<'_, Arc<Shell>>,
    token_id: String,
    reason: String,
) -> Result<CodesView, CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    let show = move |shell: &Arc<Shell>| {
        let codes = shell.lock.show(|| shell.authenticator.passcodes_by_presence(token_id, &reason))?;
        Ok(codes.ok_or(Code::PinMissing)?.into())
    };
    blocking(shell, show).await
}
