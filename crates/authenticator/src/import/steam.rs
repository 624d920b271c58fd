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
    json::{has_text, text},
    row::{Imported, Reading, Reason},
};

/// Whether it is a record of Steam's, or a map of them: nobody else calls a key `shared_secret`.
pub(super) fn is_own(file: &Value) -> bool {
    let is_record = |record: &Value| has_text(record, "shared_secret");
    is_record(file) || file.get("accounts").and_then(Value::as_object).is_some_and(|all| all.values().any(is_record))
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    match file.get("accounts").and_then(Value::as_object) {
        Some(accounts) => Imported::collect(accounts.values().map(read_record)),
        None => Imported::collect([read_record(file)]),
    }
}

fn read_record(record: &Value) -> Reading {
    let secret = base64::decode(text(record, "shared_secret")).map(Zeroizing::new).map_err(|_| Reason::BadSecret);
    Draft::of_steam(text(record, "account_name"), secret).read()
}
