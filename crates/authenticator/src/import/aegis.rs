//! Aegis Authenticator: its vault, plain or sealed.
//!
//! Facts: `docs/vault.md` of <https://github.com/beemdevelopment/Aegis> (version 1 of the file, versions 1 to 3 of its
//! content). Each slot with a password holds the master key: scrypt, then AES-256-GCM with nonce and tag beside it in
//! hexadecimal; the master key opens the content in the same way. Slots of fingerprints open on their telephone alone. Not taken along: icons,
//! favourites.

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError, base32, base64,
    draft::Draft,
    json::{self, cost, list, lookup, number, text},
    row::{Imported, Reading, Reason},
    sealed,
};

/// Whether it is a vault's file: nobody else has slots in a header beside `db`.
pub(super) fn is_own(file: &Value) -> bool {
    file.get("db").is_some() && file.get("header").is_some()
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    check_version(file, 1)?;
    match file.get("db") {
        Some(content @ Value::Object(_)) => read(content),
        Some(Value::String(content)) => {
            let header = file.get("header").ok_or(ImportError::Damaged)?;
            let content = base64::decode(content)?;
            let master_key = master_key(header, password.ok_or(ImportError::PasswordNeeded)?)?;
            // The slot has opened, so the password is right.
            let content = open_with(&master_key, header.get("params"), &content)?.ok_or(ImportError::Damaged)?;
            read(&json::parse(&content)?)
        }
        _ => Err(ImportError::Damaged),
    }
}

fn check_version(object: &Value, known: u64) -> Result<(), ImportError> {
    match object.get("version").and_then(Value::as_u64) {
        Some(version) if version <= known => Ok(()),
        Some(_) => Err(ImportError::Newer),
        None => Err(ImportError::Damaged),
    }
}

/// Tries each slot that a password opens.
fn master_key(header: &Value, password: &str) -> Result<sealed::Key, ImportError> {
    let slots = list(header, "slots").iter().filter(|slot| slot.get("type").and_then(Value::as_u64) == Some(PASSWORD));
    let mut refusal = ImportError::AccountBound;
    for slot in slots.take(MAX_SLOTS) {
        refusal = ImportError::WrongPassword;
        let salt = hexadecimal(slot, "salt")?;
        let key = sealed::scrypt(password, &salt, (cost(slot, "n")?, cost(slot, "r")?, cost(slot, "p")?))?;
        let Some(opened) = open_with(&key, slot.get("key_params"), &hexadecimal(slot, "key")?)? else { continue };
        let opened: [u8; 32] = opened.as_slice().try_into().map_err(|_| ImportError::Damaged)?;
        return Ok(Zeroizing::new(opened));
    }
    Err(refusal)
}

fn open_with(key: &sealed::Key, params: Option<&Value>, sealed: &[u8]) -> Result<sealed::Opened, ImportError> {
    let params = params.ok_or(ImportError::Damaged)?;
    let with_tag = [sealed, &hexadecimal(params, "tag")?].concat();
    Ok(sealed::open_gcm(key, &hexadecimal(params, "nonce")?, &[], &with_tag))
}

fn hexadecimal(object: &Value, name: &str) -> Result<Vec<u8>, ImportError> {
    super::hexadecimal::decode(text(object, name)).ok_or(ImportError::Damaged)
}

fn read(content: &Value) -> Result<Imported, ImportError> {
    check_version(content, 3)?;
    let groups = list(content, "groups");
    Imported::collect(list(content, "entries").iter().map(|entry| read_entry(entry, groups)))
}

fn read_entry(entry: &Value, groups: &[Value]) -> Reading {
    let (issuer, account) = (text(entry, "issuer"), text(entry, "name"));
    let Some(info) = entry.get("info") else {
        return Reading::new(issuer, account, Err(Reason::Incomplete));
    };
    // Version 3 names groups by id; before, an entry had one group and its name.
    let id = list(entry, "groups").first().and_then(Value::as_str).unwrap_or_default();
    let group = match lookup(groups, "uuid", id, "name") {
        "" => text(entry, "group"),
        name => name,
    };
    Draft {
        issuer,
        account,
        secret: base32(text(info, "secret")),
        kind: text(entry, "type"),
        algorithm: text(info, "algo"),
        digits: number(info, "digits"),
        period: number(info, "period"),
        counter: number(info, "counter"),
        note: text(entry, "note"),
        group,
    }
    .read()
}

/// The type of a slot that a password opens.
const PASSWORD: u64 = 1;

/// Each costs a run of scrypt.
const MAX_SLOTS: usize = 4;
