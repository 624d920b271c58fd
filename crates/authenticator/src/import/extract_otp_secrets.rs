//! The program `extract_otp_secrets`, which reads Google Authenticator's QR codes: its JSON and its CSV.
//!
//! Facts: `src/extract_otp_secrets.py` and `example_output.json` of <https://github.com/scito/extract_otp_secrets>: name,
//! secret, issuer, type, counter, url. The key URI in `url` says all that the others say, and more; it is what is read.

use serde_json::Value;

use super::{
    ImportError,
    json::{has_text, rows, text},
    row::{Imported, Reading, Reason},
    uri,
};

/// Whether a list of rows is this program's: nobody else has a key URI in `url` beside its `secret`.
pub(super) fn is_own(list: &Value) -> bool {
    let has_uri = |row: &Value| uri::strip_scheme(text(row, "url"), "otpauth:").is_some();
    rows(list).iter().any(|row| has_text(row, "secret") && row.get("name").is_some() && has_uri(row))
}

pub(super) fn read(list: &Value) -> Result<Imported, ImportError> {
    Imported::collect(rows(list).iter().map(|row| read_row(text(row, "name"), text(row, "url"))))
}

/// The rows of the table, after the one that names its [columns](COLUMNS).
pub(super) fn read_table(records: impl Iterator<Item = Vec<String>>) -> Result<Imported, ImportError> {
    let is_said = |record: &Vec<String>| record.iter().any(|field| !field.trim().is_empty());
    let readings = records.skip(1).filter(is_said).map(|record| {
        let field = |place: usize| record.get(place).map_or("", String::as_str);
        read_row(field(0), field(5))
    });
    Imported::collect(readings)
}

fn read_row(name: &str, url: &str) -> Reading {
    let row = if url.is_empty() { Err(Reason::Incomplete) } else { uri::row_of_app(url) };
    Reading { name: name.to_owned(), row }
}

/// What the first line of the table says.
pub(super) const COLUMNS: [&str; 6] = ["name", "secret", "issuer", "type", "counter", "url"];
