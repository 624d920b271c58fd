//! The identities of this device.

use std::sync::Arc;

use authenticator::{Arrangement, Identity, IdentityKind, TokenId};
use tauri::{AppHandle, State};

use crate::{
    commands::parsed,
    error::CommandError,
    removal,
    shell::{Shell, blocking},
    view::{ArrangementForm, ContactView, IdentityState, IdentityView},
    watch, windows,
};

/// The identities and how each stands with its portal.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identities(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
) -> Result<Vec<IdentityView>, CommandError> {
    let read = move |shell: &Arc<Shell>| {
        let identities = shell.authenticator.identities()?;
        watch::follow(&app, &identities);
        let view = |identity: Identity| {
            let contact = match identity.kind {
                IdentityKind::Portal => shell.watch.contact(identity.token_id),
                // Codes of other issuers work without anybody's word.
                _ => ContactView { state: IdentityState::Active, ..ContactView::default() },
            };
            IdentityView::new(identity, contact)
        };
        // What is about to be removed is hidden, and only hidden.
        let shown = identities.into_iter().filter(|identity| !shell.removal.hides(identity.token_id));
        Ok(shown.map(view).collect())
    };
    blocking(shell, read).await
}

/// Brings the window with the identities to the front.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identities_show(app: AppHandle) {
    windows::show_main(&app);
}

/// Asks the portal of an identity now; what comes of it is told by the event `contact-changed`.
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

/// Gives an identity another name on this device.
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

/// Gives an identity a note, a group, another place.
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

/// Removes every identity, also when they cannot be read any more.
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

/// Removes an identity from this device.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.authenticator.remove(token_id)?)).await
}

/// Hides an identity of another issuer, and removes it in ten seconds; when, or why not, is told by the event
/// `removal-ended`.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_later(
    app: AppHandle,
    shell: State<'_, Arc<Shell>>,
    token_id: String,
) -> Result<(), CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| removal::begin(&app, shell, token_id)).await
}

/// Brings back what was about to be removed; false when it is gone already.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_undo(shell: State<'_, Arc<Shell>>, token_id: String) -> Result<bool, CommandError> {
    let token_id: TokenId = parsed(&token_id)?;
    blocking(shell, move |shell| Ok(shell.removal.undo(token_id))).await
}

/// Removes at once what was about to be removed.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn identity_remove_now(app: AppHandle, shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    blocking(shell, move |shell| {
        removal::finish(&app, shell, None);
        Ok(())
    })
    .await
}
