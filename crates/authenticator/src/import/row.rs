//! What an import brings.

use otp::{Algorithm, Secret};
use serde::Serialize;
use thiserror::Error;

use super::{Encoding, ImportError, MAX_ROWS};

/// The result of an import, in the export's order.
#[derive(Debug, Default)]
pub struct Imported {
    /// What can be taken over.
    pub rows: Vec<Row>,
    /// What cannot.
    pub rejected: Vec<Rejected>,
    /// How the texts were read: a guess when that of any file was one.
    pub encoding: Encoding,
}

/// One token of another app.
#[derive(Debug)]
pub struct Row {
    /// Who issued it; may be empty. Safe to show, at most 128 characters.
    pub issuer: String,
    /// The account at the issuer; may be empty. Safe to show, at most 128 characters.
    pub account: String,
    /// The shared secret.
    pub secret: Secret,
    /// How its codes are made.
    pub kind: Kind,
    /// The hash under the HMAC.
    pub algorithm: Algorithm,
    /// How many digits (for Steam: letters) its codes have: 5 to 10.
    pub digits: u8,
    /// What the user wrote about it, at most 500 characters: what a vault keeps of it.
    pub note: Option<String>,
    /// The first group, folder or tag that it was in, at most 40 characters.
    pub group: Option<String>,
    /// Whether its issuer bound it to one device: then it does not leave this one in an export.
    pub bound: bool,
}

/// How codes are made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// RFC 6238.
    Totp {
        /// Length of a time step in seconds: 1 to 86,400.
        period: u32,
    },
    /// RFC 4226.
    Hotp {
        /// The counter of the next code: at most 2^63 − 1.
        counter: u64,
    },
    /// TOTP of 30 seconds whose code is five letters of Steam's own alphabet.
    Steam,
}

/// A row that cannot be taken over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rejected {
    /// Its place in the export, counted from 1.
    pub position: usize,
    /// What it is called there, as far as that can be read; never with a secret in it.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a row cannot be taken over.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// A field that is needed is missing or is not what it should be.
    #[error("incomplete")]
    Incomplete,
    /// A token that counts, without its counter: any other counter gives wrong codes.
    #[error("no counter")]
    NoCounter,
    /// Not a key URI.
    #[error("not a key URI")]
    NotAKeyUri,
    /// A key URI that could mean two things, or is misspelt.
    #[error("not clear what it means")]
    Ambiguous,
    /// It makes its codes in a way that Segl cannot: Yandex, mOTP, Battle.net's older tokens.
    #[error("of a kind that is not supported")]
    UnknownKind,
    /// One half of a key in two steps: it is added by itself, where the other half can be shown.
    #[error("one half of a key in two steps")]
    TwoStep,
    /// No secret.
    #[error("no secret")]
    NoSecret,
    /// The secret has characters that its encoding has not.
    #[error("the secret is not spelt as it should be")]
    BadSecret,
    /// A secret of more than 128 bytes.
    #[error("the secret is too long")]
    SecretTooLong,
    /// Neither SHA-1 nor SHA-256 nor SHA-512.
    #[error("unknown algorithm")]
    UnknownAlgorithm,
    /// Not 5 to 10.
    #[error("number of digits out of range")]
    DigitsOutOfRange,
    /// Not 1 to 86,400 seconds.
    #[error("period out of range")]
    PeriodOutOfRange,
    /// Negative, or 2^63 and more.
    #[error("counter out of range")]
    CounterOutOfRange,
    /// Its owner has thrown it away: it lay in the app's trash.
    #[error("in the trash")]
    InTrash,
}

impl Reason {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Incomplete,
        Self::NoCounter,
        Self::NotAKeyUri,
        Self::Ambiguous,
        Self::UnknownKind,
        Self::TwoStep,
        Self::NoSecret,
        Self::BadSecret,
        Self::SecretTooLong,
        Self::UnknownAlgorithm,
        Self::DigitsOutOfRange,
        Self::PeriodOutOfRange,
        Self::CounterOutOfRange,
        Self::InTrash,
    ];

    /// The stable name, in lower case with underscores: part of the command's JSON and of the app's bindings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::NoCounter => "counter_missing",
            Self::NotAKeyUri => "not_a_code",
            Self::Ambiguous => "ambiguous",
            Self::UnknownKind => "unknown_kind",
            Self::TwoStep => "two_step",
            Self::NoSecret => "key_missing",
            Self::BadSecret => "key_misspelt",
            Self::SecretTooLong => "key_too_long",
            Self::UnknownAlgorithm => "unknown_algorithm",
            Self::DigitsOutOfRange => "digits_out_of_range",
            Self::PeriodOutOfRange => "period_out_of_range",
            Self::CounterOutOfRange => "counter_out_of_range",
            Self::InTrash => "in_trash",
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Imported {
    /// Sorts readings, each with a name for the case that it failed.
    pub(super) fn collect(readings: impl IntoIterator<Item = Reading>) -> Result<Self, ImportError> {
        let mut imported = Self::default();
        for (position, Reading { name, row }) in (1..).zip(readings) {
            if position > MAX_ROWS {
                return Err(ImportError::TooLarge);
            }
            match row {
                Ok(row) => imported.rows.push(row),
                Err(reason) => {
                    imported.rejected.push(Rejected { position, name: super::draft::shown(&name), reason });
                }
            }
        }
        Ok(imported)
    }

    /// Puts the rows of the next file below these; rejected ones are counted on.
    pub(super) fn append(&mut self, next: Self) -> Result<(), ImportError> {
        let before = self.len();
        if before + next.len() > MAX_ROWS {
            return Err(ImportError::TooLarge);
        }
        self.rows.extend(next.rows);
        let counted_on =
            next.rejected.into_iter().map(|rejected| Rejected { position: before + rejected.position, ..rejected });
        self.rejected.extend(counted_on);
        if next.encoding != Encoding::Certain {
            self.encoding = next.encoding;
        }
        Ok(())
    }

    /// How many rows there are, good and bad.
    fn len(&self) -> usize {
        self.rows.len() + self.rejected.len()
    }

    /// Whether there is nothing at all.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A row, or why not; and what to call it then.
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) row: Result<Row, Reason>,
}

impl Reading {
    pub(super) fn new(issuer: &str, account: &str, row: Result<Row, Reason>) -> Self {
        let name = match (issuer.is_empty(), account.is_empty()) {
            (false, false) => format!("{issuer} ({account})"),
            (true, _) => account.to_owned(),
            (_, true) => issuer.to_owned(),
        };
        Self { name, row }
    }
}
