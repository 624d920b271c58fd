//! `LastPass` Authenticator: its export (*Settings*, *Transfer accounts*, *Export accounts to file*).
//!
//! The issuer documents nothing. Facts: what independent programs agree on, among them `LastPassBackupConverter.cs` of
//! <https://github.com/stratumauth/app> and `parser/lastpass/json.rs` of <https://github.com/protonpass/proton-pass-common>
//! (version 3). All are TOTP. Folders have numbers, of which 0 is none. Not taken along: order, favourites, what the issuer
//! and account were called first.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{Number, list, number, text},
    row::{Imported, Reading},
};

/// Whether it is this app's: nobody else has accounts with a `timeStep`, or with a name before the one of today.
pub(super) fn is_own(file: &Value) -> bool {
    let has_own = |account: &Value| account.get("timeStep").is_some() || account.get("originalIssuerName").is_some();
    list(file, "accounts").iter().any(has_own)
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    match file.get("version").and_then(Value::as_u64) {
        Some(version) if version <= VERSION => {}
        Some(_) => return Err(ImportError::Newer),
        None => return Err(ImportError::Damaged),
    }
    let folders = list(file, "folders");
    Imported::collect(list(file, "accounts").iter().map(|account| read_account(account, folders)))
}

fn read_account(account: &Value, folders: &[Value]) -> Reading {
    let folder = account.pointer("/folderData/folderId").and_then(Value::as_u64).filter(|id| *id > 0);
    let folder =
        folder.and_then(|id| folders.iter().find(|folder| folder.get("id").and_then(Value::as_u64) == Some(id)));
    Draft {
        issuer: text(account, "issuerName"),
        account: text(account, "userName"),
        secret: base32(text(account, "secret")),
        kind: "totp",
        algorithm: text(account, "algorithm"),
        digits: number(account, "digits"),
        period: number(account, "timeStep"),
        counter: Number::Missing,
        note: "",
        group: folder.map_or("", |folder| text(folder, "name")),
    }
    .read()
}

const VERSION: u64 = 3;
