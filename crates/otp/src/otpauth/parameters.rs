//! The parameters, `name=value` with `&` between.

use std::fmt;

use zeroize::Zeroizing;

use super::{Assumed, KeyUriError};
use crate::Algorithm;

/// A parameter that means something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Parameter {
    /// The key.
    Secret,
    /// Who issued it.
    Issuer,
    /// The hash.
    Algorithm,
    /// Length of a passcode.
    Digits,
    /// Length of a time step.
    Period,
    /// The next counter.
    Counter,
    /// The alphabet of the passcodes.
    Encoder,
    /// Two steps: bytes of the device's half, `2step_salt`.
    TwoStepSalt,
    /// Two steps: bytes of the key, `2step_output`.
    TwoStepOutput,
    /// Two steps: rounds of the derivation, `2step_difficulty`.
    TwoStepDifficulty,
}

impl Parameter {
    fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "secret" => Self::Secret,
            "issuer" => Self::Issuer,
            "algorithm" => Self::Algorithm,
            "digits" => Self::Digits,
            "period" => Self::Period,
            "counter" => Self::Counter,
            "encoder" => Self::Encoder,
            "2step_salt" => Self::TwoStepSalt,
            "2step_output" => Self::TwoStepOutput,
            "2step_difficulty" => Self::TwoStepDifficulty,
            _ => return None,
        })
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret => "secret",
            Self::Issuer => "issuer",
            Self::Algorithm => "algorithm",
            Self::Digits => "digits",
            Self::Period => "period",
            Self::Counter => "counter",
            Self::Encoder => "encoder",
            Self::TwoStepSalt => "2step_salt",
            Self::TwoStepOutput => "2step_output",
            Self::TwoStepDifficulty => "2step_difficulty",
        })
    }
}

/// The parameters that mean something, each at most once.
pub(super) struct Parameters {
    known: Vec<(Parameter, Zeroizing<String>)>,
    /// privacyIDEA's two-step enrolment: what is called secret is only one half of it.
    is_two_step: bool,
    /// Something about the two steps that nobody here knows.
    is_strange: bool,
    /// privacyIDEA made it, and knows it by a serial number.
    is_managed: bool,
}

impl Parameters {
    pub(super) fn parse(query: &str, assumed: &mut Vec<Assumed>) -> Result<Self, KeyUriError> {
        let (mut known, mut escaped, mut unknown) = (Vec::new(), false, false);
        let (mut is_two_step, mut is_strange) = (false, false);
        let (mut created_there, mut numbered) = (false, false);
        for piece in query.split('&').filter(|piece| !piece.is_empty()) {
            let piece = piece.strip_prefix("amp;").inspect(|_| escaped = true).unwrap_or(piece);
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let name = unescape(name)?;
            let name = name.trim();
            let is_step = name.to_ascii_lowercase().starts_with("2step");
            is_two_step |= is_step;
            let Some(parameter) = Parameter::of(name) else {
                is_strange |= is_step;
                unknown = true;
                created_there |= name.eq_ignore_ascii_case("creator") && value.eq_ignore_ascii_case("privacyidea");
                numbered |= name.eq_ignore_ascii_case("serial") && !value.is_empty();
                continue;
            };
            if known.iter().any(|(other, _)| *other == parameter) {
                return Err(KeyUriError::Repeated(parameter));
            }
            known.push((parameter, unescape(value)?));
        }
        assumed.extend(escaped.then_some(Assumed::HtmlEscaped));
        assumed.extend(unknown.then_some(Assumed::UnknownParameters));
        Ok(Self { known, is_two_step, is_strange, is_managed: created_there && numbered })
    }

    pub(super) fn is_managed(&self) -> bool {
        self.is_managed
    }

    pub(super) fn is_two_step(&self) -> bool {
        self.is_two_step
    }

    /// Whether the two steps have a parameter that may change how they go.
    pub(super) fn has_strange_step(&self) -> bool {
        self.is_strange
    }

    pub(super) fn secret(&self) -> Option<&str> {
        self.find(Parameter::Secret)
    }

    /// The issuer, unless it is missing or empty.
    pub(super) fn issuer(&self, assumed: &mut Vec<Assumed>) -> Option<String> {
        let issuer = self.present(Parameter::Issuer, assumed)?;
        if issuer.contains('+') {
            assumed.push(Assumed::PlusIsBlank);
        }
        Some(issuer.replace('+', " ").trim().to_owned())
    }

    pub(super) fn algorithm(&self, assumed: &mut Vec<Assumed>) -> Result<Option<Algorithm>, KeyUriError> {
        let Some(name) = self.present(Parameter::Algorithm, assumed) else { return Ok(None) };
        if let Ok(algorithm) = name.parse() {
            return Ok(Some(algorithm));
        }
        let algorithm = Algorithm::spelt(name).map_err(|_| KeyUriError::AlgorithmUnknown)?;
        assumed.push(Assumed::AlgorithmSpelling);
        Ok(Some(algorithm))
    }

    /// A number, unless it is missing or empty.
    pub(super) fn number(&self, name: Parameter, assumed: &mut Vec<Assumed>) -> Result<Option<u64>, KeyUriError> {
        let Some(digits) = self.present(name, assumed) else { return Ok(None) };
        let out_of_range = match name {
            Parameter::Digits => KeyUriError::DigitsOutOfRange,
            Parameter::Period => KeyUriError::PeriodOutOfRange,
            Parameter::TwoStepSalt | Parameter::TwoStepOutput | Parameter::TwoStepDifficulty => {
                KeyUriError::TwoStepUnsupported
            }
            _ => KeyUriError::CounterOutOfRange,
        };
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(KeyUriError::NotANumber(name));
        }
        digits.parse().map(Some).map_err(|_| out_of_range)
    }

    pub(super) fn is_steam_encoded(&self) -> Result<bool, KeyUriError> {
        match self.find(Parameter::Encoder).map(str::trim) {
            None | Some("") => Ok(false),
            Some(name) if name.eq_ignore_ascii_case("steam") => Ok(true),
            Some(_) => Err(KeyUriError::EncoderUnknown),
        }
    }

    fn present(&self, name: Parameter, assumed: &mut Vec<Assumed>) -> Option<&str> {
        let value = self.find(name)?.trim();
        if value.is_empty() {
            assumed.push(Assumed::Empty(name));
        }
        (!value.is_empty()).then_some(value)
    }

    fn find(&self, name: Parameter) -> Option<&str> {
        self.known.iter().find(|(parameter, _)| *parameter == name).map(|(_, value)| value.as_str())
    }
}

/// Percent escapes (RFC 3986 §2.1), as UTF-8.
pub(super) fn unescape(text: &str) -> Result<Zeroizing<String>, KeyUriError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, after) = after.split_first_chunk::<2>().ok_or(KeyUriError::Escape)?;
        let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
        let value = high.zip(low).map(|(high, low)| high << 4 | low).ok_or(KeyUriError::Escape)?;
        bytes.push(u8::try_from(value).expect("two hexadecimal digits"));
        rest = after;
    }
    String::from_utf8(std::mem::take(&mut *bytes)).map(Zeroizing::new).map_err(|_| KeyUriError::NotUtf8)
}
