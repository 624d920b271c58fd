//! Steam: the record of one token, as Steam's app kept it, and Steam Desktop Authenticator and `steamguard-cli` keep it
//! (`.maFile`).
//!
//! Facts: `steamguard/src/lib.rs` of <https://github.com/dyc3/steamguard-cli> and `SteamImporter.java` of
//! <https://github.com/beemdevelopment/Aegis>: JSON with `shared_secret` in Base64 and `account_name`, alone or within
//! `accounts`. Not taken along, and to be kept elsewhere: the revocation code, and `identity_secret`, which confirms trades.
//! Files that Steam Desktop Authenticator has sealed cannot be told from noise and are not read.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError, base64,
    draft::Draft,
    json::{Number, text},
    row::{Imported, Reading, Reason},
};

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    match file.get("accounts").and_then(Value::as_object) {
        Some(accounts) => Imported::collect(accounts.values().map(read_record)),
        None => Imported::collect([read_record(file)]),
    }
}

fn read_record(record: &Value) -> Reading {
    Draft {
        issuer: "Steam",
        account: text(record, "account_name"),
        secret: base64::decode(text(record, "shared_secret")).map(Zeroizing::new).map_err(|_| Reason::BadSecret),
        kind: "steam",
        algorithm: "",
        digits: Number::Missing,
        period: Number::Missing,
        counter: Number::Missing,
        note: "",
        group: "",
    }
    .read()
}
