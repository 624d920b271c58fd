//! One-time codes on demand.

use std::sync::Arc;

use authenticator::TokenId;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    clipboard,
    commands::parsed,
    error::{CommandError, ShellCode},
    shell::{Shell, blocking},
    view::CodesView,
    watch,
};

/// The codes of an identity, for the PIN on the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn codes(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<CodesView, CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    let show = move |shell: &Arc<Shell>| {
        let begun = shell.lock.moment();
        watch::settle(&app, token_id).map_err(watch::unsettled)?;
        let codes = shell.authenticator.passcodes(token_id, &pin)?;
        // Locked while the portal was asked: what is shown now would be shown to nobody.
        if shell.lock.moment() != begun {
            return Err(ShellCode::PinMissing.into());
        }
        shell.lock.touch();
        if codes.checked {
            watch::note_pin(&app, token_id);
        }
        Ok(codes.into())
    };
    blocking(shell, show).await
}

/// Copies a code, out of the clipboard's history where there is one; how many seconds it stays there.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn codes_copy(shell: State<'_, Arc<Shell>>, digits: String) -> Result<u8, CommandError> {
    let copy = move |shell: &Arc<Shell>| {
        shell.lock.touch();
        clipboard::copy_code(shell, digits)
    };
    blocking(shell, copy).await
}
