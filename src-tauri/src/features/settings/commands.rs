//! The settings, and a diagnosis of keyring, vault and clock.

use std::sync::Arc;

use authenticator::{Code, Diagnosis, PortalState};
use tauri::{AppHandle, State};

use crate::{
    error::CommandError,
    features::settings::{
        Settings,
        view::{ClockView, DiagnosisView, Language, SettingsView},
    },
    host::schemes,
    shell::{Shell, blocking},
};

/// The settings, and the version of Segl.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn settings(shell: State<'_, Arc<Shell>>) -> Result<SettingsView, CommandError> {
    let read = |shell: &Arc<Shell>| {
        let Settings { language, foreign_links, .. } = shell.settings.read();
        let system_languages = device::language::preferred();
        let foreign_links = schemes::CAN_CHOOSE.then_some(foreign_links);
        let app_version = env!("CARGO_PKG_VERSION").to_owned();
        Ok(SettingsView { language, system_languages, app_version, foreign_links })
    };
    blocking(shell, read).await
}

/// Sets the language.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn settings_language(shell: State<'_, Arc<Shell>>, language: Language) -> Result<(), CommandError> {
    let write = move |shell: &Arc<Shell>| {
        let settings = Settings { language, ..shell.settings.read() };
        shell.settings.write(settings).map_err(|_| Code::Internal.into())
    };
    blocking(shell, write).await
}

/// Checks keyring, vault and clock. Waits for every portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn diagnosis(shell: State<'_, Arc<Shell>>) -> Result<DiagnosisView, CommandError> {
    blocking(shell, |shell| Ok(view(shell, shell.authenticator.diagnose()))).await
}

/// Registers the app for links of other issuers, or ends that.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn settings_links(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    wanted: bool,
) -> Result<(), CommandError> {
    let choose = move |shell: &Arc<Shell>| {
        schemes::choose(&app, wanted)?;
        let settings = Settings { foreign_links: wanted, ..shell.settings.read() };
        shell.settings.write(settings).map_err(|_| Code::Internal.into())
    };
    blocking(shell, choose).await
}

fn view(shell: &Shell, diagnosis: Diagnosis) -> DiagnosisView {
    DiagnosisView {
        keyring: diagnosis.keyring.err().map(CommandError::from),
        vault_exists: matches!(diagnosis.vault, Ok(Some(_))),
        vault: diagnosis.vault.err().map(CommandError::from),
        clocks: diagnosis.portals.into_iter().map(clock).collect(),
        data_folder: shell.folder.to_string_lossy().into_owned(),
    }
}

fn clock(portal: PortalState) -> ClockView {
    match portal.answer {
        Ok(answer) => ClockView { issuer_name: answer.name, offset: i32::try_from(answer.clock_offset).ok() },
        Err(_) => ClockView { issuer_name: portal.issuer.host().to_owned(), offset: None },
    }
}
