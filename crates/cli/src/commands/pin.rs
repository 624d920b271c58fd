//! `segl pin` and `segl reconnect`: a new PIN, and a fresh start for an identity that was found twice.

use serde_json::json;

use super::identities;
use crate::{
    arguments::{ChangePin, Reconnect},
    failure::CliError,
    language::Language,
    secrets,
    shell::Shell,
};

/// Changes the PIN.
pub(crate) fn change(shell: &Shell, arguments: &ChangePin) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = identities::find(&authenticator, arguments.name.as_deref())?;
    let old = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
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
