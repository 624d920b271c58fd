//! One-time codes on demand.

use std::sync::Arc;

use authenticator::{Code, Codes, Failure, TokenId};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::{CommandError, ShellCode},
    features::{
        approval::watch,
        codes::copy,
        codes::view::{CodesView, CountedView},
    },
    shell::{Shell, blocking},
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

/// The next code by counter, for the PIN on the window's pad. It is used up by this call, whether it is seen or not.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn codes_next(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<CountedView, CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    let show = move |shell: &Arc<Shell>| {
        let begun = shell.lock.moment();
        let Codes::Counted(code) = shell.authenticator.codes(token_id, &pin)? else {
            return Err(Failure::from(Code::UnknownIdentity).into());
        };
        // Locked while the portal was asked: what is shown now would be shown to nobody.
        if shell.lock.moment() != begun {
            return Err(ShellCode::PinMissing.into());
        }
        shell.lock.touch();
        let digits = code.passcode.expose().to_string();
        Ok(CountedView { digits, counter: code.counter.to_string(), checked: code.checked })
    };
    blocking(shell, show).await
}

/// Copies a code, out of the clipboard's history where there is one; how many seconds it stays there.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn codes_copy(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    digits: String,
) -> Result<u8, CommandError> {
    let copy = move |shell: &Arc<Shell>| {
        shell.lock.touch();
        copy(&app, shell, digits)
    };
    blocking(shell, copy).await
}
