//! 2FAS Auth: its backup file, plain or sealed.
//!
//! Facts: the app's sources, <https://github.com/twofas/2fas-android> (`BackupContent.kt`, `BackupKeyGeneratorPbkdf.kt`,
//! `BackupCipherImpl.kt`), schema 4 and before. Sealed are the services alone, as `data:salt:nonce` in Base64: PBKDF2 with
//! HMAC-SHA-256 and 10,000 rounds, then AES-256-GCM with the tag at the end of the data. Groups stay readable. Schema 1 has
//! neither kind nor algorithm, digits or period, and later ones leave them out: the app means TOTP, SHA-1, six, 30. Not taken
//! along: icons, order, the browser extensions that were paired.

use serde_json::Value;

use super::{
    ImportError, base32, base64,
    draft::Draft,
    json::{self, Number, has_list, list, lookup, number, text, text_or},
    row::{Imported, Reading, Reason},
    sealed,
};

/// Whether it is this app's: nobody else has services beside the version of a schema.
pub(super) fn is_own(file: &Value) -> bool {
    file.get("schemaVersion").is_some() && (has_list(file, "services") || file.get("servicesEncrypted").is_some())
}

pub(super) fn open(file: &Value, password: Option<&str>) -> Result<Imported, ImportError> {
    match file.get("schemaVersion").and_then(Value::as_u64) {
        Some(version) if version <= SCHEMA => {}
        Some(_) => return Err(ImportError::Newer),
        None => return Err(ImportError::Damaged),
    }
    let groups = list(file, "groups");
    match text(file, "servicesEncrypted") {
        "" => read(list(file, "services"), groups),
        sealed => {
            let services = json::parse(&unseal(sealed, password)?)?;
            read(services.as_array().ok_or(ImportError::Damaged)?, groups)
        }
    }
}

fn unseal(sealed: &str, password: Option<&str>) -> Result<zeroize::Zeroizing<Vec<u8>>, ImportError> {
    let parts: Vec<&str> = sealed.split(':').collect();
    let [data, salt, nonce] = parts[..] else { return Err(ImportError::Damaged) };
    let (data, salt, nonce) = (base64::decode(data)?, base64::decode(salt)?, base64::decode(nonce)?);
    let password = password.ok_or(ImportError::PasswordNeeded)?;
    let key = sealed::pbkdf2(sealed::Hash::Sha256, password, &salt, ROUNDS)?;
    sealed::open_gcm(&key, &nonce, &[], &data).ok_or(ImportError::WrongPassword)
}

fn read(services: &[Value], groups: &[Value]) -> Result<Imported, ImportError> {
    Imported::collect(services.iter().map(|service| read_service(service, groups)))
}

fn read_service(service: &Value, groups: &[Value]) -> Reading {
    let name = text(service, "name");
    let Some(otp) = service.get("otp") else {
        return Reading::new(name, "", Err(Reason::Incomplete));
    };
    let account = match text(otp, "account") {
        "" => text(otp, "label"),
        account => account,
    };
    Draft {
        // The name is the issuer's until the user changes it.
        issuer: if name.is_empty() { text(otp, "issuer") } else { name },
        account,
        secret: base32(text(service, "secret")),
        kind: text_or(otp, "tokenType", "totp"),
        algorithm: text_or(otp, "algorithm", "SHA1"),
        digits: positive(otp, "digits").when_missing(6),
        period: positive(otp, "period").when_missing(30),
        counter: number(otp, "counter"),
        note: "",
        group: lookup(groups, "id", text(service, "groupId"), "name"),
    }
    .read()
}

/// Some versions of the app write 0 for "not said".
fn positive(otp: &Value, name: &str) -> Number {
    match number(otp, name) {
        Number::Is(0) => Number::Missing,
        number => number,
    }
}

const SCHEMA: u64 = 4;
const ROUNDS: u32 = 10_000;
