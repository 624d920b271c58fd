//! A row before it is judged: one set of rules for all sources.

use otp::{Algorithm, Secret, SecretError};
use vault::{Group, Note};
use zeroize::Zeroizing;

use super::{
    json::Number,
    row::{Kind, Reading, Reason, Row},
};
use crate::text::{presentable, presentable_lines};

/// What a source says about a token. Empty and missing mean the defaults of the key URI format: TOTP, SHA-1, six digits, 30
/// seconds.
pub(super) struct Draft<'a> {
    pub(super) issuer: &'a str,
    pub(super) account: &'a str,
    pub(super) secret: Result<Zeroizing<Vec<u8>>, Reason>,
    /// `totp`, `hotp` or `steam`, in any case.
    pub(super) kind: &'a str,
    /// `SHA1`, `SHA256` or `SHA512`, in any case, with or without a hyphen.
    pub(super) algorithm: &'a str,
    pub(super) digits: Number,
    pub(super) period: Number,
    pub(super) counter: Number,
    pub(super) note: &'a str,
    pub(super) group: &'a str,
}

impl Draft<'_> {
    pub(super) fn read(self) -> Reading {
        Reading::new(self.issuer, self.account, self.judge())
    }

    pub(super) fn judge(self) -> Result<Row, Reason> {
        let kind = self.kind()?;
        let (algorithm, digits) = match kind {
            Kind::Steam => (Algorithm::Sha1, STEAM_DIGITS),
            Kind::Totp { .. } | Kind::Hotp { .. } => (algorithm(self.algorithm)?, self.digits()?),
        };
        Ok(Row {
            issuer: shown(self.issuer),
            account: shown(self.account),
            secret: secret(self.secret?)?,
            kind,
            algorithm,
            digits,
            note: note(self.note),
            group: group(self.group),
            bound: false,
        })
    }

    fn kind(&self) -> Result<Kind, Reason> {
        match self.kind.to_ascii_lowercase().as_str() {
            "totp" | "" => {
                let period = self.period.or(30).and_then(|seconds| u32::try_from(seconds).ok());
                let period = period.filter(|seconds| (1..=86_400).contains(seconds));
                Ok(Kind::Totp { period: period.ok_or(Reason::PeriodOutOfRange)? })
            }
            "hotp" => {
                let counter = self.counter.or(0).filter(|counter| *counter <= MAX_COUNTER);
                Ok(Kind::Hotp { counter: counter.ok_or(Reason::CounterOutOfRange)? })
            }
            "steam" => Ok(Kind::Steam),
            _ => Err(Reason::UnknownKind),
        }
    }

    fn digits(&self) -> Result<u8, Reason> {
        let digits = self.digits.or(6).and_then(|digits| u8::try_from(digits).ok());
        digits.filter(|digits| (5..=10).contains(digits)).ok_or(Reason::DigitsOutOfRange)
    }
}

fn secret(mut bytes: Zeroizing<Vec<u8>>) -> Result<Secret, Reason> {
    Secret::new(std::mem::take(&mut *bytes)).map_err(|error| match error {
        SecretError::Empty => Reason::NoSecret,
        SecretError::TooLong(_) => Reason::SecretTooLong,
        _ => Reason::BadSecret,
    })
}

fn algorithm(name: &str) -> Result<Algorithm, Reason> {
    match name.to_ascii_uppercase().replace(['-', '_'], "").trim_start_matches("HMAC") {
        "" | "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        _ => Err(Reason::UnknownAlgorithm),
    }
}

/// A name, safe to show.
pub(super) fn shown(name: &str) -> String {
    presentable(name, MAX_NAME)
}

/// A note, line by line, as far as it is kept here; none when there is nothing to see.
pub(super) fn note(text: &str) -> Option<String> {
    Some(presentable_lines(text, Note::MAX)).filter(|text| !text.is_empty())
}

/// The name of a group, as far as it is kept here; none when there is nothing to see.
pub(super) fn group(name: &str) -> Option<String> {
    Some(presentable(name, Group::MAX)).filter(|name| !name.is_empty())
}

const MAX_NAME: usize = 128;

const STEAM_DIGITS: u8 = 5;

/// One half of the range stays free, so that there is always a next counter.
const MAX_COUNTER: u64 = u64::MAX / 2;
