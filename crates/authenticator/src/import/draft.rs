//! A row before it is judged: one set of rules for all sources.

use otp::{Algorithm, Secret, SecretError};
use vault::{Group, Note};
use zeroize::Zeroizing;

use super::{
    json::Number,
    row::{Kind, Reading, Reason, Row},
};
use crate::text::{presentable, presentable_lines};

/// What a source says about a token. Nothing is guessed here: what is missing is missing, unless the reader of that source
/// has put in what the source means by it.
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

impl<'a> Draft<'a> {
    /// A key without anything beside it, from a source that by its own documentation makes the codes of the key URI format's
    /// defaults then: TOTP, SHA-1, six digits, 30 seconds.
    pub(super) fn of_key(issuer: &'a str, account: &'a str, secret: Result<Zeroizing<Vec<u8>>, Reason>) -> Self {
        Self {
            issuer,
            account,
            secret,
            kind: "totp",
            algorithm: "SHA1",
            digits: Number::Is(6),
            period: Number::Is(30),
            counter: Number::Missing,
            note: "",
            group: "",
        }
    }

    /// A key of Steam's, which has nothing to choose.
    pub(super) fn of_steam(account: &'a str, secret: Result<Zeroizing<Vec<u8>>, Reason>) -> Self {
        Self { kind: "steam", ..Self::of_key("Steam", account, secret) }
    }

    pub(super) fn read(self) -> Reading {
        Reading::new(self.issuer, self.account, self.judge())
    }

    pub(super) fn judge(self) -> Result<Row, Reason> {
        let kind = self.kind()?;
        // What Steam's codes are made with is fixed, whatever a file says.
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
            "totp" if self.is_steam_in_disguise() => Ok(Kind::Steam),
            "totp" => {
                let period = self.period.required(Reason::Incomplete, Reason::PeriodOutOfRange)?;
                let period = u32::try_from(period).ok().filter(|seconds| (1..=86_400).contains(seconds));
                Ok(Kind::Totp { period: period.ok_or(Reason::PeriodOutOfRange)? })
            }
            "hotp" => {
                let counter = self.counter.required(Reason::NoCounter, Reason::CounterOutOfRange)?;
                if counter > MAX_COUNTER { Err(Reason::CounterOutOfRange) } else { Ok(Kind::Hotp { counter }) }
            }
            "steam" => Ok(Kind::Steam),
            "" => Err(Reason::Incomplete),
            _ => Err(Reason::UnknownKind),
        }
    }

    /// Apps without a kind for Steam call it a TOTP of Steam's, five digits long; nothing else of Steam's has five.
    fn is_steam_in_disguise(&self) -> bool {
        self.issuer.trim().eq_ignore_ascii_case("Steam")
            && matches!((self.digits, self.period), (Number::Is(5), Number::Is(30)))
    }

    fn digits(&self) -> Result<u8, Reason> {
        let digits = self.digits.required(Reason::Incomplete, Reason::DigitsOutOfRange)?;
        u8::try_from(digits).ok().filter(|digits| (5..=10).contains(digits)).ok_or(Reason::DigitsOutOfRange)
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
        "SHA1" => Ok(Algorithm::Sha1),
        "SHA256" => Ok(Algorithm::Sha256),
        "SHA512" => Ok(Algorithm::Sha512),
        "" => Err(Reason::Incomplete),
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
