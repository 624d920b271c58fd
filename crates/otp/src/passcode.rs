use std::{fmt, str::FromStr};

use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

use crate::{Digits, steam};

/// The digits a person reads off one screen and types on another.
///
/// Zeroed when dropped, compared in constant time, and redacted in `Debug`: whoever shows it says so with
/// [`Passcode::expose`] or [`Passcode::grouped`].
pub struct Passcode {
    value: u32,
    writing: Writing,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Writing {
    Decimal(Digits),
    Steam,
}

impl Passcode {
    /// `value` modulo 10^digits (RFC 4226 §5.3 step 3).
    pub(crate) fn new(value: u32, digits: Digits) -> Self {
        let value = u64::from(value) % digits.modulus();
        Self {
            value: u32::try_from(value).expect("a remainder of 32 bits has 32 bits"),
            writing: Writing::Decimal(digits),
        }
    }

    /// The same bits in Steam's five letters and digits; see [`crate::steam`].
    pub(crate) fn steam(value: u32) -> Self {
        Self { value, writing: Writing::Steam }
    }

    /// How many characters it has.
    #[must_use]
    pub fn digits(&self) -> Digits {
        match self.writing {
            Writing::Decimal(digits) => digits,
            Writing::Steam => steam::LENGTH,
        }
    }

    /// The plain characters, digits with leading zeros, e.g. `094287`.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        match self.writing {
            Writing::Decimal(digits) => Zeroizing::new(format!("{:0width$}", self.value, width = usize::from(digits))),
            Writing::Steam => steam::written(self.value),
        }
    }

    /// For the eye: `123 456`, `123 4567`, `1234 5678`; Steam's in one piece.
    #[must_use]
    pub fn grouped(&self) -> Grouped<'_> {
        Grouped(self)
    }
}

impl From<&totp_rs::Token> for Passcode {
    fn from(token: &totp_rs::Token) -> Self {
        // Its digits are the only way out that the library offers.
        let printed = Zeroizing::new(token.to_string());
        printed.parse().expect("totp-rs prints the 6 to 8 digits it was asked for")
    }
}

impl FromStr for Passcode {
    type Err = PasscodeError;

    /// Reads typed or pasted digits; blanks between them do not matter.
    fn from_str(typed: &str) -> Result<Self, PasscodeError> {
        let mut value: u32 = 0;
        let mut count: u8 = 0;
        for character in typed.chars().filter(|c| !c.is_whitespace()) {
            let digit = character.to_digit(10).ok_or(PasscodeError::NotDigits)?;
            count = count.saturating_add(1);
            // Nine digits cannot overflow a u32, and the tenth is refused here.
            if count > 8 {
                return Err(PasscodeError::WrongLength);
            }
            value = value * 10 + digit;
        }
        let digits = Digits::try_from(count).map_err(|_| PasscodeError::WrongLength)?;
        Ok(Self { value, writing: Writing::Decimal(digits) })
    }
}

impl ConstantTimeEq for Passcode {
    /// Constant time over the value; length and alphabet are no secret.
    fn ct_eq(&self, other: &Self) -> Choice {
        self.value.ct_eq(&other.value) & Choice::from(u8::from(self.writing == other.writing))
    }
}

impl PartialEq for Passcode {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for Passcode {}

impl Drop for Passcode {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

impl fmt::Debug for Passcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passcode(redacted)")
    }
}

/// A passcode in two groups; see [`Passcode::grouped`].
pub struct Grouped<'a>(&'a Passcode);

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.expose();
        if self.0.writing == Writing::Steam {
            return f.write_str(&digits);
        }
        let (left, right) = digits.split_at(digits.len() / 2);
        write!(f, "{left} {right}")
    }
}

/// Why typed text is not a passcode.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PasscodeError {
    /// Something other than the digits 0 to 9 and blanks.
    #[error("a passcode consists of digits")]
    NotDigits,
    /// Fewer than 6 or more than 8 digits.
    #[error("a passcode has 6 to 8 digits")]
    WrongLength,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn passcode_keeps_leading_zeros() {
        assert_eq!(Passcode::new(1_000_042, Digits::SIX).expose().as_str(), "000042");
    }

    #[test]
    fn passcode_is_grouped_in_halves() {
        let grouped = |value, digits| Passcode::new(value, digits).grouped().to_string();
        assert_eq!(grouped(123_456, Digits::SIX), "123 456");
        assert_eq!(grouped(1_234_567, Digits::SEVEN), "123 4567");
        assert_eq!(grouped(12_345_678, Digits::EIGHT), "1234 5678");
    }

    #[test]
    fn passcode_is_read_when_blanks_surround_its_groups() {
        let typed: Passcode = " 094\u{a0}287\n".parse().unwrap();
        assert_eq!(typed, Passcode::new(94_287, Digits::SIX));
    }

    #[test]
    fn passcode_is_refused_when_not_six_to_eight_digits() {
        for (typed, refusal) in [
            ("", PasscodeError::WrongLength),
            ("12345", PasscodeError::WrongLength),
            ("123456789", PasscodeError::WrongLength),
            ("99999999999999999999", PasscodeError::WrongLength),
            ("+12345", PasscodeError::NotDigits),
            ("12345x", PasscodeError::NotDigits),
            ("１２３４５６", PasscodeError::NotDigits),
        ] {
            assert_eq!(typed.parse::<Passcode>().err(), Some(refusal), "{typed:?}");
        }
    }

    #[test]
    fn passcodes_differ_when_only_their_length_does() {
        assert_ne!(Passcode::new(123_456, Digits::SIX), Passcode::new(123_456, Digits::SEVEN));
    }

    #[test]
    fn passcode_debug_shows_no_digits() {
        assert_eq!(format!("{:?}", Passcode::new(123_456, Digits::SIX)), "Passcode(redacted)");
    }
}
