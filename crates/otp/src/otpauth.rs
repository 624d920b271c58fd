//! Key URIs, `otpauth://TYPE/LABEL?PARAMETERS`: what the QR codes of other issuers say.
//!
//! The format was written down once, by Google
//! (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>), and is spelt in many ways. What is safe is
//! accepted, what was assumed on the way is reported ([`Assumed`]), and what could mean two things is refused, each under
//! its own name ([`KeyUriError`]): a key that was read wrongly shows codes that never work.

mod label;
mod parameters;
mod two_step;

use thiserror::Error;

use self::parameters::Parameters;
pub use self::{parameters::Parameter, two_step::TwoStepUri};
use crate::{
    Algorithm, Digits, Scheme, Secret, SecretError,
    base32::{self, Base32Error},
    hotp, steam, totp,
};

/// What a key URI says.
#[derive(Debug)]
pub struct KeyUri {
    /// Who issued the key; empty when the URI does not say.
    pub issuer: String,
    /// Whose key it is; empty when the URI does not say.
    pub account: String,
    /// The key, *K*.
    pub secret: Secret,
    /// How its passcodes come about.
    pub scheme: Scheme,
    /// Whether its issuer manages the token, so that it is not to be given on: privacyIDEA says so with
    /// `creator=privacyidea` and a `serial`.
    pub managed: bool,
    /// What had to be assumed, each once, in no order of weight.
    pub assumed: Vec<Assumed>,
}

/// Something that the URI left open or said in an unusual way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Assumed {
    /// No issuer is named.
    NoIssuer,
    /// No account is named.
    NoAccount,
    /// Label and parameter name different issuers; the parameter's is the issuer, the label's stays with the account.
    IssuersDiffer,
    /// The first of several colons ends the issuer.
    FirstColon,
    /// A `+` in the issuer's name stands for a blank, as in a web form.
    PlusIsBlank,
    /// `&amp;` stands for `&`: the URI was copied out of a web page.
    HtmlEscaped,
    /// The parameter is there and empty: its default counts.
    Empty(Parameter),
    /// The algorithm is spelt in another way, such as `HMAC-SHA-256`.
    AlgorithmSpelling,
    /// The parameter means nothing for keys of this type.
    Meaningless(Parameter),
    /// The counter is missing and begins at 0.
    CounterZero,
    /// The key is Steam's, although its type says `totp`.
    Steam,
    /// The key has fewer than 128 bits, the least of RFC 4226 R6: this many bytes.
    ShortSecret(u8),
    /// The key's last character carries bits that belong to no byte; they are left out.
    LooseBits,
    /// There are parameters that nobody here knows, such as a picture; they are left out.
    UnknownParameters,
}

/// Why a text is not a key URI, or none that can be understood in one way only.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum KeyUriError {
    /// It does not begin with `otpauth://`.
    #[error("not a key URI")]
    Foreign,
    /// It is an export of many keys, `otpauth-migration://`.
    #[error("an export of many keys")]
    Migration,
    /// More than 2,048 characters.
    #[error("too long for a key URI")]
    TooLong,
    /// Its type is none of `totp`, `hotp` and `steam`.
    #[error("unknown type")]
    TypeUnknown,
    /// A `#` stands in it unescaped: what follows may or may not belong to it.
    #[error("an unescaped # in the URI")]
    Fragment,
    /// A `%` is not followed by two hexadecimal digits.
    #[error("a percent escape is not complete")]
    Escape,
    /// What its percent escapes say is not UTF-8.
    #[error("the percent escapes are not UTF-8")]
    NotUtf8,
    /// A parameter comes twice.
    #[error("the parameter {0} comes twice")]
    Repeated(Parameter),
    /// No secret.
    #[error("there is no secret")]
    SecretMissing,
    /// The secret has a character that Base32 does not have.
    #[error("the secret has a character that is not Base32")]
    SecretCharacter(char),
    /// Padding within the secret.
    #[error("padding within the secret")]
    SecretPadding,
    /// A number of characters that Base32 never has: some are missing.
    #[error("characters of the secret are missing")]
    SecretLength,
    /// More than 128 bytes.
    #[error("the secret is too long")]
    SecretTooLong,
    /// The second half of the secret is made on the device: another ceremony, [`TwoStepUri`].
    #[error("a key in two steps")]
    TwoStep,
    /// Read as a key in two steps, and it is a whole one.
    #[error("not a key in two steps")]
    OneStep,
    /// A key in two steps, and one of the three parameters is missing: they have no agreed defaults.
    #[error("a parameter of the two steps is missing")]
    TwoStepIncomplete,
    /// A key in two steps of a length, a number of rounds, a type or a parameter that no server is known to ask for.
    #[error("two steps of another kind")]
    TwoStepUnsupported,
    /// An algorithm that RFC 6238 does not name.
    #[error("unknown algorithm")]
    AlgorithmUnknown,
    /// A parameter that must be a number is none.
    #[error("the parameter {0} is not a number")]
    NotANumber(Parameter),
    /// Fewer than 5 or more than 10 digits.
    #[error("digits out of range")]
    DigitsOutOfRange,
    /// A period outside 1 second to a day.
    #[error("period out of range")]
    PeriodOutOfRange,
    /// A counter with more than 63 bits.
    #[error("counter out of range")]
    CounterOutOfRange,
    /// An encoder other than Steam's.
    #[error("unknown encoder")]
    EncoderUnknown,
    /// Says Steam, and parameters that Steam does not have.
    #[error("contradicts what Steam does")]
    SteamContradicted,
}

impl KeyUri {
    /// Reads a key URI; blanks around it do not matter.
    pub fn parse(text: &str) -> Result<Self, KeyUriError> {
        let mut assumed = Vec::new();
        // 1. Scheme, type, label, parameters.
        let (kind, label, query) = split(text.trim())?;
        let parameters = Parameters::parse(query, &mut assumed)?;
        if parameters.is_two_step() {
            return Err(KeyUriError::TwoStep);
        }
        Self::read((kind, label), &parameters, assumed)
    }

    fn read(
        (kind, label): (Kind, &str),
        parameters: &Parameters,
        mut assumed: Vec<Assumed>,
    ) -> Result<Self, KeyUriError> {
        // 2. Who and whose.
        let (issuer, account) = label::names(label, parameters.issuer(&mut assumed), &mut assumed)?;
        // 3. How: before the key, since a key of another ceremony is no key.
        let scheme = scheme(kind, if issuer.is_empty() { &account } else { &issuer }, parameters, &mut assumed)?;
        // 4. The key.
        let secret = secret(parameters, &mut assumed)?;
        Ok(Self { issuer, account, secret, scheme, managed: parameters.is_managed(), assumed })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Totp,
    Hotp,
    Steam,
}

/// Type, label and parameters, still escaped.
fn split(text: &str) -> Result<(Kind, &str, &str), KeyUriError> {
    if starts_with(text, "otpauth-migration:") {
        return Err(KeyUriError::Migration);
    }
    if !starts_with(text, SCHEME) {
        return Err(KeyUriError::Foreign);
    }
    if text.len() > MAX_LEN {
        return Err(KeyUriError::TooLong);
    }
    if text.contains('#') {
        return Err(KeyUriError::Fragment);
    }
    let rest = &text[SCHEME.len()..];
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, label) = path.split_once('/').unwrap_or((path, ""));
    let kind = match kind.to_ascii_lowercase().as_str() {
        "totp" => Kind::Totp,
        "hotp" => Kind::Hotp,
        "steam" => Kind::Steam,
        _ => return Err(KeyUriError::TypeUnknown),
    };
    Ok((kind, label.trim_matches('/'), query))
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// `named` is the issuer, or the account where no issuer is named.
fn scheme(kind: Kind, named: &str, parameters: &Parameters, assumed: &mut Vec<Assumed>) -> Result<Scheme, KeyUriError> {
    let algorithm = parameters.algorithm(assumed)?;
    let digits = parameters.number(Parameter::Digits, assumed)?;
    let period = parameters.number(Parameter::Period, assumed)?;
    let counter = parameters.number(Parameter::Counter, assumed)?;
    let encoder = parameters.is_steam_encoded()?;
    if counter.is_some() && kind != Kind::Hotp {
        assumed.push(Assumed::Meaningless(Parameter::Counter));
    }
    // Only Steam's codes have five.
    let short = kind == Kind::Totp && digits == Some(5) && is_steam(named);
    if kind == Kind::Steam || encoder || short {
        if kind == Kind::Hotp {
            return Err(KeyUriError::SteamContradicted);
        }
        if kind == Kind::Totp {
            assumed.push(Assumed::Steam);
        }
        return steam(algorithm, digits, period);
    }
    let algorithm = algorithm.unwrap_or_default();
    let digits = match digits {
        None => Digits::SIX,
        Some(digits) => {
            let digits = u8::try_from(digits).map_err(|_| KeyUriError::DigitsOutOfRange)?;
            Digits::of_any_issuer(digits).map_err(|_| KeyUriError::DigitsOutOfRange)?
        }
    };
    if kind == Kind::Hotp {
        if period.is_some() {
            assumed.push(Assumed::Meaningless(Parameter::Period));
        }
        let counter = counter.unwrap_or_else(|| {
            assumed.push(Assumed::CounterZero);
            0
        });
        // One half of the range is never used up, so that "the next one" always exists.
        let counter = if counter > MAX_COUNTER { Err(KeyUriError::CounterOutOfRange) } else { Ok(counter) }?;
        return Ok(Scheme::Hotp(hotp::Parameters { algorithm, digits, counter }));
    }
    let period = match period {
        None => totp::Period::default(),
        Some(period) => {
            let period = u32::try_from(period).map_err(|_| KeyUriError::PeriodOutOfRange)?;
            totp::Period::of_any_issuer(period).map_err(|_| KeyUriError::PeriodOutOfRange)?
        }
    };
    Ok(Scheme::Totp(totp::Parameters { algorithm, digits, period }))
}

/// `Steam`, or a name whose first word that is.
fn is_steam(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|word| word.eq_ignore_ascii_case("steam"))
}

/// Steam has no parameters; a URI may say what they are, but nothing else.
fn steam(algorithm: Option<Algorithm>, digits: Option<u64>, period: Option<u64>) -> Result<Scheme, KeyUriError> {
    let fits = algorithm.is_none_or(|algorithm| algorithm == Algorithm::Sha1)
        && digits.is_none_or(|digits| digits == 5)
        && period.is_none_or(|period| period == u64::from(u32::from(steam::PERIOD)));
    if fits { Ok(Scheme::Steam) } else { Err(KeyUriError::SteamContradicted) }
}

impl From<Base32Error> for KeyUriError {
    fn from(error: Base32Error) -> Self {
        match error {
            Base32Error::Character(character) => Self::SecretCharacter(character),
            Base32Error::Padding => Self::SecretPadding,
            Base32Error::Length => Self::SecretLength,
        }
    }
}

fn secret(parameters: &Parameters, assumed: &mut Vec<Assumed>) -> Result<Secret, KeyUriError> {
    decode_secret(parameters.secret().ok_or(KeyUriError::SecretMissing)?, assumed)
}

/// Reads a key as people and issuers write it: Base32 (RFC 4648 §6) in any case, in groups with blanks or hyphens between, with
/// or without padding; 1 to 128 bytes.
pub fn decode_secret(text: &str, assumed: &mut Vec<Assumed>) -> Result<Secret, KeyUriError> {
    let (mut bytes, has_loose_bits) = base32::decode(text)?;
    if has_loose_bits {
        assumed.push(Assumed::LooseBits);
    }
    let secret = Secret::new(std::mem::take(&mut *bytes)).map_err(|error| match error {
        SecretError::Empty => KeyUriError::SecretMissing,
        SecretError::TooLong(_) => KeyUriError::SecretTooLong,
    })?;
    match u8::try_from(secret.expose().len()) {
        Ok(length) if length < RECOMMENDED => assumed.push(Assumed::ShortSecret(length)),
        _ => {}
    }
    Ok(secret)
}

const SCHEME: &str = "otpauth://";

/// More than any URI with a key of 128 bytes needs.
const MAX_LEN: usize = 2048;

/// The largest counter that is taken in.
pub const MAX_COUNTER: u64 = u64::MAX / 2;

/// RFC 4226 R6: 128 bits.
const RECOMMENDED: u8 = 16;
