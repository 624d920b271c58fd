//! `segl import`: what an export of another app brings. It is listed first, and stored when its owner agrees.

use std::path::{Path, PathBuf};

use authenticator::{
    Authenticator, Code, Failure, Identity,
    import::{Encoding, Files, ImportError, Imported, Kind},
    intake::{Duplicate, Listed, Listing},
};
use serde_json::{Value, json};
use words::{Language, reason};

use super::{add_key, identities};
use crate::{arguments::Import, failure::CliError, secrets, shell::Shell};

/// Reads, lists, and stores when that is agreed to: at the terminal, or with `--yes`.
pub(crate) fn run(shell: &Shell, arguments: &Import) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let imported = open(shell, &authenticator, arguments)?;
    let encoding = imported.encoding;
    if encoding == Encoding::Windows1252 {
        shell.say(
            "The text is not UTF-8: it has been read as Latin-1 (Windows-1252). Check the names.",
            "Teksten er ikke UTF-8: den er læst som Latin-1 (Windows-1252). Tjek navnene.",
        );
    }
    // What a file holds can be seen where no vault can be opened.
    let listing = Listing::of(imported, &authenticator.identities().unwrap_or_default());
    let listed = as_json(&listing, encoding);
    if !shell.json {
        shell.print(|| Value::Null, |language| as_lines(&listing, language))?;
    }
    if listing.rows.is_empty() {
        return Err(nothing(shell, listed)?);
    }
    let stored = if listing.keys.is_empty() || !is_agreed(shell, arguments)? {
        shell.say("This is what the file holds. Nothing has been stored.", "Det er, hvad filen rummer. Intet er gemt.");
        Vec::new()
    } else {
        store(shell, arguments, &authenticator, &listing)?
    };
    if shell.json { shell.print(|| with_stored(listed, &stored), |_| String::new()) } else { Ok(()) }
}

/// Every row was rejected: that is told beside the rows, and the command has failed.
fn nothing(shell: &Shell, mut listed: Value) -> Result<CliError, CliError> {
    let failure = Failure::from(Code::ImportNothing);
    if !shell.json {
        return Ok(failure.into());
    }
    listed["error"] = json!(failure);
    shell.print(|| with_stored(listed, &[]), |_| String::new())?;
    shell.complain(&failure.into());
    Ok(CliError::Said(failure))
}

fn is_agreed(shell: &Shell, arguments: &Import) -> Result<bool, CliError> {
    if arguments.yes || !secrets::can_ask() {
        return Ok(arguments.yes);
    }
    secrets::agrees(shell, "Store these codes on this device? [y/N] ", "Gem koderne på denne enhed? [j/N] ")
}

/// Puts what is new under the PIN that the vault has, or a new one. The identities, in the order of the rows: none where it
/// was here already.
fn store(
    shell: &Shell,
    arguments: &Import,
    authenticator: &Authenticator,
    listing: &Listing,
) -> Result<Vec<Option<Identity>>, CliError> {
    let keys = &listing.keys;
    let pin = add_key::pin(shell, authenticator, &arguments.pin)?;
    let stored = add_key::add_all(shell, authenticator, keys, pin, &arguments.pin)?;
    let (new, all) = (stored.iter().flatten().count(), listing.rows.len());
    let present = all - new;
    shell.say(
        &format!("{new} of {all} codes stored; {present} were here already."),
        &format!("{new} af {all} koder er gemt; {present} var her allerede."),
    );
    let mut identities = stored.into_iter();
    let of_row = |row: &Listed| if row.duplicate.is_none() { identities.next().flatten() } else { None };
    Ok(listing.rows.iter().map(of_row).collect())
}

fn as_lines(listing: &Listing, language: Language) -> String {
    let rows = listing.rows.iter().map(|row| as_line(row, language));
    let rejected = listing.rejected.iter().map(|rejected| {
        let reason = reason(rejected.reason, language);
        match language {
            Language::English => format!("{}\trow {}\tnot taken: {reason}", rejected.name, rejected.position),
            Language::Danish => format!("{}\tlinje {}\tikke med: {reason}", rejected.name, rejected.position),
        }
    });
    rows.chain(rejected).collect::<Vec<_>>().join("\n")
}

fn open(shell: &Shell, authenticator: &Authenticator, arguments: &Import) -> Result<Imported, CliError> {
    let files = read(authenticator, &arguments.files)?;
    let (opened, password) = match files.open(None) {
        Err(ImportError::PasswordNeeded) => {
            let password = secrets::export_password(shell, arguments.password_file.as_deref())?;
            (files.open(Some(&password)), Some(password))
        }
        other => (other, None),
    };
    opened.map_err(|error| {
        if let Some(path) =
            culprit(authenticator, &arguments.files, password.as_ref().map(|typed| typed.as_str()), error)
        {
            let path = path.display();
            shell.say(&format!("{path} cannot be imported."), &format!("{path} kan ikke importeres."));
        }
        error.into()
    })
}

/// Which of several files it is that cannot be read; none when that shows in all of them together alone.
fn culprit<'a>(
    authenticator: &Authenticator,
    paths: &'a [PathBuf],
    password: Option<&str>,
    error: ImportError,
) -> Option<&'a Path> {
    // Standard input has been read, and cannot be read again.
    let is_it = |path: &&PathBuf| {
        path.as_path() != Path::new("-")
            && read(authenticator, std::slice::from_ref(*path))
                .is_ok_and(|files| files.open(password).err() == Some(error))
    };
    if paths.len() > 1 { paths.iter().find(is_it).map(PathBuf::as_path) } else { None }
}

/// Files as they are; of pictures, the texts of their QR codes.
fn read(authenticator: &Authenticator, paths: &[PathBuf]) -> Result<Files, CliError> {
    let mut intake = authenticator.intake();
    for path in paths {
        if device::intake::file(&mut intake, path)? == Some(0) {
            return Err(Code::NoQrCode.into());
        }
    }
    if intake.is_waiting() {
        return Err(Code::QrCodesMissing.into());
    }
    Ok(intake.into_files())
}

/// As programs see it; never with a secret.
fn as_json(listing: &Listing, encoding: Encoding) -> Value {
    let rows = listing.rows.iter().map(|row| {
        let (kind, period, counter) = match row.kind {
            Kind::Totp { period } => ("totp", Some(period), None),
            Kind::Hotp { counter } => ("hotp", None, Some(counter)),
            Kind::Steam => ("steam", None, None),
        };
        json!({
            "issuer": row.issuer, "account": row.account, "kind": kind, "period": period, "counter": counter,
            "algorithm": row.algorithm.name(), "digits": row.digits, "note": row.note, "group": row.group,
            "duplicate": row.duplicate == Some(Duplicate::Export), "present": row.duplicate == Some(Duplicate::Here),
        })
    });
    let rejected = listing
        .rejected
        .iter()
        .map(|rejected| json!({ "position": rejected.position, "name": rejected.name, "reason": rejected.reason }));
    let guessed = (encoding == Encoding::Windows1252).then_some("windows-1252");
    json!({
        "rows": rows.collect::<Vec<_>>(), "rejected": rejected.collect::<Vec<_>>(), "encoding_guessed": guessed,
    })
}

/// With the identities that were stored, in the order of the rows: none where it was here already.
fn with_stored(mut listed: Value, stored: &[Option<Identity>]) -> Value {
    listed["stored"] = stored.iter().map(|identity| identity.as_ref().map(identities::as_json)).collect();
    listed
}

/// As people see it: issuer, account and kind, with tabs between.
fn as_line(row: &Listed, language: Language) -> String {
    let kind = match row.kind {
        Kind::Totp { period } => format!("TOTP, {} × {period} s", row.digits),
        Kind::Hotp { counter } => format!("HOTP, {}, {counter}", row.digits),
        Kind::Steam => "Steam".to_owned(),
    };
    let duplicate = match row.duplicate {
        Some(Duplicate::Export) => language.pick("\ttwice in the file", "\tto gange i filen"),
        Some(Duplicate::Here) => language.pick("\there already", "\ter her allerede"),
        None => "",
    };
    format!("{}\t{}\t{kind}{duplicate}", row.issuer, row.account)
}
