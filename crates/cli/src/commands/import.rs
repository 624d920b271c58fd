//! `segl import`: what an export of another app brings. It is listed first, and stored when its owner agrees.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use authenticator::{
    AddOtpauthError, Identity, OtpauthKey, Typed,
    import::{self, ImportError, Imported, Kind, MAX_BYTES, Row},
};
use device::{picture::Picture, qr};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{add_key, identities};
use crate::{
    arguments::Import,
    failure::CliError,
    language::Language,
    secrets,
    sentences::import::{reason, reason_code},
    shell::Shell,
};

/// Reads, lists, and stores when that is agreed to: at the terminal, or with `--yes`.
pub(crate) fn run(shell: &Shell, arguments: &Import) -> Result<(), CliError> {
    let bytes = read(&arguments.files)?;
    let imported = open(shell, &bytes, arguments.password_file.as_deref())?;
    let duplicates = import::duplicates(&imported.rows, &[]);
    let listed = as_json(&imported, &duplicates);
    if !shell.json {
        shell.print(|| Value::Null, |language| as_lines(&imported, &duplicates, language))?;
    }
    let stored = if imported.rows.is_empty() || !is_agreed(shell, arguments)? {
        shell.say("This is what the file holds. Nothing has been stored.", "Det er, hvad filen rummer. Intet er gemt.");
        Vec::new()
    } else {
        store(shell, arguments, imported.rows)?
    };
    if shell.json { shell.print(|| with_stored(listed, &stored), |_| String::new()) } else { Ok(()) }
}

fn is_agreed(shell: &Shell, arguments: &Import) -> Result<bool, CliError> {
    if arguments.yes || !secrets::can_ask() {
        return Ok(arguments.yes);
    }
    secrets::agrees(shell, "Store these codes on this device? [y/N] ", "Gem koderne på denne enhed? [j/N] ")
}

/// Puts the rows under the PIN that the vault has, or a new one.
fn store(shell: &Shell, arguments: &Import, rows: Vec<Row>) -> Result<Vec<Option<Identity>>, CliError> {
    let authenticator = shell.authenticator()?;
    let keys: Vec<_> = rows.into_iter().filter_map(OtpauthKey::from_row).collect();
    let pin = add_key::pin(shell, &authenticator, &arguments.pin)?;
    let stored = match authenticator.add_import(&keys, &pin, Typed::Once) {
        Err(AddOtpauthError::Unchecked) => {
            add_key::certain(shell, &arguments.pin, &pin)?;
            authenticator.add_import(&keys, &pin, Typed::Twice)?
        }
        other => other?,
    };
    let (new, all) = (stored.iter().flatten().count(), keys.len());
    let present = all - new;
    shell.say(
        &format!("{new} of {all} codes stored; {present} were here already."),
        &format!("{new} af {all} koder er gemt; {present} var her allerede."),
    );
    Ok(stored)
}

fn as_lines(imported: &Imported, duplicates: &[bool], language: Language) -> String {
    let rows = imported.rows.iter().zip(duplicates).map(|(row, &is_double)| as_line(row, is_double, language));
    let rejected = imported.rejected.iter().map(|rejected| {
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
            import::open(bytes, Some(&password)).map_err(CliError::Import)
        }
        other => other.map_err(CliError::Import),
    }
}

/// One file as it is; of several, and of pictures, the texts (or the QR codes' texts) one below the other.
fn read(paths: &[PathBuf]) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let mut all = Zeroizing::new(Vec::new());
    for path in paths {
        let mut bytes = read_file(path)?;
        if let Ok(picture) = Picture::from_bytes(&bytes) {
            let texts = qr::decode(&picture);
            if texts.is_empty() {
                return Err(CliError::NoQrCode);
            }
            bytes = Zeroizing::new(texts.join("\n").into_bytes());
        }
        if !all.is_empty() {
            all.push(b'\n');
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

/// One byte more than is allowed is enough to know.
fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Zeroizing::new(Vec::new());
    let read = if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map(|_| bytes).map_err(|_| CliError::UnreadableFile)
}

/// As programs see it; never with a secret.
fn as_json(imported: &Imported, duplicates: &[bool]) -> Value {
    let rows = imported.rows.iter().zip(duplicates).map(|(row, is_double)| {
        let (kind, period, counter) = match row.kind {
            Kind::Totp { period } => ("totp", Some(period), None),
            Kind::Hotp { counter } => ("hotp", None, Some(counter)),
            Kind::Steam => ("steam", None, None),
        };
        json!({
            "issuer": row.issuer, "account": row.account, "kind": kind, "period": period, "counter": counter,
            "algorithm": row.algorithm.name(), "digits": row.digits, "note": row.note, "group": row.group,
            "duplicate": is_double,
        })
    });
    let rejected = imported.rejected.iter().map(|rejected| {
        json!({ "position": rejected.position, "name": rejected.name, "reason": reason_code(rejected.reason) })
    });
    json!({ "rows": rows.collect::<Vec<_>>(), "rejected": rejected.collect::<Vec<_>>() })
}

/// With the identities that were stored, in the order of the rows: none where it was here already.
fn with_stored(mut listed: Value, stored: &[Option<Identity>]) -> Value {
    listed["stored"] = stored.iter().map(|identity| identity.as_ref().map(identities::as_json)).collect();
    listed
}

/// As people see it: issuer, account and kind, with tabs between.
fn as_line(row: &Row, is_duplicate: bool, language: Language) -> String {
    let kind = match row.kind {
        Kind::Totp { period } => format!("TOTP, {} × {period} s", row.digits),
        Kind::Hotp { counter } => format!("HOTP, {}, {counter}", row.digits),
        Kind::Steam => "Steam".to_owned(),
    };
    let double = if is_duplicate { language.pick("\ttwice in the file", "\tto gange i filen") } else { "" };
    format!("{}\t{}\t{kind}{double}", row.issuer, row.account)
}
