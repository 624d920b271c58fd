//! A plain list of URIs, one a line, as many apps write it (`FreeOTP+`, Stratum, `WinAuth`, Ente, GNOME Authenticator).
//! `otpauth-migration:` lines, the texts of Google Authenticator's QR codes, may stand among them.

use super::{
    ImportError, Reason, Sequence,
    row::{Imported, Reading},
    uri,
};

/// Reads lines; empty ones and those that begin with `#` say nothing.
pub(super) fn read(text: &str) -> Result<Imported, ImportError> {
    read_lines(text, |line| Reading { name: uri::name(line), row: uri::row(line) })
}

/// The same, with a reading of each line that is not a migration's.
pub(super) fn read_lines(text: &str, read: impl Fn(&str) -> Reading) -> Result<Imported, ImportError> {
    let mut sequence = None;
    let mut readings = Vec::new();
    for line in lines(text) {
        if uri::strip_scheme(line, "otpauth-migration:").is_some() {
            sequence.get_or_insert_with(Sequence::default).add(line)?;
        } else if line.contains("://") {
            readings.push(read(line));
        } else {
            readings.push(Reading { name: String::new(), row: Err(Reason::NotAKeyUri) });
        }
        if readings.len() > super::MAX_ROWS {
            return Err(ImportError::TooLarge);
        }
    }
    if let Some(sequence) = sequence {
        readings.extend(sequence.readings()?);
    }
    Imported::collect(readings)
}

/// The lines that say something.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
