//! Serial number, activation code and registration code: decimal digits, the last one a check digit.

use std::str::FromStr;

use thiserror::Error;
use zeroize::Zeroizing;

/// Why typed digits are not the code that was asked for.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum CodeError {
    /// Something else than digits, hyphens and blanks.
    #[error("not digits")]
    NotDigits,
    /// Too few digits, or too many.
    #[error("{expected} digits are needed, not {found}")]
    Length {
        /// How many digits it has.
        expected: usize,
        /// How many were typed.
        found: usize,
    },
    /// The last digit does not fit the others: a digit is wrong, or two are swapped.
    #[error("the check digit does not fit")]
    CheckDigit,
}

/// Names the token: 10 digits, shown as `ddddd-ddddd`. No secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SerialNumber(String);

impl SerialNumber {
    /// All ten digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (left, right) = self.0.split_at(5);
        write!(f, "{left}-{right}")
    }
}

impl FromStr for SerialNumber {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        digits(typed, 10).map(|mut digits| Self(std::mem::take(&mut *digits)))
    }
}

/// The issuer's part of the secret: 16 digits, of which 15 count. Zeroed when dropped.
pub struct ActivationCode(Zeroizing<u64>);

impl ActivationCode {
    /// *A*: the 15 digits as a number, big-endian.
    pub(super) fn to_bytes(&self) -> Zeroizing<[u8; 7]> {
        let [_, bytes @ ..] = self.0.to_be_bytes();
        Zeroizing::new(bytes)
    }
}

impl FromStr for ActivationCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        Ok(Self(number(&digits(typed, 16)?)))
    }
}

impl std::fmt::Debug for ActivationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ActivationCode(redacted)")
    }
}

/// The holder's part of the secret: 10 digits, of which 9 count, and of these 16 bits. Zeroed when dropped.
///
/// How its upper bits are made is not public, and issuers refuse codes that are made otherwise: so it is typed.
pub struct RegistrationCode(Zeroizing<u64>);

impl RegistrationCode {
    /// The low 16 bits, big-endian: the random part.
    pub(super) fn random(&self) -> Zeroizing<[u8; 2]> {
        let [.., high, low] = self.0.to_be_bytes();
        Zeroizing::new([high, low])
    }

    /// As it is shown and typed, `ddddd-ddddd`. It is half a secret.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let number = Zeroizing::new(format!("{:09}", *self.0));
        // What is missing to a multiple of ten, when 0 stands in the check digit's place.
        let check = (10 - luhn(&Zeroizing::new(format!("{}0", *number))) % 10) % 10;
        let (left, right) = number.split_at(5);
        Zeroizing::new(format!("{left}-{right}{check}"))
    }
}

impl FromStr for RegistrationCode {
    type Err = CodeError;

    fn from_str(typed: &str) -> Result<Self, CodeError> {
        Ok(Self(number(&digits(typed, 10)?)))
    }
}

impl std::fmt::Debug for RegistrationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RegistrationCode(redacted)")
    }
}

/// The digits of a code without hyphens and blanks, its check digit verified.
fn digits(typed: &str, expected: usize) -> Result<Zeroizing<String>, CodeError> {
    let mut digits = Zeroizing::new(String::with_capacity(typed.len()));
    for character in typed.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        if !character.is_ascii_digit() {
            return Err(CodeError::NotDigits);
        }
        digits.push(character);
    }
    match digits.len() {
        found if found != expected => Err(CodeError::Length { expected, found }),
        _ if !passes_luhn(&digits) => Err(CodeError::CheckDigit),
        _ => Ok(digits),
    }
}

/// All digits but the last as a number: 15 digits fit 50 bits.
fn number(digits: &str) -> Zeroizing<u64> {
    let mut number = Zeroizing::new(0);
    for digit in digits[..digits.len() - 1].bytes() {
        *number = *number * 10 + u64::from(digit - b'0');
    }
    number
}

/// ISO/IEC 7812-1 annex B: every second digit from the right is doubled, the digits of all are summed, ten divides the sum.
fn passes_luhn(digits: &str) -> bool {
    luhn(digits).is_multiple_of(10)
}

/// That sum.
fn luhn(digits: &str) -> u32 {
    let mut sum: u32 = 0;
    for (index, digit) in digits.bytes().rev().map(|digit| u32::from(digit - b'0')).enumerate() {
        let weighed = if index % 2 == 1 { digit * 2 } else { digit };
        sum += weighed / 10 + weighed % 10;
    }
    sum
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_however_it_is_grouped() {
        for typed in ["48244-13456", " 4824413456\n", "48244 13456"] {
            assert_eq!(typed.parse::<SerialNumber>().unwrap().to_string(), "48244-13456");
        }
    }

    #[test]
    fn code_is_refused_when_short_long_or_not_digits() {
        let refusal = |typed: &str| typed.parse::<RegistrationCode>().err();
        assert_eq!(refusal("12211-4935"), Some(CodeError::Length { expected: 10, found: 9 }));
        assert_eq!(refusal("12211-493521"), Some(CodeError::Length { expected: 10, found: 11 }));
        assert_eq!(refusal("12211-4935x"), Some(CodeError::NotDigits));
        assert_eq!(refusal("１２２１１49352"), Some(CodeError::NotDigits));
    }

    #[test]
    fn code_is_refused_when_any_digit_is_another() {
        let good = "1745771269428698";
        assert!(good.parse::<ActivationCode>().is_ok());
        for (place, by) in (0..good.len()).flat_map(|place| (1..10).map(move |by| (place, by))) {
            let mut wrong = good.to_owned().into_bytes();
            wrong[place] = b'0' + (wrong[place] - b'0' + by) % 10;
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(wrong.parse::<ActivationCode>().err(), Some(CodeError::CheckDigit), "{wrong}");
        }
    }

    #[test]
    fn codes_are_the_numbers_of_the_published_sample() {
        let activation: ActivationCode = "1745-7712-6942-8698".parse().unwrap();
        assert_eq!(*activation.to_bytes(), [0x00, 0x9e, 0xc6, 0xe7, 0xa3, 0x28, 0x95]);
        let registration: RegistrationCode = "12211-49352".parse().unwrap();
        assert_eq!((*registration.0, *registration.random()), (0x0747_5377, [0x53, 0x77]));
        assert_eq!(registration.expose().as_str(), "12211-49352");
        assert_eq!(RegistrationCode(Zeroizing::new(7)).expose().as_str(), "00000-00075");
    }

    #[test]
    fn secret_codes_are_not_printed() {
        let registration: RegistrationCode = "12211-49352".parse().unwrap();
        assert_eq!(format!("{registration:?}"), "RegistrationCode(redacted)");
    }
}
