//! The eight digits of an e-mailed code.

use std::{fmt, str::FromStr};

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::Bytes;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, Sealed, UnsealError};
use crate::login::attempt::AttemptId;
use crate::login::push::random_digits;

/// Eight digits. Zeroed when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code([u8; 8]);

/// Not eight digits, whatever the blanks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a code has eight digits")]
pub struct CodeError;

impl FromStr for Code {
    type Err = CodeError;

    /// As typed or pasted: blanks and hyphens anywhere do not matter.
    fn from_str(typed: &str) -> Result<Self, CodeError> {
        let mut digits = Self([0; 8]);
        let mut length = 0;
        for character in typed.chars().filter(|character| !is_blank(*character)) {
            let digit = character.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or(CodeError)?;
            *digits.0.get_mut(length).ok_or(CodeError)? = b'0' + digit;
            length += 1;
        }
        if length == digits.0.len() { Ok(digits) } else { Err(CodeError) }
    }
}

impl Code {
    pub(super) fn generate(rng: &mut impl Entropy) -> Self {
        random_digits(8, rng).parse().expect("eight random digits are eight digits")
    }

    /// The plain digits, for the e-mail only.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| char::from(*byte)).collect())
    }

    pub(super) fn seal(&self, issuer: &Issuer, attempt: AttemptId, rng: &mut impl Entropy) -> Sealed {
        issuer.kek.seal(Purpose::EmailCode, &attempt.0.0, &self.0, rng)
    }

    /// Argon2id v1.3 (RFC 9106), 19 MiB, 2 passes, 1 lane, 32 bytes: about 20 ms.
    pub(super) fn stretch(&self, salt: &Bytes<16>) -> Bytes<32> {
        let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("parameters within the limits of RFC 9106 §3.1");
        let mut hash = Bytes([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.0, &salt.0, &mut hash.0)
            .expect("password, salt and output are within the limits of RFC 9106 §3.1");
        hash
    }
}

impl Code {
    /// Opens what [`Code::seal`] sealed for this attempt.
    pub(super) fn unseal(issuer: &Issuer, attempt: AttemptId, sealed: &Sealed) -> Result<Self, UnsealError> {
        issuer.kek.open_array::<8>(Purpose::EmailCode, &attempt.0.0, sealed).map(|digits| Self(*digits))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(redacted)")
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_when_blanks_are_anywhere() {
        for typed in ["12345678", " 1234 5678\n", "1234-5678", "1 2 3 4 5 6 7 8", "\u{a0}1234\u{200b}5678\t"] {
            assert_eq!(typed.parse::<Code>().expect("eight digits").expose().as_str(), "12345678", "{typed:?}");
        }
        for typed in ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"] {
            assert_eq!(typed.parse::<Code>().err(), Some(CodeError), "{typed:?}");
        }
    }
}
