//! The activation password: 40 bits that unlock a QR code.

use std::{fmt, str::FromStr};

use rand_core::{CryptoRng, RngCore};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Eight Crockford base32 characters in upper case (no I L O U), 40 bits. Zeroed when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ActivationPassword([u8; 8]);

/// Not eight characters of the alphabet, whatever the blanks and hyphens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an activation password has eight letters and digits")]
pub struct ActivationPasswordError;

impl ActivationPassword {
    /// A fresh one, 40 random bits.
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        let mut random = Zeroizing::new([0_u8; 8]);
        rng.fill_bytes(random.as_mut_slice());
        Self(random.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// The 8 bytes that are stretched (Argon2id).
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }

    /// `XXXX-XXXX`, for the portal's page only.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(9));
        for (index, byte) in self.0.iter().enumerate() {
            if index == 4 {
                text.push('-');
            }
            text.push(char::from(*byte));
        }
        text
    }
}

impl FromStr for ActivationPassword {
    type Err = ActivationPasswordError;

    /// As typed or pasted: blanks and hyphens anywhere, any case, O for 0, I and L for 1.
    fn from_str(typed: &str) -> Result<Self, ActivationPasswordError> {
        let mut characters = [0; 8];
        let mut length = 0;
        for character in typed.chars().filter(|character| !character.is_whitespace() && !is_hyphen(*character)) {
            let byte = match character.to_ascii_uppercase() {
                'O' => b'0',
                'I' | 'L' => b'1',
                other => u8::try_from(other).map_err(|_| ActivationPasswordError)?,
            };
            if !ALPHABET.contains(&byte) {
                return Err(ActivationPasswordError);
            }
            *characters.get_mut(length).ok_or(ActivationPasswordError)? = byte;
            length += 1;
        }
        if length == characters.len() { Ok(Self(characters)) } else { Err(ActivationPasswordError) }
    }
}

impl fmt::Debug for ActivationPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationPassword(redacted)")
    }
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{feff}' | '\u{200b}')
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_is_read_when_typed_sloppily() {
        for typed in ["0AB1-9XYZ", " oab i 9xyz ", "0ab1\u{2011}9xyz", "OABL9XYZ\n", "\u{a0}0AB1 9XYZ"] {
            let password: ActivationPassword = typed.parse().expect("typed sloppily but whole");
            assert_eq!(password.as_bytes(), b"0AB19XYZ", "{typed:?}");
            assert_eq!(*password.grouped(), "0AB1-9XYZ", "{typed:?}");
        }
    }

    #[test]
    fn password_is_refused_when_too_short_too_long_or_foreign() {
        for typed in ["", "0AB19XY", "0AB19XYZ0", "0AB1-9XYU", "0AB1_9XYZ", "ÅAB19XYZ"] {
            assert!(typed.parse::<ActivationPassword>().is_err(), "{typed:?}");
        }
    }
}
