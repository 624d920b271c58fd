//! `segl export`: codes of other issuers, given on in an encrypted file, or as a QR code on the terminal.

use std::{
    io::{self, IsTerminal as _},
    path::Path,
};

use authenticator::{
    Authenticator, Candidate, Code, Departing, ExportError, ExportPassword, Identity, IdentityKind, Pin, Typed,
};
use device::export::{self, Replace};
use serde_json::json;
use words::Language;

use super::{add_key, identities};
use crate::{arguments::Export, failure::CliError, secrets, sentences::export as texts, shell::Shell};

/// Writes the file, or draws the QR code.
pub(crate) fn run(shell: &Shell, arguments: &Export) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    match (&arguments.qr, &arguments.file) {
        (Some(name), _) => draw(shell, &authenticator, name, arguments),
        (None, Some(file)) => write(shell, &authenticator, file, arguments),
        (None, None) => Err(Code::Usage.into()),
    }
}

fn write(shell: &Shell, authenticator: &Authenticator, file: &Path, arguments: &Export) -> Result<(), CliError> {
    // 1. What leaves, and what whoever has it can do.
    let (leave, stay) = sorted(authenticator, &arguments.only)?;
    for candidate in stay.iter().filter(|_| arguments.only.is_empty()) {
        say_stays(shell, candidate);
    }
    let consequences = |language| texts::consequences(leave.len(), language);
    shell.say(&consequences(Language::English), &consequences(Language::Danish));
    say_counter(shell, leave.iter());
    agree(shell, arguments, "Export them? [y/N] ", "Eksportér dem? [j/N] ")?;
    let replace = replace(shell, file, arguments)?;
    // 2. The PIN opens the keys, a password of its own closes the file.
    let keys = open(shell, authenticator, &leave, arguments)?;
    let password = password(shell, arguments.password_file.as_deref())?;
    let sealed = authenticator.seal_export(&keys, &password);
    // 3. On the disk, for its owner alone.
    export::write(file, &sealed, replace)?;
    let (english, danish) = texts::KEEP_OR_DELETE;
    shell.say(english, danish);
    shell.print(
        || {
            let stays = |one: &Candidate| {
                json!({ "identity": identities::as_json(&one.identity), "reason": one.stays.map(texts::stays_code) })
            };
            json!({
                "file": file.display().to_string(),
                "exported": leave.iter().map(identities::as_json).collect::<Vec<_>>(),
                "stays": stay.iter().map(stays).collect::<Vec<_>>(),
            })
        },
        |language| match language {
            Language::English => format!("{} codes exported to {}.", leave.len(), file.display()),
            Language::Danish => format!("{} koder er eksporteret til {}.", leave.len(), file.display()),
        },
    )
}

fn draw(shell: &Shell, authenticator: &Authenticator, name: &str, arguments: &Export) -> Result<(), CliError> {
    // A picture of a key is for eyes alone: never in a file, a pipe or a log.
    if shell.json || !io::stdout().is_terminal() {
        return Err(Code::QrNeedsTerminal.into());
    }
    let (leave, _) = sorted(authenticator, &[name.to_owned()])?;
    let (english, danish) = texts::QR_CONSEQUENCES;
    shell.say(english, danish);
    say_counter(shell, leave.iter());
    agree(shell, arguments, "Show it? [y/N] ", "Vis den? [j/N] ")?;
    for key in open(shell, authenticator, &leave, arguments)? {
        let drawing = export::blocks(&key.uri())?;
        shell.print(|| json!(null), |_| drawing.to_string())?;
        shell.say("Clear the screen once the code is read.", "Ryd skærmen, når koden er læst.");
    }
    Ok(())
}

/// What leaves, all or what was named; and what stays.
fn sorted(authenticator: &Authenticator, only: &[String]) -> Result<(Vec<Identity>, Vec<Candidate>), CliError> {
    let named: Vec<_> =
        only.iter().map(|name| identities::find(authenticator, Some(name))).collect::<Result<_, _>>()?;
    let wanted = |one: &Candidate| {
        let is_named = named.iter().any(|identity| identity.token_id == one.identity.token_id);
        is_named || (only.is_empty() && one.stays.is_none())
    };
    let (leave, stay): (Vec<_>, Vec<_>) = authenticator.export_candidates()?.into_iter().partition(wanted);
    if leave.iter().any(|one| one.stays.is_some()) {
        return Err(ExportError::Stays.into());
    }
    if leave.is_empty() {
        return Err(ExportError::Nothing.into());
    }
    Ok((leave.into_iter().map(|one| one.identity).collect(), stay))
}

fn say_stays(shell: &Shell, candidate: &Candidate) {
    let Some(reason) = candidate.stays else { return };
    let line = |language| format!("{}\t{}", candidate.identity.name, texts::stays(reason, language));
    shell.say(&line(Language::English), &line(Language::Danish));
}

fn say_counter<'a>(shell: &Shell, mut identities: impl Iterator<Item = &'a Identity>) {
    if identities.any(|identity| identity.kind == IdentityKind::Hotp) {
        let (english, danish) = texts::COUNTER;
        shell.say(english, danish);
    }
}

fn agree(shell: &Shell, arguments: &Export, english: &str, danish: &str) -> Result<(), CliError> {
    if arguments.yes || secrets::agrees(shell, english, danish)? { Ok(()) } else { Err(Code::NotExported.into()) }
}

/// Nothing is replaced unasked.
fn replace(shell: &Shell, file: &Path, arguments: &Export) -> Result<Replace, CliError> {
    if arguments.replace {
        return Ok(Replace::Agreed);
    }
    if !file.exists() {
        return Ok(Replace::Never);
    }
    let question =
        ("There is a file of this name. Replace it? [y/N] ", "Der er en fil med det navn. Erstat den? [j/N] ");
    if secrets::can_ask() && secrets::agrees(shell, question.0, question.1)? {
        Ok(Replace::Agreed)
    } else {
        Err(Code::FileExists.into())
    }
}

/// The keys under the PIN; where nobody can check it, its owner sees codes that it makes, and types it once more.
fn open(
    shell: &Shell,
    authenticator: &Authenticator,
    leave: &[Identity],
    arguments: &Export,
) -> Result<Vec<Departing>, CliError> {
    let pin = secrets::pin(shell, arguments.pin.pin_file.as_deref())?;
    let ids: Vec<_> = leave.iter().map(|identity| identity.token_id).collect();
    match authenticator.open_for_export(&ids, &pin, Typed::Once) {
        Err(ExportError::Unchecked) => {}
        other => return Ok(other?),
    }
    say_samples(shell, authenticator, leave, &pin);
    let pin = add_key::certain(shell, &arguments.pin, pin)?;
    Ok(authenticator.open_for_export(&ids, &pin, Typed::Twice)?)
}

/// A wrong PIN makes wrong codes, and nobody but their issuers can tell.
fn say_samples(shell: &Shell, authenticator: &Authenticator, leave: &[Identity], pin: &Pin) {
    let by_time = leave.iter().filter(|identity| identity.kind != IdentityKind::Hotp);
    for identity in by_time.take(SAMPLES) {
        let Ok(codes) = authenticator.passcodes(identity.token_id, pin) else { continue };
        let code = codes.current.passcode.grouped();
        shell.say(
            &format!("{}: {code}. If its issuer refuses this code, the PIN is wrong: stop.", identity.name),
            &format!("{}: {code}. Afviser udstederen koden, er pinkoden forkert: Stop.", identity.name),
        );
    }
}

/// From its file, or typed twice.
fn password(shell: &Shell, file: Option<&Path>) -> Result<ExportPassword, CliError> {
    secrets::until(shell, file.is_none(), || {
        let typed = secrets::secret(shell, file, "Password for the file: ", "Adgangskode til filen: ")?;
        let password = ExportPassword::choose(&typed)?;
        if file.is_none() {
            let again = secrets::secret(shell, None, "Type it once more: ", "Indtast den igen: ")?;
            if *again != *typed {
                return Err(Code::ExportPasswordsDiffer.into());
            }
        }
        Ok(password)
    })
}

/// Enough for one that its owner can try somewhere; each takes a stretching of the PIN.
const SAMPLES: usize = 2;
