//! Bitwarden (also Vaultwarden and the Bitwarden Authenticator): the exports as JSON, plain or with a password, and as CSV.
//!
//! Facts: <https://bitwarden.com/help/encrypted-export/>, the condition of password-protected files in
//! `Stratum.Core/src/Converter/BitwardenBackupConverter.cs` of <https://github.com/stratumauth/app>: PBKDF2 with HMAC-SHA-256
//! or Argon2id (its salt hashed with SHA-256 first), HKDF-Expand to a cipher key (`enc`) and a MAC key (`mac`), then
//! `2.iv|data|mac` in Base64: HMAC-SHA-256 over AES-256-CBC. Logins without a code are passed over. Not taken along:
//! everything of a login but its name, user name and folder. The CSV is read as any [table](super::table).

use ring::{digest, hkdf, hmac};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError, base64,
    json::{self, cost, has_list, list, lookup, text},
    login::Login,
    row::Imported,
    sealed,
};

/// Whether it is a vault's: `encrypted` says yes or no, beside items or a sealed proof of the password; before there was
/// `encrypted`, items with a `login` and the number of an organisation.
pub(super) fn is_own(file: &Value) -> bool {
    match file.get("encrypted").and_then(Value::as_bool) {
        Some(_) => has_list(file, "items") || file.get("encKeyValidation_DO_NOT_EDIT").is_some(),
        None => list(file, "items")
            .iter()
            .any(|item| item.get("login").is_some_and(Value::is_object) && item.get("organizationId").is_some()),
    }
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    if file.get("encrypted").and_then(Value::as_bool) != Some(true) {
        return read(file);
    }
    if file.get("passwordProtected").and_then(Value::as_bool) != Some(true) {
        return Err(ImportError::AccountBound);
    }
    let key = key(file, password.ok_or(ImportError::PasswordNeeded)?)?;
    unseal(&key, text(file, "encKeyValidation_DO_NOT_EDIT"))?.ok_or(ImportError::WrongPassword)?;
    // The first seal has opened, so the password is right.
    let content = unseal(&key, text(file, "data"))?.ok_or(ImportError::Damaged)?;
    read(&json::parse(&content)?)
}

fn key(file: &Value, password: &str) -> Result<sealed::Key, ImportError> {
    // The salt is the text itself, although it looks like Base64.
    let (salt, iterations) = (text(file, "salt").as_bytes(), cost(file, "kdfIterations")?);
    match cost(file, "kdfType")? {
        0 => sealed::pbkdf2(sealed::Hash::Sha256, password, salt, iterations),
        1 => {
            let memory_kib = cost(file, "kdfMemory")?.saturating_mul(1024);
            let cost = sealed::Cost { memory_kib, passes: iterations, lanes: cost(file, "kdfParallelism")? };
            sealed::argon2id(password, digest::digest(&digest::SHA256, salt).as_ref(), cost)
        }
        _ => Err(ImportError::Newer),
    }
}

fn unseal(key: &sealed::Key, sealed: &str) -> Result<sealed::Opened, ImportError> {
    let sealed = sealed.strip_prefix("2.").ok_or(ImportError::Damaged)?;
    let parts: Vec<&str> = sealed.split('|').collect();
    let [iv, data, mac] = parts[..] else { return Err(ImportError::Damaged) };
    let (iv, data, mac) = (base64::decode(iv)?, base64::decode(data)?, base64::decode(mac)?);
    let mac_key = hmac::Key::new(hmac::HMAC_SHA256, expand(key, "mac").as_slice());
    if hmac::verify(&mac_key, &[iv.as_slice(), &data].concat(), &mac).is_err() {
        return Ok(None);
    }
    Ok(sealed::open_cbc(&expand(key, "enc"), &iv, &data))
}

/// HKDF-Expand (RFC 5869 §2.3) without a step before it.
fn expand(key: &sealed::Key, info: &str) -> sealed::Key {
    let mut output = Zeroizing::new([0; 32]);
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key.as_slice())
        .expand(&[info.as_bytes()], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(output.as_mut_slice()))
        .expect("32 bytes are no more than HKDF gives");
    output
}

fn read(content: &Value) -> Result<Imported, ImportError> {
    let items = content.get("items").and_then(Value::as_array).ok_or(ImportError::Damaged)?;
    // What is shared in an organisation lies in collections instead of folders.
    let (folders, collections) = (list(content, "folders"), list(content, "collections"));
    let readings = items.iter().filter_map(|item| {
        let login = item.get("login")?;
        let group = match lookup(folders, "id", text(item, "folderId"), "name") {
            "" => {
                let id = list(item, "collectionIds").first().and_then(Value::as_str).unwrap_or_default();
                lookup(collections, "id", id, "name")
            }
            folder => folder,
        };
        Login { name: text(item, "name"), user: text(login, "username"), code: text(login, "totp"), group }.read()
    });
    Imported::collect(readings)
}
