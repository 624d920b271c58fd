//! Sixteen characters that recover an account: a saved code, or the two halves of a pass.

use std::{fmt, str::FromStr};

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::Bytes;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{entropy::Entropy, slow_work::SlowWork};

/// Sixteen Crockford base32 characters in upper case (no I L O U), 80 bits. Zeroed when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RecoverySecret([u8; 16]);

/// Not sixteen characters of the alphabet, whatever the blanks and hyphens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a recovery code has sixteen letters and digits")]
pub struct RecoverySecretError;

impl RecoverySecret {
    /// A fresh one, 80 random bits.
    pub fn generate(rng: &mut impl Entropy) -> Self {
        let mut random = Zeroizing::new([0_u8; 16]);
        rng.fill_bytes(random.as_mut_slice());
        Self(random.map(|byte| ALPHABET[usize::from(byte & 31)]))
    }

    /// `XXXX-XXXX-XXXX-XXXX`, to be shown once.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        group(&self.0)
    }

    /// `XXXX-XXXX` and `XXXX-XXXX`, each worth nothing without the other.
    #[must_use]
    pub fn halves(&self) -> (Zeroizing<String>, Zeroizing<String>) {
        let (first, second) = self.0.split_at(8);
        (group(first), group(second))
    }

    /// Hashes it where it holds up nobody: Argon2id v1.3 (RFC 9106), 19 MiB, 2 passes, 1 lane, about 20 ms.
    pub(crate) async fn hash(self, work: &impl SlowWork, salt: Bytes<16>) -> Hashed {
        work.run(move || {
            let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("parameters within the limits of RFC 9106 §3.1");
            let mut hash = Bytes([0; 32]);
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(&self.0, &salt.0, &mut hash.0)
                .expect("secret, salt and output are within the limits of RFC 9106 §3.1");
            Hashed(hash)
        })
        .await
    }
}

/// What is stored of a secret.
pub(crate) struct Hashed(pub(crate) Bytes<32>);

impl Hashed {
    /// Compares in constant time.
    pub(crate) fn is(&self, stored: &Bytes<32>) -> bool {
        self.0.0.ct_eq(&stored.0).into()
    }
}

impl FromStr for RecoverySecret {
    type Err = RecoverySecretError;

    /// As typed or pasted: blanks and hyphens anywhere, any case, O for 0, I and L for 1.
    fn from_str(typed: &str) -> Result<Self, RecoverySecretError> {
        let mut secret = Self([0; 16]);
        let mut length = 0;
        for character in typed.chars().filter(|character| !character.is_whitespace() && !is_hyphen(*character)) {
            let byte = match character.to_ascii_uppercase() {
                'O' => b'0',
                'I' | 'L' => b'1',
                other => u8::try_from(other).map_err(|_| RecoverySecretError)?,
            };
            if !ALPHABET.contains(&byte) {
                return Err(RecoverySecretError);
            }
            *secret.0.get_mut(length).ok_or(RecoverySecretError)? = byte;
            length += 1;
        }
        if length == secret.0.len() { Ok(secret) } else { Err(RecoverySecretError) }
    }
}

impl fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySecret(redacted)")
    }
}

fn group(characters: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(characters.len() + 3));
    for (index, byte) in characters.iter().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(*byte));
    }
    text
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{feff}' | '\u{200b}')
}

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::TestEntropy;

    #[test]
    fn secret_is_read_when_typed_sloppily() {
        for typed in ["0AB1-9XYZ-0AB1-9XYZ", " oab i 9xyz oabl9xyz\n", "0ab1\u{2011}9xyz0AB19XYZ"] {
            let secret: RecoverySecret = typed.parse().expect("typed sloppily but whole");
            assert_eq!(*secret.grouped(), "0AB1-9XYZ-0AB1-9XYZ", "{typed:?}");
        }
        for typed in ["", "0AB1-9XYZ", "0AB1-9XYZ-0AB1-9XYZ0", "0AB1-9XYZ-0AB1-9XYU"] {
            assert_eq!(typed.parse::<RecoverySecret>().err(), Some(RecoverySecretError), "{typed:?}");
        }
    }

    #[test]
    fn halves_are_the_secret_when_put_together_and_secrets_differ() {
        let mut rng = TestEntropy::new();
        let secret = RecoverySecret::generate(&mut rng);
        let (first, second) = secret.halves();
        assert_eq!((first.len(), second.len()), (9, 9));
        let together: RecoverySecret = format!("{}{}", *first, *second).parse().expect("both halves");
        assert_eq!(together.grouped(), secret.grouped());
        assert_ne!(RecoverySecret::generate(&mut rng).grouped(), secret.grouped());
    }
}
