//! The identities of this device.

use std::sync::Arc;

use authenticator::{Arrangement, Identity, IdentityKind, TokenId};
use tauri::{AppHandle, State, WebviewWindow};

use crate::{
    commands::parsed,
    error::CommandError,
    features::{
        approval::watch,
        identity::{
            arrangement::ArrangementForm,
            view::{ContactView, IdentityState, IdentityView},
        },
    },
    shell::{Shell, blocking},
    windows,
};

/// The identities, each with the state that its portal reported.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identities(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<Vec<IdentityView>, CommandError> {
    let read = move |shell: &Arc<Shell>| {
        let identities = shell.authenticator.identities()?;
        watch::follow(&app, &identities);
        // An identity that can still be restored is hidden.
        let shown = identities.into_iter().filter(|identity| !shell.removal.hides(identity.token_id));
        Ok(shown.map(|identity| view(shell, identity)).collect())
    };
    blocking(shell, read).await
}

fn view(shell: &Shell, identity: Identity) -> IdentityView {
    let contact = match identity.kind {
        IdentityKind::Portal => shell.watch.contact(identity.token_id),
        // Codes of other issuers need no portal.
        _ => ContactView { state: IdentityState::Active, ..ContactView::default() },
    };
    IdentityView::new(identity, contact)
}

/// Brings the window with the identities to the front.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identities_show(app: AppHandle) {
    windows::show_main(&app);
}

/// Asks the portal of an identity now; the event `contact-changed` reports the answer.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_check(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |_| {
        watch::check(&app, token_id);
        Ok(())
    })
    .await
}

/// Renames an identity on this device.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_rename(
    shell: State<'_, Arc<Shell>>,
    token_id: String,
    name: String,
) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| {
        shell.authenticator.rename(token_id, &name)?;
        Ok(())
    })
    .await
}

/// Changes the note, the group or the position of an identity.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_arrange(
    shell: State<'_, Arc<Shell>>,
    token_id: String,
    wanted: ArrangementForm,
) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    let wanted = Arrangement::try_from(wanted)?;
    blocking(shell, move |shell| {
        shell.authenticator.arrange(token_id, &wanted)?;
        Ok(())
    })
    .await
}

/// Removes every identity, even if the vault cannot be read.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identities_erase(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let erase = move |shell: &Arc<Shell>| {
        shell.authenticator.erase()?;
        shell.removal.forget();
        watch::follow(&app, &[]);
        Ok(())
    };
    blocking(shell, erase).await
}

/// Reconnects an identity that was suspended because a copy of it was detected. Takes the PIN from the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_reconnect(
    app: AppHandle,
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    let token_id: TokenId = parsed(&token_id)?;
    let reconnect = move |shell: &Arc<Shell>| {
        shell.authenticator.reconnect(token_id, &pin)?;
        watch::check(&app, token_id);
        Ok(())
    };
    blocking(shell, reconnect).await
}
