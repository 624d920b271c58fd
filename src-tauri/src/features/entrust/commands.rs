//! Entrust's soft token: opened or typed, registered, tried at its issuer. It is stored like any code of another issuer.

use std::sync::Arc;

use authenticator::entrust::{CodeLength, PolicyInSeed};
use tauri::State;
use zeroize::Zeroizing;

use crate::{
    error::CommandError,
    features::{
        entrust::view::TrialView,
        intake::view::FoundView,
        third_party::{ThirdParty, commands::with},
    },
    shell::Shell,
};

/// Opens an activation with the activation password that its issuer shows.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn entrust_open(
    shell: State<'_, Arc<Shell>>,
    activation_password: String,
) -> Result<FoundView, CommandError> {
    let typed = Zeroizing::new(activation_password);
    with(shell, move |third_party, _| third_party.open_activation(&typed)).await
}

/// Takes a serial number and an activation code that were typed.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn entrust_by_hand(
    shell: State<'_, Arc<Shell>>,
    serial: String,
    activation_code: String,
) -> Result<FoundView, CommandError> {
    let code = Zeroizing::new(activation_code);
    let take_in = move |third_party: &mut ThirdParty, shell: &Arc<Shell>| {
        third_party.type_activation(&shell.authenticator, &serial, &code)
    };
    with(shell, take_in).await
}

/// Takes the registration code that the vendor's app shows.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn entrust_register(
    shell: State<'_, Arc<Shell>>,
    registration_code: String,
) -> Result<(), CommandError> {
    let typed = Zeroizing::new(registration_code);
    with(shell, move |third_party, _| third_party.register(&typed)).await
}

/// This code and the next, to be tried at the issuer.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn entrust_trial(
    shell: State<'_, Arc<Shell>>,
    six: bool,
    with_policy: bool,
) -> Result<TrialView, CommandError> {
    let length = if six { CodeLength::Six } else { CodeLength::Eight };
    let policy = if with_policy { PolicyInSeed::With } else { PolicyInSeed::Without };
    let show = move |third_party: &mut ThirdParty, shell: &Arc<Shell>| {
        let view = third_party.try_codes(&shell.authenticator, length, policy)?;
        shell.lock.touch();
        Ok(view)
    };
    with(shell, show).await
}

/// The issuer has accepted a code: the account can be checked by the user and stored.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn entrust_accept(shell: State<'_, Arc<Shell>>) -> Result<FoundView, CommandError> {
    with(shell, |third_party, shell| third_party.accept_trial(&shell.authenticator)).await
}
