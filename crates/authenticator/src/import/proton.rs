//! Proton Authenticator: its export, plain or with a password.
//!
//! The issuer documents nothing. Facts: what independent programs agree on, among them `ProtonAuthenticatorImporter.java` of
//! <https://github.com/beemdevelopment/Aegis> and `ProtonAuthenticatorBackupConverter.cs` of
//! <https://github.com/stratumauth/app> (version 1). Sealed: Argon2id with 19 MiB, two passes and one lane, then AES-256-GCM,
//! whose nonce of 12 bytes leads the content and whose associated data name the version. An entry is a key URI, or
//! `steam://SECRET`, with a name and a note.

use serde_json::Value;

use super::{
    ImportError, base64,
    draft::{note, shown},
    json::{self, has_text, list, text},
    row::{Imported, Reading, Reason, Row},
    sealed, uri,
};

/// Whether it is this app's: entries with content, or that content sealed, beside a version.
pub(super) fn is_own(file: &Value) -> bool {
    let has_content = |entry: &Value| entry.get("content").is_some_and(|content| content.get("uri").is_some());
    file.get("version").is_some()
        && (list(file, "entries").iter().any(has_content) || has_text(file, "salt") && has_text(file, "content"))
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    match file.get("version").and_then(Value::as_u64) {
        Some(1) => {}
        Some(_) => return Err(ImportError::Newer),
        None => return Err(ImportError::Damaged),
    }
    if let Some(entries) = file.get("entries").and_then(Value::as_array) {
        return Imported::collect(entries.iter().map(read_entry));
    }
    let (salt, content) = (base64::decode(text(file, "salt"))?, base64::decode(text(file, "content"))?);
    let (nonce, sealed) = content.split_at_checked(NONCE).ok_or(ImportError::Damaged)?;
    let key = sealed::argon2id(password.ok_or(ImportError::PasswordNeeded)?, &salt, COST)?;
    let content = sealed::open_gcm(&key, nonce, ASSOCIATED_DATA, sealed).ok_or(ImportError::WrongPassword)?;
    let content = json::parse(&content)?;
    let entries = content.get("entries").and_then(Value::as_array).ok_or(ImportError::Damaged)?;
    Imported::collect(entries.iter().map(read_entry))
}

fn read_entry(entry: &Value) -> Reading {
    let content = entry.get("content").unwrap_or(&Value::Null);
    let (name, uri) = (text(content, "name"), text(content, "uri"));
    let row = match uri::steam_row(uri, "Steam", name) {
        Some(row) => row,
        None if uri.is_empty() => Err(Reason::Incomplete),
        None => uri::row_of_app(uri),
    };
    let row = row.map(|row| Row {
        account: if row.account.is_empty() { shown(name) } else { row.account },
        note: note(text(entry, "note")),
        ..row
    });
    Reading { name: name.to_owned(), row }
}

const COST: sealed::Cost = sealed::Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
const ASSOCIATED_DATA: &[u8] = b"proton.authenticator.export.v1";
const NONCE: usize = 12;
