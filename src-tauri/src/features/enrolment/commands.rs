//! From a QR code to an identity.

use std::sync::Arc;

use authenticator::ports::KeyStore;
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    error::CommandError,
    features::{
        approval::watch,
        enrolment::{
            Enrolment,
            view::{ActivatedView, EnrolledView},
        },
    },
    shell::{Shell, blocking},
};

/// Proves the activation password to the portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_activate(
    shell: State<'_, Arc<Shell>>,
    activation_password: String,
) -> Result<ActivatedView, CommandError> {
    let activate = move |shell: &Arc<Shell>| {
        let mut enrolment = shell.tasks.enrolment.lock();
        let activated = enrolment.activate(&shell.authenticator, &activation_password)?;
        Ok(ActivatedView::new(activated, shell.authenticator.has_pin_to_share()?))
    };
    blocking(shell, activate).await
}

/// Chooses where keys are kept: in a file, on a computer without a keyring, or in the keyring.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_key_file(shell: State<'_, Arc<Shell>>, wanted: bool) -> Result<(), CommandError> {
    let kind = if wanted { KeyStore::File } else { KeyStore::Keyring };
    blocking(shell, move |shell| Ok(shell.authenticator.choose_keyring(kind)?)).await
}

/// Takes the digits on the window's pad as the new PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_choose_pin(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    let mut enrolment = shell.tasks.enrolment.lock();
    enrolment.choose_pin(&shell.authenticator, typed.expose())
}

/// Compares the digits on the window's pad with the new PIN.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_confirm_pin(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    shell.tasks.enrolment.lock().confirm_pin(typed.expose())
}

/// Stores the identity under the confirmed PIN. May be called again after an error.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_finish(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<EnrolledView, CommandError> {
    let finish = move |shell: &Arc<Shell>| {
        let mut enrolment = shell.tasks.enrolment.lock();
        let (identity, fingerprint) = enrolment.finish(&shell.authenticator)?;
        watch::follow_one(&app, &identity, true);
        Ok(EnrolledView { issuer_name: identity.issuer_name, account: identity.account, fingerprint })
    };
    blocking(shell, finish).await
}

/// Forgets the enrolment.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |shell: &Arc<Shell>| {
        *shell.tasks.enrolment.lock() = Enrolment::Nothing;
        Ok(())
    };
    blocking(shell, cancel).await
}
