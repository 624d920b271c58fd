//! `segl list`, `rename`, `remove`, `erase`.

use authenticator::{Authenticator, Code, Identity, IdentityKind, Origin};
use serde_json::{Value, json};
use words::Language;

use crate::{
    arguments::{Erase, Remove, Rename},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Lists them.
pub(crate) fn list(shell: &Shell) -> Result<(), CliError> {
    let mut identities = shell.authenticator()?.identities()?;
    // What is kept on top comes first; the rest is in its owner's order.
    identities.sort_by_key(|identity| !identity.on_top);
    shell.print(
        || json!({ "identities": identities.iter().map(as_json).collect::<Vec<_>>() }),
        |language| {
            if identities.is_empty() {
                return language.pick("No identities yet.", "Ingen identiteter endnu.").to_owned();
            }
            identities.iter().map(|identity| in_list(identity, &identities)).collect::<Vec<_>>().join("\n")
        },
    )
}

/// Gives one another name.
pub(crate) fn rename(shell: &Shell, arguments: &Rename) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = find(&authenticator, Some(&arguments.name))?;
    let renamed = authenticator.rename(identity.token_id, &arguments.new_name)?;
    shell.print(|| json!({ "identity": as_json(&renamed) }), |_| as_line(&renamed))
}

/// Removes one from this device.
pub(crate) fn remove(shell: &Shell, arguments: &Remove) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let identity = find(&authenticator, Some(&arguments.name))?;
    if !arguments.yes {
        confirm(shell, &identity)?;
    }
    authenticator.remove(identity.token_id)?;
    shell.print(
        || json!({ "removed": as_json(&identity) }),
        |language| match language {
            Language::English => format!("{} was removed from this device.", identity.name),
            Language::Danish => format!("{} er slettet fra denne enhed.", identity.name),
        },
    )
}

/// Removes everything from this device.
pub(crate) fn erase(shell: &Shell, arguments: &Erase) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    if !arguments.yes {
        let word = shell.language.pick("erase", "slet");
        typed(
            shell,
            word,
            "All identities will be deleted; you will need the service desk or the portal to get them back. Type \"erase\": ",
            "Alle identiteter slettes; du skal bruge portalen eller servicedesken for at få dem igen. Skriv \"slet\": ",
        )?;
    }
    authenticator.erase()?;
    shell.print(
        || json!({ "erased": true }),
        |language| {
            language.pick("Everything was removed from this device.", "Alt er slettet fra denne enhed.").to_owned()
        },
    )
}

/// The identity that a name means: its identifier, its name, or its user name; the only one when there is no name.
pub(crate) fn find(authenticator: &Authenticator, name: Option<&str>) -> Result<Identity, CliError> {
    find_among(authenticator.identities()?, name)
}

/// The same among these.
pub(crate) fn find_among(identities: Vec<Identity>, name: Option<&str>) -> Result<Identity, CliError> {
    let fits = |identity: &Identity| name.is_none_or(|name| is_called(identity, name));
    let mut fitting: Vec<Identity> = identities.into_iter().filter(fits).collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(identity), true) => Ok(identity),
        (Some(_), false) => Err(Code::AmbiguousIdentity.into()),
        (None, _) => Err(Code::UnknownIdentity.into()),
    }
}

/// As [`as_line`]; behind it the identifier where the name means another one as well.
fn in_list(identity: &Identity, all: &[Identity]) -> String {
    let is_alone = all.iter().filter(|other| is_called(other, &identity.name)).count() == 1;
    let line = as_line(identity);
    if is_alone { line } else { format!("{line}\t{}", identity.token_id) }
}

fn is_called(identity: &Identity, name: &str) -> bool {
    let same = |text: &str| text.to_lowercase() == name.to_lowercase();
    identity.token_id.to_string() == name || same(&identity.name) || same(&identity.account)
}

/// As programs see it.
pub(crate) fn as_json(identity: &Identity) -> Value {
    json!({
        "token_id": identity.token_id.to_string(),
        "name": identity.name,
        "issuer_name": identity.issuer_name,
        "issuer": identity.issuer.as_ref().map(Origin::as_str),
        "kind": kind(identity),
        "account": identity.account,
        "note": identity.note,
        "group": identity.group,
        "on_top": identity.on_top,
    })
}

/// As people see it: name, user name, the portal or the way its codes come about, and its group where it has one, with tabs
/// between.
pub(crate) fn as_line(identity: &Identity) -> String {
    let place = identity.issuer.as_ref().map_or_else(|| kind(identity), Origin::host);
    let group = identity.group.as_ref().map(|group| format!("\t{group}")).unwrap_or_default();
    format!("{}\t{}\t{place}{group}", identity.name, identity.account)
}

fn kind(identity: &Identity) -> &'static str {
    match identity.kind {
        IdentityKind::Portal => "portal",
        IdentityKind::Totp => "totp",
        IdentityKind::Hotp => "hotp",
        IdentityKind::Steam => "steam",
    }
}

fn confirm(shell: &Shell, identity: &Identity) -> Result<(), CliError> {
    let name = &identity.name;
    let (english, danish) = match identity.kind {
        IdentityKind::Portal => (
            "you will need the service desk or the portal to get it back",
            "du skal bruge portalen eller servicedesken for at få den igen",
        ),
        IdentityKind::Totp | IdentityKind::Hotp | IdentityKind::Steam => {
            ("only its issuer can give you a new key", "kun udstederen kan give dig en ny nøgle")
        }
    };
    typed(
        shell,
        name,
        &format!("{name} will be deleted; {english}. Type its name: "),
        &format!("{name} slettes; {danish}. Skriv navnet: "),
    )
}

/// Has a word typed, as a hand does not by mistake. Case does not matter.
fn typed(shell: &Shell, word: &str, english: &str, danish: &str) -> Result<(), CliError> {
    let answer = secrets::ask(shell, english, danish)?;
    if answer.trim().to_lowercase() == word.to_lowercase() { Ok(()) } else { Err(Code::NotConfirmed.into()) }
}
