//! `segl add otpauth://…`: a key of another issuer.

use authenticator::{AddOtpauthError, Assumed, Authenticator, Code, Identity, OtpauthKey, Pin, PinStep, Typed};
use serde_json::json;
use words::Language;

use super::identities;
use crate::{
    arguments::{Add, PinSource},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Adds a key, or all of several.
pub(crate) fn run(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: &[OtpauthKey],
    arguments: &Add,
) -> Result<(), CliError> {
    // 1. Whose they are, and what they left open.
    for key in keys {
        present(shell, key, key.assumed());
    }
    // 2. The PIN: of the codes that are here, of the portal's identity, or a new one.
    let pin = pin(shell, authenticator, &arguments.pin)?;
    // 3. Stored.
    let [key] = keys else { return run_all(shell, authenticator, keys, pin, &arguments.pin) };
    let identity = add(shell, authenticator, key, pin, &arguments.pin)?;
    shell.print(
        || json!({ "identity": identities::as_json(&identity), "assumed": names(key.assumed()) }),
        |language| added(&identity, language),
    )
}

fn run_all(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: &[OtpauthKey],
    pin: Pin,
    source: &PinSource,
) -> Result<(), CliError> {
    let stored = add_all(shell, authenticator, keys, pin, source)?;
    if stored.iter().all(Option::is_none) {
        return Err(Code::KeyPresent.into());
    }
    shell.print(
        || {
            let of_each = keys.iter().zip(&stored).map(|(key, identity)| {
                json!({ "identity": identity.as_ref().map(identities::as_json), "assumed": names(key.assumed()) })
            });
            json!({ "added": of_each.collect::<Vec<_>>() })
        },
        |language| {
            let of_each = keys.iter().zip(&stored).map(|(key, identity)| match identity {
                Some(identity) => added(identity, language),
                None => present_already(key, language),
            });
            of_each.collect::<Vec<_>>().join("\n")
        },
    )
}

fn present_already(key: &OtpauthKey, language: Language) -> String {
    let name = if key.issuer().is_empty() { key.account() } else { key.issuer() };
    match language {
        Language::English => format!("{name} is here already."),
        Language::Danish => format!("{name} er her allerede."),
    }
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

/// The same for several, all of them or none. In the order of the keys: none where it was here already.
pub(crate) fn add_all(
    shell: &Shell,
    authenticator: &Authenticator,
    keys: &[OtpauthKey],
    pin: Pin,
    source: &PinSource,
) -> Result<Vec<Option<Identity>>, CliError> {
    match authenticator.add_import(keys, &pin, Typed::Once) {
        Err(AddOtpauthError::Unchecked) => {}
        other => return Ok(other?),
    }
    let pin = certain(shell, source, pin)?;
    Ok(authenticator.add_import(keys, &pin, Typed::Twice)?)
}

/// Has a PIN that nobody can check typed once more.
pub(crate) fn certain(shell: &Shell, source: &PinSource, pin: Pin) -> Result<Pin, CliError> {
    if source.pin_file.is_some() {
        return Ok(pin);
    }
    shell.say("The PIN cannot be checked right now.", "Pinkoden kan ikke kontrolleres lige nu.");
    secrets::again(shell, pin)
}
