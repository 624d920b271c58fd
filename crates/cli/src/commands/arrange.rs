//! `segl arrange`: note, group and place of an identity.

use authenticator::{Arrangement, Authenticator, Identity, Place};
use serde_json::json;

use super::identities;
use crate::{arguments::Arrange, failure::CliError, shell::Shell};

/// Arranges an identity, or only shows how it is.
pub(crate) fn run(shell: &Shell, arguments: &Arrange) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let mut identity = identities::find(&authenticator, Some(&arguments.name))?;
    let wanted = wanted(&authenticator, arguments)?;
    if wanted != Arrangement::default() {
        identity = authenticator.arrange(identity.token_id, &wanted)?;
    }
    shell.print(|| json!({ "identity": identities::as_json(&identity) }), |_| in_full(&identity))
}

fn wanted(authenticator: &Authenticator, arguments: &Arrange) -> Result<Arrangement, CliError> {
    let before = arguments.before.as_deref().map(|name| identities::find(authenticator, Some(name))).transpose()?;
    let last = arguments.last.then_some(Place::Last);
    Ok(Arrangement {
        note: arguments.note.clone(),
        group: arguments.group.clone(),
        on_top: arguments.top.then_some(true).or(arguments.no_top.then_some(false)),
        place: before.map(|identity| Place::Before(identity.token_id)).or(last),
    })
}

/// The identity's line, and its note below.
fn in_full(identity: &Identity) -> String {
    let line = identities::as_line(identity);
    identity.note.as_ref().map_or_else(|| line.clone(), |note| format!("{line}\n{note}"))
}
