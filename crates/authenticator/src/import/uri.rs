//! Key URIs as exports contain them, read by [`otp::otpauth`]; and Bitwarden's `steam://SECRET`.

use std::borrow::Cow;

use otp::{
    Algorithm, Digits, Scheme,
    otpauth::{Assumed, KeyUri, KeyUriError, Parameter},
};

use zeroize::Zeroizing;

use super::{
    base32,
    draft::{Draft, shown},
    row::{Kind, Reason, Row},
};

/// A row from a key URI.
pub(super) fn row(text: &str) -> Result<Row, Reason> {
    KeyUri::parse(text).map_err(reason).and_then(of)
}

/// The same from the export of an app that makes codes with it: as that app does, bits that fill no byte are passed over.
pub(super) fn row_of_app(text: &str) -> Result<Row, Reason> {
    let uri = match KeyUri::parse(text) {
        Err(KeyUriError::SecretLength) => KeyUri::parse(&with_whole_bytes(text).ok_or(Reason::BadSecret)?),
        other => other,
    };
    uri.map_err(reason).and_then(of)
}

/// An export names the counter of each code.
fn of(uri: KeyUri) -> Result<Row, Reason> {
    if matches!(uri.scheme, Scheme::Hotp(_)) && uri.assumed.contains(&Assumed::CounterZero) {
        return Err(Reason::NoCounter);
    }
    Ok(row_of(uri))
}

/// What a key URI says, as a row.
pub(crate) fn row_of(uri: KeyUri) -> Row {
    let KeyUri { issuer, account, secret, scheme, managed, .. } = uri;
    let (kind, algorithm, digits) = match scheme {
        Scheme::Totp(totp) => (Kind::Totp { period: totp.period.into() }, totp.algorithm, totp.digits),
        Scheme::Hotp(hotp) => (Kind::Hotp { counter: hotp.counter }, hotp.algorithm, hotp.digits),
        Scheme::Steam => (Kind::Steam, Algorithm::Sha1, Digits::FIVE),
    };
    let (issuer, account) = (shown(&issuer), shown(&account));
    Row { issuer, account, secret, kind, algorithm, digits: digits.into(), note: None, group: None, bound: managed }
}

/// The URI whose secret has lost its last character: of the lengths that Base32 never has, it fills no byte.
fn with_whole_bytes(text: &str) -> Option<Zeroizing<String>> {
    let (path, query) = text.split_once('?')?;
    let is_secret = |piece: &&str| piece.get(..7).is_some_and(|name| name.eq_ignore_ascii_case("secret="));
    let secret = query.split('&').find(is_secret)?;
    let shorter =
        secret.trim_end_matches(['=', ' ', '-', '+']).strip_suffix(|last: char| last.is_ascii_alphanumeric())?;
    Some(Zeroizing::new(format!("{path}?{}", query.replacen(secret, shorter, 1))))
}

fn reason(error: KeyUriError) -> Reason {
    match error {
        KeyUriError::Foreign | KeyUriError::Migration => Reason::NotAKeyUri,
        KeyUriError::TypeUnknown | KeyUriError::EncoderUnknown => Reason::UnknownKind,
        KeyUriError::TwoStep => Reason::TwoStep,
        KeyUriError::SecretMissing => Reason::NoSecret,
        KeyUriError::SecretCharacter(_) | KeyUriError::SecretPadding | KeyUriError::SecretLength => Reason::BadSecret,
        KeyUriError::SecretTooLong => Reason::SecretTooLong,
        KeyUriError::AlgorithmUnknown => Reason::UnknownAlgorithm,
        KeyUriError::DigitsOutOfRange | KeyUriError::NotANumber(Parameter::Digits) => Reason::DigitsOutOfRange,
        KeyUriError::PeriodOutOfRange | KeyUriError::NotANumber(Parameter::Period) => Reason::PeriodOutOfRange,
        KeyUriError::CounterOutOfRange | KeyUriError::NotANumber(Parameter::Counter) => Reason::CounterOutOfRange,
        _ => Reason::Ambiguous,
    }
}

/// A row from Bitwarden's spelling of a Steam key, `steam://SECRET`.
pub(super) fn steam_row(text: &str, issuer: &str, account: &str) -> Option<Result<Row, Reason>> {
    let secret = strip_scheme(text, "steam://")?;
    let draft = Draft { issuer, ..Draft::of_steam(account, base32(secret)) };
    Some(draft.judge())
}

/// What to call a URI that was not understood: its label, which has no secret.
pub(super) fn name(text: &str) -> String {
    let path = text.split(['?', '&', '#']).next().unwrap_or_default();
    let label = path.split_once("://").and_then(|(_, path)| path.split_once('/')).map_or("", |(_, label)| label);
    unescape(label).unwrap_or_default().into_owned()
}

/// The URI without these parameters.
pub(super) fn without(text: &str, names: &[&str]) -> String {
    let Some((path, query)) = text.split_once('?') else { return text.to_owned() };
    let is_kept = |piece: &&str| !names.contains(&piece.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    format!("{path}?{}", kept.join("&"))
}

/// What a parameter says, unescaped; none when it is not there or is not UTF-8.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let query = query.split_once('?').map_or(query, |(_, query)| query);
    let mut values = query.split('&').filter_map(|piece| piece.split_once('='));
    let (_, value) = values.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    // Forms write blanks as `+`.
    unescape(&value.replace('+', " ")).map(Cow::into_owned)
}

pub(super) fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// RFC 3986 §2.1; a `%` that begins no escape stands for itself.
pub(super) fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| first == b'%').and_then(hexadecimal);
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}
