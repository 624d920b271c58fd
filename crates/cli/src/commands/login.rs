//! `segl login`: the login whose page shows a number and a QR code.

use authenticator::{Authenticator, Challenge, Code, watch};
use device::{intake::login_code, picture::Picture, screen};

use super::{answer, approvals, identities};
use crate::{arguments::Login, failure::CliError, secrets, shell::Shell};

/// Finds the login, says who asks, and answers it.
pub(crate) fn run(shell: &Shell, arguments: &Login) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let (challenge, number) = find(shell, &authenticator, arguments)?;
    // Who asks stands on the screen before the PIN is asked for.
    let mut all = authenticator.identities()?.into_iter();
    let identity = all.find(|identity| identity.token_id == challenge.token_id).ok_or(Code::UnknownIdentity)?;
    let login = approvals::Login { identity, challenge };
    let line = |language| approvals::as_line(&login, language);
    shell.say(&line(words::Language::English), &line(words::Language::Danish));
    let state = if arguments.deny || arguments.report {
        answer::refuse(&authenticator, &login.challenge, arguments.report)?
    } else {
        answer::with_user(shell, &authenticator, &login.challenge, &number, arguments.presence, &arguments.pin)?
    };
    answer::print(shell, state)
}

fn find(shell: &Shell, authenticator: &Authenticator, arguments: &Login) -> Result<(Challenge, String), CliError> {
    let code = match &arguments.picture {
        Some(path) => Some(login_code(&[Picture::open(path)?])?),
        None if arguments.screen => Some(login_code(&screen::capture().map_err(|_| Code::ScreenUnavailable)?)?),
        None => None,
    };
    if let Some(code) = code {
        return Ok((authenticator.pull_by_code(&code)?, code.number.as_str().to_owned()));
    }
    // Codes of other issuers have no login page.
    let asked = watch::asked(authenticator.identities()?);
    let identity = identities::find_among(asked, arguments.name.as_deref())?;
    let number = match &arguments.number {
        Some(number) => number.clone(),
        None if secrets::can_ask() => secrets::ask(shell, "Number on the login page: ", "Tallet fra login-siden: ")?,
        None => return Err(Code::NumberMissing.into()),
    };
    Ok((authenticator.pull(identity.token_id, &number)?, number))
}
