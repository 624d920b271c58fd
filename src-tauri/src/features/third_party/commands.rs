//! Codes of other issuers: checked by the user, encrypted under the PIN, stored.

use std::sync::Arc;

use authenticator::{ByHand, Code, import::Kind};
use serde::Deserialize;
use tauri::{State, WebviewWindow};
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    features::{
        identity::view::KindView,
        intake::view::FoundView,
        third_party::{
            ThirdParty,
            view::{AlgorithmView, StoredView},
        },
    },
    shell::{Shell, blocking},
};

/// What was typed instead of a QR code.
#[derive(Deserialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ByHandForm {
    issuer: String,
    account: String,
    /// The key in base32, as its issuer writes it.
    base32: String,
    kind: KindView,
    digits: u8,
    /// Seconds, as typed.
    period: String,
    /// The counter of the next code, as typed.
    counter: String,
    algorithm: AlgorithmView,
}

/// Takes an account whose key was typed.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_by_hand(
    shell: State<'_, Arc<Shell>>,
    form: ByHandForm,
) -> Result<FoundView, CommandError> {
    let base32 = Zeroizing::new(form.base32);
    let kind = match form.kind {
        KindView::Hotp => Kind::Hotp { counter: number(&form.counter, Code::ByHandCounter)? },
        _ => Kind::Totp { period: number(&form.period, Code::ByHandPeriod)? },
    };
    let (digits, algorithm) = (form.digits, form.algorithm.into());
    let take_in = move |third_party: &mut ThirdParty, shell: &Arc<Shell>| {
        let typed = ByHand { issuer: &form.issuer, account: &form.account, base32: &base32, kind, digits, algorithm };
        third_party.by_hand(&shell.authenticator, typed)
    };
    with(shell, take_in).await
}

fn number<N: std::str::FromStr>(typed: &str, refusal: Code) -> Result<N, CommandError> {
    typed.trim().parse().map_err(|_| refusal.into())
}

/// Picks one of several accounts, or all of them: then they are listed as an export is.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_pick(
    shell: State<'_, Arc<Shell>>,
    index: Option<u8>,
) -> Result<FoundView, CommandError> {
    with(shell, move |third_party, shell| third_party.pick(&shell.authenticator, index.map(usize::from))).await
}

/// Takes the digits on the window's pad as the new PIN of a vault that has none.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_choose_pin(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    with(shell, move |third_party, shell| third_party.choose_pin(&shell.authenticator, typed.expose())).await
}

/// Compares the digits on the window's pad with the PIN that was typed before.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_confirm_pin(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<(), CommandError> {
    let typed = shell.pad(window.label()).take()?;
    with(shell, move |third_party, _| third_party.confirm_pin(typed.expose())).await
}

/// Stores under the PIN that was typed twice. May be called again after an error.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_store(shell: State<'_, Arc<Shell>>) -> Result<StoredView, CommandError> {
    with(shell, |third_party, shell| third_party.store(&shell.authenticator)).await
}

/// Stores under the PIN that the vault already has, taken from the window's pad.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_store_under(
    window: WebviewWindow,
    shell: State<'_, Arc<Shell>>,
) -> Result<StoredView, CommandError> {
    let pin = shell.pad(window.label()).take_pin()?;
    with(shell, move |third_party, shell| third_party.store_under(&shell.authenticator, pin)).await
}

/// Forgets what was to be stored.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_cancel(shell: State<'_, Arc<Shell>>) -> Result<(), CommandError> {
    let cancel = |third_party: &mut ThirdParty, _: &Arc<Shell>| {
        *third_party = ThirdParty::Nothing;
        Ok(())
    };
    with(shell, cancel).await
}

/// Whether the PINs are out of sync: the codes of other issuers still have the PIN from before a change.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn third_party_out_of_sync(shell: State<'_, Arc<Shell>>) -> Result<bool, CommandError> {
    blocking(shell, |shell| Ok(shell.authenticator.pins_are_out_of_sync()?)).await
}

/// Runs a step of the task; one step at a time.
pub(crate) async fn with<T: Send + 'static>(
    shell: State<'_, Arc<Shell>>,
    work: impl FnOnce(&mut ThirdParty, &Arc<Shell>) -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    let work = move |shell: &Arc<Shell>| {
        let mut third_party = shell.tasks.third_party.lock();
        work(&mut third_party, shell)
    };
    blocking(shell, work).await
}
