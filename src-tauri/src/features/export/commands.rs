//! Exporting codes of other issuers: choose, unlock with the PIN, write a file or show QR codes.

use std::{sync::Arc, thread};

use authenticator::{Code, ExportPassword, TokenId};
use device::export::Replace;
use tauri::{AppHandle, Emitter as _, State, WebviewWindow};
use zeroize::Zeroizing;

use crate::{
    commands::parsed,
    error::CommandError,
    event::Event,
    features::export::{
        self, Exports, SHOWN,
        view::{CandidateView, ExportClosed, ExportOpenedView, ExportQrView, ExportSavedView, StrengthView},
    },
    host,
    shell::{Shell, blocking},
    windows::MAIN,
};

/// Every identity, and whether it can be exported.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_list(shell: State<'_, Arc<Shell>>) -> Result<Vec<CandidateView>, CommandError> {
    blocking(shell, |shell| export::candidates(&shell.authenticator)).await
}

/// Unlocks the chosen identities with the PIN on the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_open(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_ids: Vec<String>,
) -> Result<ExportOpenedView, CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let ids = token_ids.iter().map(|id| parsed(id)).collect::<Result<Vec<TokenId>, _>>()?;
    let open = move |shell: &Arc<Shell>| kept_open(shell, |exports| exports.open(&shell.authenticator, ids, pin));
    blocking(shell, open).await
}

/// Compares the digits on the window's pad with the PIN that was typed before.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_confirm(window: WebviewWindow, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    let confirm =
        move |shell: &Arc<Shell>| kept_open(shell, |exports| exports.confirm(&shell.authenticator, typed.expose()));
    blocking(shell, confirm).await
}

/// Rates a password for the file, or says why it cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_judge(password: String) -> Result<StrengthView, CommandError> {
    let password = Zeroizing::new(password);
    Ok(ExportPassword::choose(&password)?.strength().into())
}

/// Writes the file to the place that the user chooses; null when the user cancels. The dialog asks before it replaces a file.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_save(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    password: String,
    again: String,
) -> Result<Option<ExportSavedView>, CommandError> {
    let (password, again) = (Zeroizing::new(password), Zeroizing::new(again));
    if *password != *again {
        return Err(Code::ExportPasswordsDiffer.into());
    }
    let password = ExportPassword::choose(&password)?;
    let Some(path) = host::save_as(&window, "segl-codes.json").await? else { return Ok(None) };
    let save = move |shell: &Arc<Shell>| {
        let (sealed, count) = shell.tasks.exports.seal(&shell.authenticator, &password)?;
        device::export::write(&path, &sealed, Replace::Agreed)?;
        shell.tasks.exports.close();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(ExportSavedView { file, count: u32::try_from(count).unwrap_or(u32::MAX) }))
    };
    blocking(shell, save).await
}

/// Shows one QR code, counted from 0, for [`SHOWN`].
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_qr(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    place: u32,
) -> Result<ExportQrView, CommandError> {
    let show = move |shell: &Arc<Shell>| {
        let place = usize::try_from(place).map_err(|_| Code::NothingToExport)?;
        let (view, number) = shell.tasks.exports.show(place)?;
        shell.lock.touch();
        let shell = Arc::clone(shell);
        thread::spawn(move || {
            thread::sleep(SHOWN);
            if shell.tasks.exports.close_if(number) {
                let _ = app.emit_to(MAIN, ExportClosed::NAME, ExportClosed { late: true });
            }
        });
        Ok(view)
    };
    blocking(shell, show).await
}

/// Forgets the unlocked keys and the QR code.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn export_close(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    shell.tasks.exports.close();
    Ok(())
}

/// Unlocks keys, and forgets them if the app was locked during the work.
fn kept_open<T>(shell: &Shell, open: impl FnOnce(&Exports) -> Result<T, CommandError>) -> Result<T, CommandError> {
    let opened = shell.lock.show(|| open(&shell.tasks.exports))?;
    opened.ok_or_else(|| {
        shell.tasks.exports.close();
        Code::NothingToExport.into()
    })
}
