//! Finding a login by its number, or by the QR code on the screen.

use std::sync::Arc;

use authenticator::Challenge;
use tauri::{AppHandle, State};

use crate::{
    commands::parsed,
    error::CommandError,
    features::approval::watch,
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
    let find = move |shell: &Shell| Ok((shell.authenticator.pull(id, &number)?, number));
    bring(app, shell, find).await
}

/// Looks for the QR code of a login page on all screens, and shows who asks.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn login_by_screen(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let find = |shell: &Shell| {
        let code = device::intake::login_code(&host::screens()?)?;
        Ok((shell.authenticator.pull_by_code(&code)?, code.number.as_str().to_owned()))
    };
    bring(app, shell, find).await
}

/// Shows the login that was found in the window for logins.
async fn bring(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    find: impl FnOnce(&Shell) -> Result<(Challenge, String), CommandError> + Send + 'static,
) -> Result<(), CommandError> {
    let show = move |shell: &Arc<Shell>| {
        let (challenge, number) = find(shell)?;
        watch::show_pulled(&app, challenge, number);
        Ok(())
    };
    blocking(shell, show).await
}
