//! Stratum, once Authenticator Pro: its backup, plain or sealed, in the form of today and the one before.
//!
//! Facts: `doc/BACKUP_FORMAT.md` of <https://github.com/stratumauth/app>. `AUTHENTICATORPRO`, salt (16 bytes), nonce (12 bytes),
//! data, tag: Argon2id with 64 MiB, three passes and four lanes, then AES-256-GCM. `AuthenticatorPro`, salt (20 bytes), IV (16
//! bytes), data: PBKDF2 with HMAC-SHA-1 and 64,000 rounds, then AES-256-CBC, without a tag. Not taken along: icons, order, counts of use.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{self, has_list, list, lookup, number, text},
    row::{Imported, Reading},
    sealed,
};

/// Whether it is this app's: nobody else writes `Authenticators`.
pub(super) fn is_own(file: &Value) -> bool {
    has_list(file, "Authenticators")
}

pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || bytes.starts_with(MAGIC_BEFORE)
}

pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<Imported, ImportError> {
    let password = password.ok_or(ImportError::PasswordNeeded)?;
    if let Some(rest) = bytes.strip_prefix(MAGIC) {
        let (salt, rest) = rest.split_at_checked(16).ok_or(ImportError::Damaged)?;
        let (nonce, sealed) = rest.split_at_checked(12).ok_or(ImportError::Damaged)?;
        let key = sealed::argon2id(password, salt, COST)?;
        let content = sealed::open_gcm(&key, nonce, &[], sealed).ok_or(ImportError::WrongPassword)?;
        return read(&json::parse(&content)?);
    }
    let rest = bytes.strip_prefix(MAGIC_BEFORE).ok_or(ImportError::UnknownFormat)?;
    let (salt, rest) = rest.split_at_checked(20).ok_or(ImportError::Damaged)?;
    let (iv, sealed) = rest.split_at_checked(16).ok_or(ImportError::Damaged)?;
    let key = sealed::pbkdf2(sealed::Hash::Sha1, password, salt, ROUNDS_BEFORE)?;
    let content = sealed::open_cbc(&key, iv, sealed).ok_or(ImportError::WrongPassword)?;
    // A wrong password may leave noise whose padding is right by chance.
    read(&json::parse(&content).map_err(|_| ImportError::WrongPassword)?)
}

pub(super) fn read(file: &Value) -> Result<Imported, ImportError> {
    let (bindings, categories) = (list(file, "AuthenticatorCategories"), list(file, "Categories"));
    let rows = file.get("Authenticators").and_then(Value::as_array).ok_or(ImportError::Damaged)?;
    Imported::collect(rows.iter().map(|row| {
        let category = lookup(bindings, "AuthenticatorSecret", text(row, "Secret"), "CategoryId");
        read_row(row, lookup(categories, "Id", category, "Name"))
    }))
}

fn read_row(row: &Value, group: &str) -> Reading {
    let name = |name, names: &[&'static str]| {
        let place = row.get(name).and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| names.get(place).copied()).unwrap_or("unknown")
    };
    Draft {
        issuer: text(row, "Issuer"),
        account: text(row, "Username"),
        secret: base32(text(row, "Secret")),
        kind: name("Type", &["unknown", "hotp", "totp", "unknown", "steam"]),
        algorithm: name("Algorithm", &["SHA1", "SHA256", "SHA512"]),
        digits: number(row, "Digits"),
        period: number(row, "Period"),
        counter: number(row, "Counter"),
        note: "",
        group,
    }
    .read()
}

const MAGIC: &[u8] = b"AUTHENTICATORPRO";
const COST: sealed::Cost = sealed::Cost { memory_kib: 64 * 1024, passes: 3, lanes: 4 };

const MAGIC_BEFORE: &[u8] = b"AuthenticatorPro";
const ROUNDS_BEFORE: u32 = 64_000;
