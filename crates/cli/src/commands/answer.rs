//! `segl approve` and `segl deny`.

use authenticator::{ApprovalState, Authenticator, Challenge, Code};
use serde_json::json;
use words::Language;

use super::{
    approvals::{self, Login},
    presence,
};
use crate::{
    arguments::{Approve, Deny, PinSource},
    failure::CliError,
    secrets,
    shell::Shell,
};

/// Approves a login with its number and the PIN.
pub(crate) fn approve(shell: &Shell, arguments: &Approve) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let login = find(&authenticator, &arguments.id)?;
    let number = number(shell, &login, arguments.number.as_deref())?;
    let state = with_user(shell, &authenticator, &login.challenge, &number, arguments.presence, &arguments.pin)?;
    print(shell, state)
}

/// Approves with the PIN, or with the person at the reader.
pub(super) fn with_user(
    shell: &Shell,
    authenticator: &Authenticator,
    challenge: &Challenge,
    number: &str,
    presence: bool,
    pin: &PinSource,
) -> Result<ApprovalState, CliError> {
    if presence {
        presence::ask_for_person(shell);
        return Ok(authenticator.approve_by_presence(challenge, number, reason(shell.language))?);
    }
    let pin = secrets::pin(shell, pin.pin_file.as_deref())?;
    Ok(authenticator.approve(challenge, number, &pin)?)
}

/// What the system's window says, where it has one.
fn reason(language: Language) -> &'static str {
    language.pick("Approve the login", "Godkend login")
}

/// Denies or reports a login.
pub(crate) fn deny(shell: &Shell, arguments: &Deny) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let login = find(&authenticator, &arguments.id)?;
    let state = refuse(&authenticator, &login.challenge, arguments.report)?;
    print(shell, state)
}

/// Denies, or reports.
pub(super) fn refuse(
    authenticator: &Authenticator,
    challenge: &Challenge,
    report: bool,
) -> Result<ApprovalState, CliError> {
    Ok(if report { authenticator.report(challenge)? } else { authenticator.deny(challenge)? })
}

/// The challenge of another call is asked for again: only a fresh one, whose signature holds, is answered.
fn find(authenticator: &Authenticator, id: &str) -> Result<Login, CliError> {
    let (logins, mut failures) = approvals::poll_all(authenticator, authenticator.identities()?);
    if let Some(login) = logins.into_iter().find(|login| login.challenge.id.to_string() == id) {
        return Ok(login);
    }
    // It may wait at a portal that could not be asked.
    if failures.is_empty() { Err(Code::UnknownLogin.into()) } else { Err(failures.remove(0).1) }
}

fn number(shell: &Shell, login: &Login, given: Option<&str>) -> Result<String, CliError> {
    match given {
        Some(number) => Ok(number.to_owned()),
        None if login.challenge.number_digits == 0 => Ok(String::new()),
        None if secrets::can_ask() => secrets::ask(shell, "Number on the login page: ", "Tallet fra login-siden: "),
        None => Err(Code::NumberMissing.into()),
    }
}

/// What has become of the login.
pub(super) fn print(shell: &Shell, state: ApprovalState) -> Result<(), CliError> {
    shell.print(
        || json!({ "state": state }),
        |language| {
            let (english, danish) = match state {
                ApprovalState::Approved => {
                    ("Approved. You can go back to the browser.", "Godkendt. Du kan gå tilbage til browseren.")
                }
                ApprovalState::Denied => ("Denied. Nobody was let in.", "Afvist. Ingen blev lukket ind."),
                ApprovalState::Reported => (
                    "Blocked for 24 hours. The service desk has been told.",
                    "Blokeret i 24 timer. Servicedesken har fået besked.",
                ),
            };
            Language::pick(language, english, danish).to_owned()
        },
    )
}
