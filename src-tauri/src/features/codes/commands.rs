//! One-time codes on demand.

use std::sync::Arc;

use authenticator::{Code, Codes, Failure, TokenId};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
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
        let ask = || {
            watch::settle(&app, token_id).map_err(watch::unsettled)?;
            Ok::<_, CommandError>(shell.authenticator.passcodes(token_id, &pin)?)
        };
        let codes = shell.lock.show(ask)?.ok_or(Code::PinMissing)?;
        if codes.checked {
            watch::note_pin(&app, token_id);
        }
        Ok(codes.into())
    };
    blocking(shell, show).await
}

/// The next code by counter, for the PIN on the window's pad. This call uses it up, even if nobody sees it.
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
        let ask = || match shell.authenticator.codes(token_id, &pin)? {
            Codes::Counted(code) => Ok::<_, CommandError>(code),
            _ => Err(Failure::from(Code::UnknownIdentity).into()),
        };
        let code = shell.lock.show(ask)?.ok_or(Code::PinMissing)?;
        let digits = code.passcode.expose().to_string();
        Ok(CountedView { digits, counter: code.counter.to_string(), checked: code.checked })
    };
    blocking(shell, show).await
}

/// Copies a code, excluded from a clipboard history. Returns for how many seconds it stays on the clipboard.
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
