//! Authenticator, the browser extension (<https://authenticator.cc>): its backup, plain or with a password.
//!
//! Facts: `src/models/storage.ts`, `encryption.ts` and `import.ts` of
//! <https://github.com/Authenticator-Extension/Authenticator>. A map from identifiers to entries; of an entry it leaves out
//! period 30, six digits and SHA-1 when it exports. An issuer may have `::` and an address behind it. With a password,
//! versions 1 and 2 seal the secret of each entry with [crypto-js](super::crypto_js), in version 2 under a key that lies sealed
//! in `key`; version 3 seals whole entries, under Argon2id of the password with the cost that the entry of the key names.
//! What it calls `hex`, `hhex` has its secret in hexadecimal. Not taken along: Battle.net's tokens, pins, order.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError, base32, base64, crypto_js,
    draft::Draft,
    hexadecimal,
    json::{self, has_text, number, text, text_or},
    row::{Imported, Reading, Reason},
    sealed,
};

/// Whether it is this extension's: entries say `OTPStorage`, or (before) have a hash and whether they are encrypted.
pub(super) fn is_own(file: &Value) -> bool {
    file.as_object().is_some_and(|map| map.values().any(is_entry))
}

fn is_entry(value: &Value) -> bool {
    match text(value, "dataType") {
        "OTPStorage" | "EncOTPStorage" => true,
        "" => {
            has_text(value, "secret")
                && has_text(value, "hash")
                && value.get("encrypted").is_some_and(Value::is_boolean)
        }
        _ => false,
    }
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    let map = file.as_object().ok_or(ImportError::Damaged)?;
    let mut entries: Vec<&Value> = map.values().filter(|value| is_entry(value)).collect();
    entries.sort_by_key(|entry| entry.get("index").and_then(Value::as_u64));
    let mut keys = Keys { file, password, legacy: None, derived: Vec::new() };
    let readings: Result<Vec<Reading>, _> = entries.into_iter().map(|entry| read_entry(entry, &mut keys)).collect();
    Imported::collect(readings?)
}

fn read_entry(entry: &Value, keys: &mut Keys<'_>) -> Result<Reading, ImportError> {
    if text(entry, "dataType") == "EncOTPStorage" {
        let (key, sealed) = (keys.derived(text(entry, "keyId"))?, text(entry, "data"));
        if !crypto_js::is_framed(sealed) {
            return Err(ImportError::Newer);
        }
        let opened = crypto_js::open(sealed, &key).and_then(|content| json::parse(&content).ok());
        return Ok(read_plain(&opened.ok_or(ImportError::WrongPassword)?, None));
    }
    if entry.get("encrypted").and_then(Value::as_bool) != Some(true) {
        return Ok(read_plain(entry, None));
    }
    let (key, sealed) = (keys.legacy()?, text(entry, "secret"));
    if !crypto_js::is_framed(sealed) {
        return Err(ImportError::Newer);
    }
    let opened = crypto_js::open(sealed, &key).ok_or(ImportError::WrongPassword)?;
    // A wrong password may leave noise whose padding is right by chance.
    let secret = str::from_utf8(&opened).ok().filter(|secret| secret.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let secret = secret.ok_or(ImportError::WrongPassword)?;
    Ok(read_plain(entry, Some(secret)))
}

fn read_plain(entry: &Value, opened: Option<&str>) -> Reading {
    let issuer = text(entry, "issuer").split("::").next().unwrap_or_default();
    let (kind, secret) = match (text(entry, "type"), opened.unwrap_or_else(|| text(entry, "secret")).trim()) {
        ("hex", secret) => ("totp", from_hexadecimal(secret)),
        ("hhex", secret) => ("hotp", from_hexadecimal(secret)),
        (kind, secret) => match secret.strip_prefix("stm-") {
            Some(secret) => ("steam", base32(secret)),
            None => (kind, base32(secret)),
        },
    };
    Draft {
        issuer,
        account: text(entry, "account"),
        secret,
        kind,
        algorithm: text_or(entry, "algorithm", "SHA1"),
        digits: number(entry, "digits").when_missing(6),
        period: number(entry, "period").when_missing(30),
        counter: number(entry, "counter"),
        note: "",
        group: "",
    }
    .read()
}

fn from_hexadecimal(secret: &str) -> Result<Zeroizing<Vec<u8>>, Reason> {
    hexadecimal::decode(secret).map(Zeroizing::new).ok_or(Reason::BadSecret)
}

/// What opens the entries, each made once.
struct Keys<'a> {
    file: &'a Value,
    password: Option<&'a str>,
    legacy: Option<Zeroizing<Vec<u8>>>,
    derived: Vec<(&'a str, Zeroizing<Vec<u8>>)>,
}

impl<'a> Keys<'a> {
    fn password(&self) -> Result<&'a str, ImportError> {
        self.password.ok_or(ImportError::PasswordNeeded)
    }

    /// Versions 1 and 2: the password itself, or the key that lies sealed under it, in hexadecimal.
    fn legacy(&mut self) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        if let Some(key) = &self.legacy {
            return Ok(key.clone());
        }
        let password = self.password()?.as_bytes();
        let key = match self.file.pointer("/key/enc").and_then(Value::as_str).unwrap_or_default() {
            "" => Zeroizing::new(password.to_vec()),
            sealed => {
                let key = crypto_js::open(sealed, password).ok_or(ImportError::WrongPassword)?;
                Zeroizing::new(key.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect())
            }
        };
        Ok(self.legacy.insert(key).clone())
    }

    /// Version 3: Argon2id in Base64 without padding. Its cost is that of the hash by which the extension checks the password.
    fn derived(&mut self, id: &str) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        if let Some((_, key)) = self.derived.iter().find(|(known, _)| *known == id) {
            return Ok(key.clone());
        }
        let password = self.password()?;
        let entry = self.file.get(id).ok_or(ImportError::Damaged)?;
        if self.derived.len() >= MAX_KEYS {
            return Err(ImportError::Costly);
        }
        let (cost, length) = cost(text(entry, "hash")).ok_or(ImportError::Damaged)?;
        let mut raw = Zeroizing::new(vec![0; length]);
        sealed::argon2id_into(password, text(entry, "salt").as_bytes(), cost, &mut raw)?;
        let key = Zeroizing::new(base64::encode_unpadded(&raw).into_bytes());
        self.derived.push((text(entry, "id"), key.clone()));
        Ok(key)
    }
}

/// The cost and the length of `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
fn cost(hash: &str) -> Option<(sealed::Cost, usize)> {
    let parts: Vec<&str> = hash.split('$').collect();
    let ["", "argon2id", "v=19", costs, _, hash] = parts[..] else { return None };
    let said = |name: &str| costs.split(',').find_map(|cost| cost.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
    let length = base64::decode(hash).ok()?.len();
    let cost = sealed::Cost { memory_kib: said("m")?, passes: said("t")?, lanes: said("p")? };
    (16..=64).contains(&length).then_some((cost, length))
}

/// Each costs a run of Argon2id.
const MAX_KEYS: usize = 4;
