//! andOTP: its backup, plain or with a password.
//!
//! Facts: <https://github.com/asmw/andOTP-decrypt> (since andOTP 0.6.3): rounds (4 bytes, big-endian), salt (12 bytes), nonce (12
//! bytes), data, tag (16 bytes); PBKDF2 with HMAC-SHA-1, then AES-256-GCM. Nothing marks such a file, so a number of rounds
//! that the app could have written is taken for its sign. Rows without kind, algorithm or digits are of versions that made
//! TOTP with SHA-1 and six digits alone (`Database/Entry.java` of <https://github.com/andOTP/andOTP>). The format before 0.6.3 has not even that, and backups for PGP
//! have to be opened elsewhere: neither is read. Not taken along: pictures, counts of use.

use serde_json::Value;

use super::{
    ImportError, base32,
    draft::Draft,
    json::{self, has_text, number, text, text_or},
    row::{Imported, Reading},
    sealed,
};

/// Whether a list of rows is this app's: nobody else counts the uses of a code beside its `label`, or has a `thumbnail`.
pub(super) fn is_own(list: &Value) -> bool {
    let has_own =
        |row: &Value| ["thumbnail", "last_used", "used_frequency", "tags"].iter().any(|name| row.get(name).is_some());
    json::rows(list).iter().any(|row| has_text(row, "secret") && row.get("label").is_some() && has_own(row))
}

/// Whether bytes look like a sealed backup.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    let rounds = bytes.first_chunk().map(|rounds| u32::from_be_bytes(*rounds));
    bytes.len() > SALT + 2 * NONCE + TAG && rounds.is_some_and(|rounds| (MIN_ROUNDS..=MAX_ROUNDS).contains(&rounds))
}

pub(super) fn open(bytes: &[u8], password: Option<&str>) -> Result<Imported, ImportError> {
    let (rounds, rest) = bytes.split_first_chunk().ok_or(ImportError::Damaged)?;
    let (salt, rest) = rest.split_at_checked(SALT).ok_or(ImportError::Damaged)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(ImportError::Damaged)?;
    let password = password.ok_or(ImportError::PasswordNeeded)?;
    let key = sealed::pbkdf2(sealed::Hash::Sha1, password, salt, u32::from_be_bytes(*rounds))?;
    let content = sealed::open_gcm(&key, nonce, &[], sealed).ok_or(ImportError::WrongPassword)?;
    read(&json::parse(&content)?)
}

pub(super) fn read(rows: &Value) -> Result<Imported, ImportError> {
    Imported::collect(rows.as_array().ok_or(ImportError::Damaged)?.iter().map(read_row))
}

fn read_row(row: &Value) -> Reading {
    // Old versions wrote issuer and account into one field.
    let (issuer, account) = match (row.get("issuer"), text(row, "label").split_once(" - ")) {
        (None, Some((issuer, account))) => (issuer, account),
        _ => (text(row, "issuer"), text(row, "label")),
    };
    Draft {
        issuer,
        account,
        secret: base32(text(row, "secret")),
        kind: text_or(row, "type", "totp"),
        algorithm: text_or(row, "algorithm", "SHA1"),
        digits: number(row, "digits").when_missing(6),
        period: number(row, "period"),
        counter: number(row, "counter"),
        note: "",
        group: json::list(row, "tags").first().and_then(Value::as_str).unwrap_or_default(),
    }
    .read()
}

/// The app draws from a range around 150,000.
const MIN_ROUNDS: u32 = 1000;
const MAX_ROUNDS: u32 = 1_000_000;
const SALT: usize = 12;
const NONCE: usize = 12;
const TAG: usize = 16;
