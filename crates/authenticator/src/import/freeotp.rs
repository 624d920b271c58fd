//! `FreeOTP` 2: its backup, `externalBackup.xml`, which is no XML but a serialised map of Java's.
//!
//! Facts: `TokenPersistence.java`, `Token.java` and `encryptor/` of <https://github.com/freeotp/freeotp-android>. Under
//! `masterKey`: PBKDF2 with HMAC-SHA-512 (or SHA-1) of the password opens the master key. Under each identifier lies a sealed
//! key, and under the same with `-token` what it is for. All are sealed with AES-256-GCM; nonce and length of the tag are DER
//! (RFC 5084 §3.2), and the associated data is the name of the key's algorithm. What a token leaves out means SHA-1, six digits, 30
//! seconds there, and an issuer called Steam means Steam's letters. Not taken along: colours, pictures, order, locks.

use std::collections::BTreeMap;

use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    ImportError,
    draft::Draft,
    java,
    json::{self, cost, number, signed_bytes, text, text_or},
    row::{Imported, Reading, Reason},
    sealed,
};

/// Whether it is this app's: a map of Java's with a sealed master key in it.
pub(super) fn is_own(bytes: &[u8]) -> bool {
    java::is_serialised(bytes) && java::map(bytes).is_some_and(|map| master(&map).is_some())
}

pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<Imported, ImportError> {
    let map = java::map(bytes).ok_or(ImportError::Damaged)?;
    let master = master(&map).ok_or(ImportError::UnknownFormat)?;
    let hash = match text(&master, "mAlgorithm").to_ascii_lowercase().as_str() {
        "pbkdf2withhmacsha512" => sealed::Hash::Sha512,
        "pbkdf2withhmacsha1" => sealed::Hash::Sha1,
        _ => return Err(ImportError::Newer),
    };
    let salt = signed_bytes(&master, "mSalt").ok_or(ImportError::Damaged)?;
    let rounds = cost(&master, "mIterations")?;
    let key = sealed::pbkdf2(hash, password.ok_or(ImportError::PasswordNeeded)?, &salt, rounds)?;
    let sealed = master.get("mEncryptedKey").ok_or(ImportError::Damaged)?;
    let key = unseal(&key, sealed).ok_or(ImportError::Damaged)?.ok_or(ImportError::WrongPassword)?;
    let key: sealed::Key = Zeroizing::new(key.as_slice().try_into().map_err(|_| ImportError::Damaged)?);
    let tokens = map.iter().filter_map(|(name, token)| Some((name.strip_suffix("-token")?, token)));
    Imported::collect(tokens.map(|(id, token)| read_token(token, map.get(id), &key)))
}

fn master(map: &BTreeMap<String, String>) -> Option<Value> {
    let master = json::parse(map.get("masterKey")?.as_bytes()).ok()?;
    ["mAlgorithm", "mSalt", "mEncryptedKey"].iter().all(|name| master.get(name).is_some()).then_some(master)
}

fn read_token(token: &str, sealed: Option<&String>, master: &sealed::Key) -> Reading {
    let Ok(token) = json::parse(token.as_bytes()) else {
        return Reading { name: String::new(), row: Err(Reason::Incomplete) };
    };
    let issuer = match text(&token, "issuerExt") {
        "" => text(&token, "issuerInt"),
        issuer => issuer,
    };
    let is_steam = text(&token, "issuerExt") == "Steam";
    Draft {
        issuer,
        account: text(&token, "label"),
        secret: secret(sealed, master),
        kind: if is_steam { "steam" } else { text(&token, "type") },
        algorithm: text_or(&token, "algo", "SHA1"),
        digits: number(&token, "digits").when_missing(6),
        period: number(&token, "period").when_missing(30),
        counter: number(&token, "counter"),
        note: "",
        group: "",
    }
    .read()
}

fn secret(sealed: Option<&String>, master: &sealed::Key) -> Result<Zeroizing<Vec<u8>>, Reason> {
    let parse = |text: &str| json::parse(text.as_bytes()).map_err(|_| Reason::Incomplete);
    let sealed = parse(sealed.ok_or(Reason::NoSecret)?)?;
    // The sealed key is JSON within a text within JSON.
    let sealed = parse(text(&sealed, "key"))?;
    unseal(master, &sealed).ok_or(Reason::Incomplete)?.ok_or(Reason::BadSecret)
}

/// What is sealed; none within when the key is another one.
fn unseal(key: &sealed::Key, sealed: &Value) -> Option<sealed::Opened> {
    let bytes = |name| signed_bytes(sealed, name);
    if text(sealed, "mCipher") != "AES/GCM/NoPadding" {
        return None;
    }
    // SEQUENCE of 17 bytes: OCTET STRING of 12, INTEGER 16.
    let parameters = bytes("mParameters")?;
    let nonce = parameters.strip_prefix(&[0x30, 17, 0x04, 12])?.strip_suffix(&[0x02, 1, 16])?;
    Some(sealed::open_gcm(key, nonce, text(sealed, "mToken").as_bytes(), &bytes("mCipherText")?))
}
