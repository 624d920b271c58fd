//! `segl pin` and `segl reconnect`: a new PIN, and a fresh start for an identity that was found twice.

use authenticator::{Authenticator, IdentityKind};
use serde_json::json;
use words::Language;

use super::identities;
use crate::{
    arguments::{ChangePin, Reconnect},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Changes the PIN.
pub(crate) fn change(shell: &Shell, arguments: &ChangePin) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    if arguments.reencrypt {
        return reencrypt(shell, &authenticator, arguments);
    }
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    // Where no portal counts tries a wrong PIN may pass unnoticed, and would cost the codes.
    let old = match identity.kind {
        IdentityKind::Portal => secrets::pin(shell, arguments.pin.pin_file.as_deref())?,
        _ => secrets::pin_twice(shell, arguments.pin.pin_file.as_deref())?,
    };
    let new = secrets::new_pin(shell, arguments.new_pin_file.as_deref(), |typed| {
        authenticator.judge_pin(identity.token_id, &old, typed).map_err(CliError::from)
    })?;
    authenticator.change_pin(identity.token_id, &old, &new)?;
    shell.print(
        || json!({ "changed": identities::as_json(&identity) }),
        |language| match language {
            Language::English => format!("{} has a new PIN.", identity.name),
            Language::Danish => format!("{} har fået en ny pinkode.", identity.name),
        },
    )
}

/// Puts the codes of other issuers under the PIN of the portal's identity.
fn reencrypt(shell: &Shell, authenticator: &Authenticator, arguments: &ChangePin) -> Result<(), CliError> {
    shell.say("First the PIN that the codes have now.", "Først den pinkode, koderne har nu.");
    let previous = secrets::pin_twice(shell, arguments.pin.pin_file.as_deref())?;
    shell.say("Then the PIN of the portal's identity.", "Så pinkoden til portalens identitet.");
    let current = secrets::pin(shell, arguments.new_pin_file.as_deref())?;
    authenticator.reencrypt(&previous, &current)?;
    shell.print(
        || json!({ "reencrypted": true }),
        |language| {
            language.pick("All codes have the portal's PIN now.", "Alle koder har nu portalens pinkode.").to_owned()
        },
    )
}

/// Connects an identity anew that the portal suspended because it was found twice.
pub(crate) fn reconnect(shell: &Shell, arguments: &Reconnect) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    let pin = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
    authenticator.reconnect(identity.token_id, &pin)?;
    shell.print(
        || json!({ "reconnected": identities::as_json(&identity) }),
        |language| match language {
            Language::English => format!("{} is connected again. Every other copy of it is of no use.", identity.name),
            Language::Danish => format!("{} er tilsluttet igen. Alle andre kopier er ubrugelige.", identity.name),
        },
    )
}
