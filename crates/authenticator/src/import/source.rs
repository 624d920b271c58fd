//! Whose export it is, by its shape alone: names of files say little and get lost. A source is recognised by what only that
//! source has; a file that fits none of them, or two, is nobody's.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Encoding, ImportError, aegis, andotp, archive, authenticator_extension, authy, bitwarden, duo, enpass, ente,
    extract_otp_secrets, freeotp, freeotp_plus, json, lastpass, list, proton, proton_pass, raivo, steam, stratum,
    table, text, two_fas, two_fauth, uri, winauth,
};

/// An app whose exports are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Source {
    /// Aegis Authenticator.
    Aegis,
    /// andOTP.
    AndOtp,
    /// A ZIP archive with the export of one of the others.
    Archive,
    /// Authenticator, the browser extension.
    AuthenticatorExtension,
    /// What scripts take out of Authy.
    Authy,
    /// Bitwarden, also Vaultwarden and the Bitwarden Authenticator.
    Bitwarden,
    /// Duo Mobile: the file in which it keeps its accounts.
    Duo,
    /// Enpass.
    Enpass,
    /// Ente Auth.
    Ente,
    /// The program `extract_otp_secrets`.
    ExtractOtpSecrets,
    /// `FreeOTP` 2.
    FreeOtp,
    /// `FreeOTP+`.
    FreeOtpPlus,
    /// Google Authenticator's transfer codes.
    Google,
    /// `LastPass` Authenticator.
    LastPass,
    /// Proton Authenticator.
    Proton,
    /// Proton Pass.
    ProtonPass,
    /// Raivo OTP.
    Raivo,
    /// Steam: what Steam Desktop Authenticator and `steamguard-cli` keep.
    Steam,
    /// Stratum, once Authenticator Pro.
    Stratum,
    /// A table (CSV) with a column of codes, as password managers write it.
    Table,
    /// 2FAS Auth.
    TwoFas,
    /// `2FAuth`.
    TwoFAuth,
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
    if archive::is_zip(bytes) {
        return Some(Source::Archive);
    }
    match Shape::of(bytes).ok()?.0 {
        Shape::Json(source, _) | Shape::Text(source, _) | Shape::Binary(source) => Some(source),
    }
}

/// An export, as far as it has to be read to know whose it is.
pub(super) enum Shape<'a> {
    Json(Source, Value),
    Text(Source, Cow<'a, str>),
    Binary(Source),
}

impl<'a> Shape<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Result<(Self, Encoding), ImportError> {
        if let Some((source, _)) = BINARY.iter().find(|(_, is_own)| is_own(bytes)) {
            return Ok((Self::Binary(*source), Encoding::Certain));
        }
        let sealed = andotp::is_sealed(bytes).then_some((Self::Binary(Source::AndOtp), Encoding::Certain));
        let Some((text, encoding)) = text::decode(bytes) else { return sealed.ok_or(ImportError::UnknownFormat) };
        if text.trim_start().starts_with(['{', '[']) {
            let value = json::parse(text.trim().as_bytes())?;
            let source = only(JSON.iter().filter(|(_, is_own)| is_own(&value)).map(|(source, _)| *source));
            return Ok((Self::Json(source.ok_or(ImportError::UnknownFormat)?, value), encoding));
        }
        // Cipher and salt may by chance be text.
        match of_text(&text) {
            Some(source) => Ok((Self::Text(source, text), encoding)),
            None => sealed.ok_or(ImportError::UnknownFormat),
        }
    }
}

fn of_text(text: &str) -> Option<Source> {
    if let Some(source) = table::source(text) {
        return Some(source);
    }
    let mut uris = list::lines(text).filter(|line| line.contains("://")).peekable();
    if uri::strip_scheme(uris.peek()?, list::TRANSFER).is_some() {
        return Some(Source::Google);
    }
    let mut found = None;
    for line in uris.filter(|line| uri::strip_scheme(line, "otpauth").is_some()) {
        if ente::is_own(line) {
            return Some(Source::Ente);
        }
        let source = if winauth::is_own(line) { Source::WinAuth } else { Source::UriList };
        if found != Some(Source::WinAuth) {
            found = Some(source);
        }
    }
    found
}

/// The only one; none when there are several.
fn only(mut sources: impl Iterator<Item = Source>) -> Option<Source> {
    let first = sources.next();
    if sources.next().is_some() { None } else { first }
}

/// A source, and whether something is its own.
type Sign<T> = (Source, fn(&T) -> bool);

/// What says in its first bytes what it is.
const BINARY: [Sign<[u8]>; 2] = [(Source::Stratum, stratum::is_sealed), (Source::FreeOtp, freeotp::is_own)];

/// What only the JSON of each source has.
const JSON: [Sign<Value>; 19] = [
    (Source::Aegis, aegis::is_own),
    (Source::AndOtp, andotp::is_own),
    (Source::AuthenticatorExtension, authenticator_extension::is_own),
    (Source::Authy, authy::is_own),
    (Source::Bitwarden, bitwarden::is_own),
    (Source::Duo, duo::is_own),
    (Source::Enpass, enpass::is_own),
    (Source::Ente, ente::is_own_sealed),
    (Source::ExtractOtpSecrets, extract_otp_secrets::is_own),
    (Source::FreeOtpPlus, freeotp_plus::is_own),
    (Source::LastPass, lastpass::is_own),
    (Source::Proton, proton::is_own),
    (Source::ProtonPass, proton_pass::is_own),
    (Source::Raivo, raivo::is_own),
    (Source::Steam, steam::is_own),
    (Source::Stratum, stratum::is_own),
    (Source::TwoFas, two_fas::is_own),
    (Source::TwoFAuth, two_fauth::is_own),
    (Source::UriList, list::is_json),
];
