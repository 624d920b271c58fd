//! `segl import`: what an export of another app brings. It is listed first, and stored when its owner agrees.

use std::path::{Path, PathBuf};

use authenticator::{
    AddOtpauthError, Authenticator, Code, Identity, Typed,
    import::{self, ImportError, Imported, Kind},
    intake::{Duplicate, Listed, Listing},
};
use serde_json::{Value, json};
use words::{Language, reason};
use zeroize::Zeroizing;

use super::{add_key, identities};
use crate::{arguments::Import, failure::CliError, secrets, shell::Shell};

/// Reads, lists, and stores when that is agreed to: at the terminal, or with `--yes`.
pub(crate) fn run(shell: &Shell, arguments: &Import) -> Result<(), CliError> {
    let authenticator = shell.authenticator()?;
    let bytes = read(&authenticator, &arguments.files)?;
    let imported = open(shell, &bytes, arguments.password_file.as_deref())?;
    // What a file holds can be seen where no vault can be opened.
    let listing = Listing::of(imported, &authenticator.identities().unwrap_or_default());
    let listed = as_json(&listing);
    if !shell.json {
        shell.print(|| Value::Null, |language| as_lines(&listing, language))?;
    }
    let stored = if listing.keys.is_empty() || !is_agreed(shell, arguments)? {
        shell.say("This is what the file holds. Nothing has been stored.", "Det er, hvad filen rummer. Intet er gemt.");
        Vec::new()
    } else {
        store(shell, arguments, &authenticator, &listing)?
    };
    if shell.json { shell.print(|| with_stored(listed, &stored), |_| String::new()) } else { Ok(()) }
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
    let stored = match authenticator.add_import(keys, &pin, Typed::Once) {
        Err(AddOtpauthError::Unchecked) => {
            let pin = add_key::certain(shell, &arguments.pin, pin)?;
            authenticator.add_import(keys, &pin, Typed::Twice)?
        }
        other => other?,
    };
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

fn open(shell: &Shell, bytes: &[u8], file: Option<&Path>) -> Result<Imported, CliError> {
    match import::open(bytes, None) {
        Err(ImportError::PasswordNeeded) => {
            let password = secrets::export_password(shell, file)?;
            Ok(import::open(bytes, Some(&password))?)
        }
        other => Ok(other?),
    }
}

/// One file as it is; of several, and of pictures, the texts (or the QR codes' texts) one below the other.
fn read(authenticator: &Authenticator, paths: &[PathBuf]) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let mut intake = authenticator.intake();
    for path in paths {
        if device::intake::file(&mut intake, path)? == Some(0) {
            return Err(Code::NoQrCode.into());
        }
    }
    if intake.is_waiting() {
        return Err(Code::QrCodesMissing.into());
    }
    Ok(intake.into_lines())
}

/// As programs see it; never with a secret.
fn as_json(listing: &Listing) -> Value {
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
    json!({ "rows": rows.collect::<Vec<_>>(), "rejected": rejected.collect::<Vec<_>>() })
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
