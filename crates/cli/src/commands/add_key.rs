//! `segl add otpauth://…`: a key of another issuer.

use authenticator::{AddOtpauthError, Assumed, Authenticator, Identity, OtpauthKey, Pin, PinStep, Typed};
use serde_json::json;
use words::Language;

use super::identities;
use crate::{
    arguments::{Add, PinSource},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Adds a key.
pub(crate) fn run(
    shell: &Shell,
    authenticator: &Authenticator,
    key: &OtpauthKey,
    arguments: &Add,
) -> Result<(), CliError> {
    // 1. Whose it is, and what it left open.
    present(shell, key, key.assumed());
    // 2. The PIN: of the codes that are here, of the portal's identity, or a new one.
    let pin = pin(shell, authenticator, &arguments.pin)?;
    // 3. Stored.
    let identity = add(shell, authenticator, key, pin, &arguments.pin)?;
    shell.print(
        || json!({ "identity": identities::as_json(&identity), "assumed": names(key.assumed()) }),
        |language| added(&identity, language),
    )
}

/// Says whose key it is, and what it left open.
pub(crate) fn present(shell: &Shell, key: &OtpauthKey, assumed: &[Assumed]) {
    shell.say(&format!("Issuer: {}", key.issuer()), &format!("Udsteder: {}", key.issuer()));
    shell.say(&format!("Account: {}", key.account()), &format!("Konto: {}", key.account()));
    for assumed in assumed {
        let [english, danish] = Language::ALL.map(|language| words::assumption(*assumed, language));
        shell.say(english, danish);
    }
    if key.is_bare() {
        let [english, danish] = Language::ALL.map(words::bare_key);
        shell.say(english, danish);
    }
}

/// What was left open, as programs see it.
pub(crate) fn names(assumed: &[Assumed]) -> Vec<String> {
    assumed.iter().map(|assumed| format!("{assumed:?}")).collect()
}

/// The last sentence.
pub(crate) fn added(identity: &Identity, language: Language) -> String {
    match language {
        Language::English => format!("{} has been added.", identity.name),
        Language::Danish => format!("{} er tilføjet.", identity.name),
    }
}

/// The PIN that the vault has, or a new one.
pub(crate) fn pin(shell: &Shell, authenticator: &Authenticator, source: &PinSource) -> Result<Pin, CliError> {
    let file = source.pin_file.as_deref();
    match authenticator.otpauth_pin()? {
        PinStep::Choose => {
            secrets::new_pin(shell, file, |typed| authenticator.choose_otpauth_pin(typed).map_err(CliError::from))
        }
        PinStep::Known => secrets::pin(shell, file),
    }
}

/// A PIN that nobody can check counts when it was typed twice; one from a file was not typed just now.
pub(crate) fn add(
    shell: &Shell,
    authenticator: &Authenticator,
    key: &OtpauthKey,
    pin: Pin,
    source: &PinSource,
) -> Result<Identity, CliError> {
    match authenticator.add_otpauth(key, &pin, Typed::Once) {
        Err(AddOtpauthError::Unchecked) => {}
        other => return Ok(other?),
    }
    let pin = certain(shell, source, pin)?;
    Ok(authenticator.add_otpauth(key, &pin, Typed::Twice)?)
}

/// Has a PIN that nobody can check typed once more.
pub(crate) fn certain(shell: &Shell, source: &PinSource, pin: Pin) -> Result<Pin, CliError> {
    if source.pin_file.is_some() {
        return Ok(pin);
    }
    shell.say("The PIN cannot be checked right now.", "Pinkoden kan ikke kontrolleres lige nu.");
    secrets::again(shell, pin)
}
