//! Duo Mobile: `accounts.json`, the file in which the app keeps its accounts. (The app itself exports nothing; the file is
//! read on a telephone whose owner is root.)
//!
//! Facts: `DuoImporter.java` of <https://github.com/beemdevelopment/Aegis>. A counter makes it HOTP; the app makes its codes
//! with SHA-1, six digits and 30 seconds alone. Accounts that Duo asks about by push have no key of codes.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{number, rows, text},
    row::{Imported, Reading, Reason},
};

/// Whether a list of accounts is this app's: nobody else has an `otpGenerator`.
pub(super) fn is_own(list: &Value) -> bool {
    rows(list).iter().any(|account| account.get("otpGenerator").is_some_and(Value::is_object))
}

pub(super) fn read(list: &Value) -> Result<Imported, ImportError> {
    Imported::collect(rows(list).iter().map(read_account))
}

fn read_account(account: &Value) -> Reading {
    let name = text(account, "name");
    let Some(generator) = account.get("otpGenerator").filter(|generator| generator.is_object()) else {
        return Reading::new("", name, Err(Reason::UnknownKind));
    };
    let counts = generator.get("counter").is_some_and(|counter| !counter.is_null());
    Draft {
        kind: if counts { "hotp" } else { "totp" },
        counter: number(generator, "counter"),
        ..Draft::of_key("", name, base32(text(generator, "otpSecret")))
    }
    .read()
}
