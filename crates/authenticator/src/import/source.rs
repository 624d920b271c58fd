//! Whose export it is, by its shape alone: names of files say little and get lost.

use serde_json::Value;

use super::{ImportError, json, list, uri};

/// An app whose exports are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// Aegis Authenticator.
    Aegis,
    /// andOTP.
    AndOtp,
    /// Bitwarden, also Vaultwarden and the Bitwarden Authenticator.
    Bitwarden,
    /// Ente Auth.
    Ente,
    /// `FreeOTP+`.
    FreeOtpPlus,
    /// Google Authenticator's transfer codes.
    Google,
    /// Proton Authenticator.
    Proton,
    /// Steam: what Steam Desktop Authenticator and `steamguard-cli` keep.
    Steam,
    /// Stratum, once Authenticator Pro.
    Stratum,
    /// 2FAS Auth.
    TwoFas,
    /// A list of key URIs, whoever wrote it.
    UriList,
    /// `WinAuth`.
    WinAuth,
}

/// Finds out whose export it is; none when it is none or does not look like one any more.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Source> {
    if bytes.len() > super::MAX_BYTES {
        return None;
    }
    match Shape::of(bytes).ok()? {
        Shape::Json(source, _) | Shape::Text(source, _) | Shape::Binary(source) => Some(source),
    }
}

/// An export, as far as it has to be read to know whose it is.
pub(super) enum Shape<'a> {
    Json(Source, Value),
    Text(Source, &'a str),
    Binary(Source),
}

impl<'a> Shape<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, ImportError> {
        if super::stratum::is_sealed(bytes) {
            return Ok(Self::Binary(Source::Stratum));
        }
        let Ok(text) = str::from_utf8(bytes) else {
            let source = super::andotp::is_sealed(bytes).then_some(Source::AndOtp);
            return source.map(Self::Binary).ok_or(ImportError::UnknownFormat);
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
        if text.starts_with(['{', '[']) {
            let value = json::parse(text.as_bytes())?;
            let source = of_json(&value).ok_or(ImportError::UnknownFormat)?;
            return Ok(Self::Json(source, value));
        }
        // Cipher and salt may by chance be text.
        match of_text(text) {
            Some(source) => Ok(Self::Text(source, text)),
            None if super::andotp::is_sealed(bytes) => Ok(Self::Binary(Source::AndOtp)),
            None => Err(ImportError::UnknownFormat),
        }
    }
}

fn of_json(value: &Value) -> Option<Source> {
    let has = |name| value.get(name).is_some();
    let is_list = |name| value.get(name).is_some_and(Value::is_array);
    Some(match value {
        Value::Array(rows) if rows.iter().any(|row| row.get("secret").is_some()) => Source::AndOtp,
        Value::Object(_) if has("db") && has("header") => Source::Aegis,
        Value::Object(_) if has("schemaVersion") && (has("services") || has("servicesEncrypted")) => Source::TwoFas,
        Value::Object(_) if has("kdfParams") && has("encryptedData") => Source::Ente,
        Value::Object(_) if has("encrypted") || is_list("items") => Source::Bitwarden,
        Value::Object(_) if is_list("Authenticators") => Source::Stratum,
        Value::Object(_) if has("version") && (is_list("entries") || has("salt") && has("content")) => Source::Proton,
        Value::Object(_) if is_list("tokens") => Source::FreeOtpPlus,
        Value::Object(_) if has("shared_secret") || has("accounts") => Source::Steam,
        _ => return None,
    })
}

fn of_text(text: &str) -> Option<Source> {
    if super::bitwarden::is_csv(text) {
        return Some(Source::Bitwarden);
    }
    let mut uris = list::lines(text).filter(|line| line.contains("://")).peekable();
    let first = uris.peek()?;
    if uri::strip_scheme(first, "otpauth-migration:").is_some() {
        return Some(Source::Google);
    }
    let mut found = None;
    for line in uris.filter(|line| uri::strip_scheme(line, "otpauth").is_some()) {
        if super::ente::is_own(line) {
            return Some(Source::Ente);
        }
        let source = if super::winauth::is_own(line) { Source::WinAuth } else { Source::UriList };
        if found != Some(Source::WinAuth) {
            found = Some(source);
        }
    }
    found
}
