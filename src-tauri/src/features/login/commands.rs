//! Finding a login by its number, or by the QR code on the screen.

use std::sync::Arc;

use tauri::{AppHandle, State};

use crate::{
    commands::parsed,
    error::CommandError,
    features::login::{bring_by_code, bring_by_number},
    host,
    shell::{Shell, blocking},
};

/// Looks for the login under the number on its page, and shows who asks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn login_by_number(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
    number: String,
) -> Result<(), CommandError> {
    let id = parsed(&token_id)?;
    blocking(shell, move |shell| bring_by_number(&app, shell, id, number)).await
}

/// Looks for the QR code of a login page on all screens, and shows who asks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn login_by_screen(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let bring = move |shell: &Arc<Shell>| {
        let code = device::intake::login_code(&host::screens()?)?;
        bring_by_code(&app, shell, &code)
    };
    blocking(shell, bring).await
}
