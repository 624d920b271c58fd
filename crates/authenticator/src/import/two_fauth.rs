//! `2FAuth`: its export.
//!
//! Facts: <https://docs.2fauth.app/getting-started/usage/export/> and `app/Services/Migrators/TwoFAuthMigrator.php` of
//! <https://github.com/Bubka/2FAuth> (schema 1). Not taken along: icons, order, groups.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{has_list, list, number, text},
    row::{Imported, Reading},
};

/// Whether it is this app's: it says so.
pub(super) fn is_own(file: &Value) -> bool {
    text(file, "app").to_ascii_lowercase().starts_with("2fauth") && has_list(file, "data")
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    match file.get("schema").and_then(Value::as_u64) {
        Some(SCHEMA) => {}
        Some(_) => return Err(ImportError::Newer),
        None => return Err(ImportError::Damaged),
    }
    Imported::collect(list(file, "data").iter().map(read_row))
}

fn read_row(row: &Value) -> Reading {
    Draft {
        issuer: text(row, "service"),
        account: text(row, "account"),
        secret: base32(text(row, "secret")),
        kind: match text(row, "otp_type") {
            "steamtotp" => "steam",
            kind => kind,
        },
        algorithm: text(row, "algorithm"),
        digits: number(row, "digits"),
        period: number(row, "period"),
        counter: number(row, "counter"),
        note: "",
        group: "",
    }
    .read()
}

const SCHEMA: u64 = 1;
