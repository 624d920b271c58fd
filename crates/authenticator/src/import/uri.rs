//! Key URIs (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>) as exports contain them, written by
//! programs. Also Bitwarden's `steam://SECRET`.

use std::borrow::Cow;

use super::{
    base32,
    draft::Draft,
    json::Number,
    row::{Reason, Row},
};

/// A row from a key URI.
pub(super) fn row(text: &str) -> Result<Row, Reason> {
    let rest = strip_scheme(text, "otpauth://").ok_or(Reason::NotAKeyUri)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, label) = path.split_once('/').unwrap_or((path, ""));
    let label = unescape(label).ok_or(Reason::NotAKeyUri)?;
    let value = |name| parameter(query, name).unwrap_or_default();
    let (prefix, account) = label.split_once(':').unwrap_or(("", &label));
    let issuer = match value("issuer") {
        empty if empty.is_empty() => prefix.to_owned(),
        issuer => issuer,
    };
    let (digits, secret) = (number(query, "digits"), value("secret"));
    // Steam's own URIs and those of WinAuth say `totp` and give themselves away by five digits.
    let is_steam = kind.eq_ignore_ascii_case("totp")
        && issuer.trim().eq_ignore_ascii_case("steam")
        && matches!(digits, Number::Is(5) | Number::Missing);
    let draft = Draft {
        issuer: issuer.trim(),
        account: account.trim(),
        secret: base32::decode(secret.trim()),
        kind: if is_steam { "steam" } else { kind },
        algorithm: &value("algorithm"),
        digits,
        period: number(query, "period"),
        counter: number(query, "counter"),
        note: "",
        group: "",
    };
    draft.judge()
}

/// A row from Bitwarden's spelling of a Steam key, `steam://SECRET`.
pub(super) fn steam_row(text: &str, issuer: &str, account: &str) -> Option<Result<Row, Reason>> {
    let secret = strip_scheme(text, "steam://")?;
    let draft = Draft {
        issuer,
        account,
        secret: base32::decode(secret),
        kind: "steam",
        algorithm: "",
        digits: Number::Missing,
        period: Number::Missing,
        counter: Number::Missing,
        note: "",
        group: "",
    };
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
    // Forms write blanks as `+`; no secret, number or name of an algorithm has one.
    unescape(&value.replace('+', " ")).map(Cow::into_owned)
}

fn number(query: &str, name: &str) -> Number {
    match parameter(query, name) {
        None => Number::Missing,
        Some(text) => text.trim().parse().map_or(Number::Wrong, Number::Is),
    }
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
