//! Raivo OTP: the JSON of its export, alone or within the ZIP archive that the app seals with the user's master password.
//!
//! Facts: `Raivo/Features/DataExportFeature.swift` of <https://github.com/raivo-otp/ios-application>, and reports there with
//! rows of the app: every value is a text, also numbers; `timer` is the period, and 0 for tokens that count. Not taken along:
//! icons, pins.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{number, rows, text},
    row::{Imported, Reading},
};

/// Whether a list of rows is this app's: nobody else has `timer` and `kind` beside an `account`.
pub(super) fn is_own(list: &Value) -> bool {
    rows(list).iter().any(|row| ["timer", "kind", "account"].iter().all(|name| row.get(name).is_some()))
}

pub(super) fn read(list: &Value) -> Result<Imported, ImportError> {
    Imported::collect(rows(list).iter().map(read_row))
}

fn read_row(row: &Value) -> Reading {
    Draft {
        issuer: text(row, "issuer"),
        account: text(row, "account"),
        secret: base32(text(row, "secret")),
        kind: text(row, "kind"),
        algorithm: text(row, "algorithm"),
        digits: number(row, "digits"),
        period: number(row, "timer"),
        counter: number(row, "counter"),
        note: "",
        group: "",
    }
    .read()
}
