//! `segl add otpauth://…2step…`: a key of which the device makes one half, as privacyIDEA's.

use authenticator::{Authenticator, Code, Identity, Pin, privacyidea::TwoStepKey};
use serde_json::json;

use super::{add_key, identities};
use crate::{arguments::Add, failure::CliError, secrets, shell::Shell};

/// Adds a key in two steps.
pub(crate) fn run(
    shell: &Shell,
    authenticator: &Authenticator,
    key: &TwoStepKey,
    arguments: &Add,
) -> Result<(), CliError> {
    // 1. Whose it is.
    add_key::present(shell, key.key(), key.assumed());
    // 2. The PIN first: once the server has the other half, nothing but storing is left.
    let pin = add_key::pin(shell, authenticator, &arguments.pin)?;
    // 3. The server gets the device's half, and says whether it was typed right.
    if !arguments.yes {
        hand_over(shell, key)?;
    }
    // 4. Stored.
    let identity = store(shell, authenticator, key, pin, arguments)?;
    let (part, assumed) = (key.phone_part(), add_key::names(key.assumed()));
    shell.print(
        || json!({ "identity": identities::as_json(&identity), "assumed": assumed, "phone_part": part.expose().as_str() }),
        |language| {
            let added = add_key::added(&identity, language);
            if !arguments.yes {
                return added;
            }
            let wanted = language.pick("The server still wants this part:", "Serveren mangler endnu denne del:");
            format!("{added}\n{wanted} {}", part.expose().as_str())
        },
    )
}

/// Shows the device's half until the server has taken it.
fn hand_over(shell: &Shell, key: &TwoStepKey) -> Result<(), CliError> {
    let part = key.phone_part();
    if !secrets::can_ask() {
        return Err(Code::NoTerminal.into());
    }
    shell.say(
        "This device has made its part of the key. Type it into the server, or copy the second line:",
        "Enheden har lavet sin del af nøglen. Indtast den på serveren, eller kopiér den anden linje:",
    );
    shell.print(
        || json!({ "phone_part": part.expose().as_str() }),
        |_| format!("    {}\n    {}", part.grouped().as_str(), part.expose().as_str()),
    )?;
    shell.say(
        "The server takes no blanks, and says so when a character is wrong.",
        "Serveren vil ikke have mellemrum, og den siger til, hvis et tegn er forkert.",
    );
    let is_taken = secrets::agrees(
        shell,
        "Has the server taken it? Then it is stored. [y/N] ",
        "Har serveren taget imod den? Så gemmes den. [j/N] ",
    )?;
    if is_taken { Ok(()) } else { Err(Code::NotStored.into()) }
}

/// Storing may be repeated: the server has its half already, so neither a full disk nor a wrong PIN must cost it.
fn store(
    shell: &Shell,
    authenticator: &Authenticator,
    key: &TwoStepKey,
    mut pin: Pin,
    arguments: &Add,
) -> Result<Identity, CliError> {
    loop {
        match add_key::add(shell, authenticator, key.key(), pin, &arguments.pin) {
            Err(error) if secrets::can_ask() && !is_final(&error) => shell.complain(&error),
            other => return other,
        }
        secrets::ask(
            shell,
            "Press Enter to try again, Ctrl-C to stop. ",
            "Tryk Enter for at prøve igen, Ctrl-C for at stoppe. ",
        )?;
        pin = add_key::pin(shell, authenticator, &arguments.pin)?;
    }
}

fn is_final(error: &CliError) -> bool {
    matches!(error.code(), Code::KeyPresent | Code::ThirdPartyForbidden)
}
