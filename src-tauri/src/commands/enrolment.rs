//! From a QR code to an identity.

use std::{
    sync::{Arc, PoisonError},
    thread,
};

use authenticator::{Invitation, ports::KeyStore};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    clipboard,
    enrolment::Enrolment,
    error::{CommandError, ShellCode},
    host, import,
    qr::{self, Found, Texts},
    shell::{Shell, blocking},
    view::{ActivatedView, EnrolledView, FoundView, InvitationView},
    watch,
};

/// Looks for a QR code on every screen.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_screen(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    blocking(shell, |shell| judge(shell, &host::texts_on_screens(&shell.authenticator)?)).await
}

/// Lets the user choose a picture; nothing when that is cancelled.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_image(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<Option<FoundView>, CommandError> {
    let Some(file) = host::pick_picture(&window).await? else { return Ok(None) };
    blocking(shell, move |shell| judge(shell, &qr::in_file(&shell.authenticator, &file)?).map(Some)).await
}

/// Reads the picture or the text on the clipboard.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_clipboard(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<FoundView, CommandError> {
    blocking(shell, move |shell| take_in(shell, clipboard::found(&app, &shell.authenticator)?)).await
}

/// Reads what was dropped on the window last: pictures, or an export of another app.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_drop(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    let read = |shell: &Arc<Shell>| {
        let files = shell.take_dropped();
        if files.is_empty() {
            return Err(ShellCode::PictureUnreadable.into());
        }
        take_in(shell, import::in_files(&shell.authenticator, &files)?)
    };
    blocking(shell, read).await
}

/// Proves the activation password to the portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_activate(
    shell: State<'_, Arc<Shell>>,
    activation_password: String,
) -> Result<ActivatedView, CommandError> {
    let activate = move |shell: &Arc<Shell>| {
        let mut enrolment = shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner);
        let activated = enrolment.activate(&shell.authenticator, &activation_password)?;
        Ok(ActivatedView::new(activated, shell.authenticator.has_pin_to_share()?))
    };
    blocking(shell, activate).await
}

/// Keeps in a file what the keyring would keep, on a computer without one; or not any more.
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
    let mut enrolment = shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner);
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
    shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner).confirm_pin(typed.expose())
}

/// Stores the identity under the confirmed PIN. May be called again after an error.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_finish(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<EnrolledView, CommandError> {
    let finish = move |shell: &Arc<Shell>| {
        let mut enrolment = shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner);
        let (identity, fingerprint) = enrolment.finish(&shell.authenticator)?;
        watch::follow_one(&app, &identity, true);
        Ok(EnrolledView { issuer_name: identity.issuer_name, account: identity.account, fingerprint })
    };
    blocking(shell, finish).await
}

/// Forgets the enrolment, wherever it is.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |shell: &Arc<Shell>| {
        *shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner) = Enrolment::Nothing;
        Ok(())
    };
    blocking(shell, cancel).await
}

/// Begins with what texts of QR codes say.
pub(super) fn judge(shell: &Arc<Shell>, texts: &Texts) -> Result<FoundView, CommandError> {
    take_in(shell, qr::in_texts(&shell.authenticator, texts)?)
}

/// Begins with what was found: an enrolment, or codes of other issuers.
pub(super) fn take_in(shell: &Arc<Shell>, found: Found) -> Result<FoundView, CommandError> {
    match found {
        Found::Invitation(invitation) => Ok(FoundView::Invitation { invitation: invite(shell, *invitation)? }),
        other => {
            let mut third_party = shell.third_party.lock().unwrap_or_else(PoisonError::into_inner);
            third_party.take_in(&shell.authenticator, other)
        }
    }
}

/// Begins an enrolment and lets the portal's page show that its QR code was read.
fn invite(shell: &Arc<Shell>, invitation: Invitation) -> Result<InvitationView, CommandError> {
    let view = InvitationView::from(&invitation);
    let (portal, scanned) = (Arc::clone(shell), invitation.clone());
    // A courtesy that must not hold up the next screen; when it fails, activation will say why.
    thread::spawn(move || portal.authenticator.mark_scanned(&scanned));
    *shell.enrolment.lock().unwrap_or_else(PoisonError::into_inner) = Enrolment::Invited(Box::new(invitation));
    Ok(view)
}
