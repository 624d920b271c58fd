use std::fmt;

use subtle::{Choice, ConstantTimeEq};
use thiserror::Error;
use zeroize::{Zeroize, Zeroizing};

/// The shared secret *K* of RFC 4226 §5.1: 1 to 128 bytes.
///
/// RFC 4226 R6 asks for 16 bytes at least and 20 by preference; Segl's own seeds have 32. Shorter ones exist in the
/// field and are accepted, because refusing them would lock people out without making anything safer.
///
/// Zeroed when dropped. It can neither be cloned, printed nor serialised.
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// Takes over `bytes`; the vector's memory is zeroed when it cannot be kept as it is.
    pub fn new(mut bytes: Vec<u8>) -> Result<Self, SecretError> {
        let refusal = match bytes.len() {
            0 => Some(SecretError::Empty),
            length if length > MAX_LEN => Some(SecretError::TooLong(length)),
            _ => None,
        };
        if let Some(refusal) = refusal {
            bytes.zeroize();
            return Err(refusal);
        }
        let secret = Self(Zeroizing::new(bytes.as_slice().into()));
        bytes.zeroize();
        Ok(secret)
    }

    /// The raw bytes. Keep what is made of them as short-lived as the secret itself.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8; 32]> for Secret {
    /// A seed of Segl's own length.
    fn from(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(bytes.as_slice().into()))
    }
}

impl ConstantTimeEq for Secret {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.expose().ct_eq(other.expose())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// Why bytes are not a [`Secret`].
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum SecretError {
    /// No bytes at all.
    #[error("the secret is empty")]
    Empty,
    /// More bytes than the largest HMAC block (SHA-512: 128 bytes) could use without hashing them first.
    #[error("the secret has {0} bytes, the limit is 128")]
    TooLong(usize),
}

/// The block size of HMAC-SHA-512.
const MAX_LEN: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_refused_when_empty_or_too_long() {
        assert_eq!(Secret::new(Vec::new()).err(), Some(SecretError::Empty));
        assert_eq!(Secret::new(vec![1; 129]).err(), Some(SecretError::TooLong(129)));
        assert!(Secret::new(vec![1; 128]).is_ok());
    }

    #[test]
    fn secret_debug_shows_no_bytes() {
        let secret = Secret::from(b"the quick brown fox jumps over a");
        assert_eq!(format!("{secret:?}"), "Secret(redacted)");
    }
}
