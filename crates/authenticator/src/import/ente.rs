//! Ente Auth: its list of URIs, plain or sealed.
//!
//! Facts: `docs/docs/auth/migration/export.md` and `auth/lib/ui/settings/data/export_widget.dart` of
//! <https://github.com/ente-io/ente> (version 1). Sealed is the whole list: Argon2id with the memory (in bytes) and passes that
//! the file names and one lane, then libsodium's secretstream in one message, whose header the file calls nonce; the app gives
//! that message the tag MESSAGE and never writes a FINAL one (`lib/src/util/crypto.dart` of
//! <https://github.com/ente-io/ente_crypto_dart>). The parameter
//! `codeDisplay` holds JSON with note, tags and whether the code lies in the trash; such codes are rejected. Not taken along: pins, counts of use.

use serde_json::Value;

use super::{
    ImportError, Sequence, base64,
    draft::{group, note},
    json::{self, cost, list, text},
    list::read_lines,
    row::{Imported, Reading, Reason, Row},
    sealed, uri,
};

/// Whether a line has the parameter that nobody else writes.
pub(super) fn is_own(line: &str) -> bool {
    line.contains("codeDisplay=")
}

/// Whether it is a sealed list: nobody else has these three side by side.
pub(super) fn is_own_sealed(file: &Value) -> bool {
    ["kdfParams", "encryptedData", "encryptionNonce"].iter().all(|name| file.get(name).is_some())
}

pub(super) fn open_sealed(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    match file.get("version").and_then(Value::as_u64) {
        Some(1) => {}
        Some(_) => return Err(ImportError::Newer),
        None => return Err(ImportError::Damaged),
    }
    let params = file.get("kdfParams").ok_or(ImportError::Damaged)?;
    let salt = base64::decode(text(params, "salt"))?;
    let (header, data) = (base64::decode(text(file, "encryptionNonce"))?, base64::decode(text(file, "encryptedData"))?);
    let cost =
        sealed::Cost { memory_kib: cost(params, "memLimit")? / 1024, passes: cost(params, "opsLimit")?, lanes: 1 };
    let key = sealed::argon2id(password.ok_or(ImportError::PasswordNeeded)?, &salt, cost)?;
    let list = sealed::open_secretstream(&key, &header, &data).ok_or(ImportError::WrongPassword)?;
    let mut transfer = Sequence::default();
    let imported = read(str::from_utf8(&list).map_err(|_| ImportError::Damaged)?, &mut transfer)?;
    if transfer.is_empty() { Ok(imported) } else { Err(ImportError::Damaged) }
}

pub(super) fn read(list: &str, transfer: &mut Sequence) -> Result<Imported, ImportError> {
    read_lines(list, transfer, |line| Reading { name: uri::name(line), row: read_line(line) })
}

fn read_line(line: &str) -> Result<Row, Reason> {
    let row = uri::row_of_app(&uri::without(line, &["codeDisplay"]))?;
    let Some(display) = uri::parameter(line, "codeDisplay") else { return Ok(row) };
    // Decoration: a code is none the worse for one that cannot be read.
    let Ok(display) = json::parse(display.as_bytes()) else { return Ok(row) };
    if display.get("trashed").and_then(Value::as_bool) == Some(true) {
        return Err(Reason::InTrash);
    }
    let tag = list(&display, "tags").first().and_then(Value::as_str).unwrap_or_default();
    Ok(Row { note: note(text(&display, "note")), group: group(tag), ..row })
}
