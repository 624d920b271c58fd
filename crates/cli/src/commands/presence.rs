//! `segl presence on`, `off` and `show`: fingerprint or face instead of the PIN.

use authenticator::{Authenticator, Failure, Identity, PresenceState};
use serde_json::{Value, json};
use words::Language;

use super::identities;
use crate::{
    arguments::{Presence, PresenceOf, PresenceOn},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Does what was asked.
pub(crate) fn run(shell: &Shell, command: &Presence) -> Result<(), CliError> {
    match command {
        Presence::On(arguments) => turn_on(shell, arguments),
        Presence::Off(arguments) => turn_off(shell, arguments),
        Presence::Show(arguments) => show(shell, arguments),
    }
}

fn turn_on(shell: &Shell, arguments: &PresenceOn) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    let pin = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
    ask_for_person(shell);
    authenticator.turn_presence_on(identity.token_id, &pin, reason(shell.language))?;
    print(shell, &authenticator, &identity)
}

fn turn_off(shell: &Shell, arguments: &PresenceOf) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    authenticator.turn_presence_off(identity.token_id)?;
    print(shell, &authenticator, &identity)
}

fn show(shell: &Shell, arguments: &PresenceOf) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    print(shell, &authenticator, &identity)
}

/// Says that the reader waits; it has no screen of its own.
pub(crate) fn ask_for_person(shell: &Shell) {
    shell.say("Touch the fingerprint reader.", "Læg en finger på fingeraftrykslæseren.");
}

/// What the system's window says, where it has one.
pub(crate) fn reason(language: Language) -> &'static str {
    language.pick("Show your codes", "Vis dine koder")
}

fn print(shell: &Shell, authenticator: &Authenticator, identity: &Identity) -> Result<(), CliError> {
    let state = authenticator.presence(identity.token_id)?;
    shell.print(|| as_json(identity, &state), |language| format!("{}\t{}", identity.name, as_line(&state, language)))
}

fn as_json(identity: &Identity, state: &PresenceState) -> Value {
    let device = state.device.err().map(Failure::from);
    json!({
        "identity": identities::as_json(identity),
        "on": state.is_on,
        "allowed": state.is_allowed,
        "pin_due": state.pin_is_due,
        "device": device.map_or_else(|| json!({ "ok": true }), |error| json!({ "ok": false, "error": error })),
    })
}

fn as_line(state: &PresenceState, language: Language) -> String {
    match (state.is_allowed, state.is_on, state.device) {
        (false, ..) => language.pick("not allowed by your organisation", "ikke tilladt af din organisation").to_owned(),
        (true, true, _) if state.pin_is_due => {
            language.pick("on, the PIN is due", "til, pinkoden skal bruges").to_owned()
        }
        (true, true, _) => language.pick("on", "til").to_owned(),
        (true, false, Ok(())) => language.pick("off", "fra").to_owned(),
        (true, false, Err(error)) => CliError::from(error).sentence(language),
    }
}
