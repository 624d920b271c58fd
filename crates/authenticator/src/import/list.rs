//! A plain list of URIs, one a line, as many apps write it (`FreeOTP+`, Stratum, `WinAuth`, Ente, GNOME Authenticator).
//! `otpauth-migration:` lines, the texts of Google Authenticator's QR codes, may stand among them. So may commas between
//! URIs (Ente), and what `zbarimg` writes before the text of a QR code. The same list as JSON (`cotp`, scripts): texts, or
//! objects with the URI in `uri`.

use serde_json::Value;

use super::{
    ImportError, Reason, Sequence,
    json::{rows, text},
    row::{Imported, Reading},
    uri,
};

/// Reads lines; empty ones and those that begin with `#` say nothing. The texts of a transfer go to `transfer`.
pub(super) fn read(text: &str, transfer: &mut Sequence) -> Result<Imported, ImportError> {
    read_lines(text, transfer, |line| Reading { name: uri::name(line), row: uri::row(line) })
}

/// The same, with a reading of each line that is not a transfer's.
pub(super) fn read_lines(
    text: &str,
    transfer: &mut Sequence,
    read: impl Fn(&str) -> Reading,
) -> Result<Imported, ImportError> {
    let mut readings = Vec::new();
    for line in lines(text) {
        if uri::strip_scheme(line, TRANSFER).is_some() {
            transfer.add(line)?;
        } else if line.contains("://") {
            readings.push(read(line));
        } else {
            readings.push(Reading { name: String::new(), row: Err(Reason::NotAKeyUri) });
        }
        if readings.len() > super::MAX_ROWS {
            return Err(ImportError::TooLarge);
        }
    }
    Imported::collect(readings)
}

/// Whether a value is a list of URIs: texts, or objects with one; alone, or as `items`.
pub(super) fn is_json(value: &Value) -> bool {
    uris(value).any(|uri| uri::strip_scheme(uri, KEY).is_some() || uri::strip_scheme(uri, TRANSFER).is_some())
}

pub(super) fn read_json(value: &Value, transfer: &mut Sequence) -> Result<Imported, ImportError> {
    // A line break within a URI would make two of one.
    let lines: Vec<String> = uris(value).map(|uri| uri.replace(['\r', '\n'], " ")).collect();
    let mut readings = Vec::new();
    for line in &lines {
        match uri::strip_scheme(line, TRANSFER) {
            Some(_) => transfer.add(line).map(drop)?,
            None => readings.push(Reading { name: uri::name(line), row: uri::row(line) }),
        }
    }
    Imported::collect(readings)
}

fn uris(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.get("items").unwrap_or(value);
    rows(list).iter().map(|row| row.as_str().unwrap_or_else(|| text(row, "uri")))
}

/// The lines that say something, and the URIs of a line each by itself.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split(['\r', '\n']).map(bare).filter(|line| !line.starts_with('#'));
    lines
        .flat_map(split)
        .map(|line| line.trim().trim_end_matches(','))
        .map(without_reader)
        .filter(|line| !line.is_empty())
}

fn bare(line: &str) -> &str {
    line.trim().trim_start_matches('\u{feff}').trim_start()
}

/// A line at each comma before another URI. A comma before anything else belongs to a name.
fn split(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let next = line.match_indices(',').map(|(at, _)| at).find(|at| begins_uri(line[at + 1..].trim_start()));
        let (first, after) = match next {
            Some(at) => (&line[..at], Some(&line[at + 1..])),
            None => (line, None),
        };
        rest = after;
        Some(first)
    })
}

fn begins_uri(text: &str) -> bool {
    let text = without_reader(text);
    uri::strip_scheme(text, KEY).is_some() || uri::strip_scheme(text, TRANSFER).is_some()
}

/// Without what `zbarimg` writes before the text of a QR code, unless it is called with `--raw`; and without the byte order
/// mark of a text that was put below another one.
pub(super) fn without_reader(line: &str) -> &str {
    let line = bare(line);
    line.strip_prefix("QR-Code:").unwrap_or(line).trim_start()
}

/// What key URIs begin with.
pub(super) const KEY: &str = "otpauth://";

/// What the texts of Google Authenticator's QR codes begin with.
pub(super) const TRANSFER: &str = "otpauth-migration:";
