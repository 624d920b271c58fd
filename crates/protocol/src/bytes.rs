//! Fixed-length byte strings: base64url without padding in JSON (RFC 4648 §5), byte strings in CBOR.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::{CryptoRng, RngCore};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Exactly `N` public bytes. Not for secrets: it prints itself.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Bytes<const N: usize>(pub [u8; N]);

/// The text or byte string is not exactly as long as its place demands, or not base64url.
#[derive(Debug, thiserror::Error)]
#[error("not {expected} bytes of base64url")]
pub struct BytesError {
    expected: usize,
}

impl<const N: usize> Bytes<N> {
    /// Random bytes.
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        let mut bytes = [0; N];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl<const N: usize> AsRef<[u8]> for Bytes<N> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> From<[u8; N]> for Bytes<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

impl<const N: usize> TryFrom<&[u8]> for Bytes<N> {
    type Error = BytesError;

    fn try_from(bytes: &[u8]) -> Result<Self, BytesError> {
        bytes.try_into().map(Self).map_err(|_| BytesError { expected: N })
    }
}

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode(&self.0))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> FromStr for Bytes<N> {
    type Err = BytesError;

    fn from_str(text: &str) -> Result<Self, BytesError> {
        let bytes = decode(text).ok_or(BytesError { expected: N })?;
        Self::try_from(bytes.as_slice())
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_bytes(&self.0) }
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(BytesVisitor)
        } else {
            deserializer.deserialize_bytes(BytesVisitor)
        }
    }
}

/// Declares an identifier: its own type, 16 random bytes.
macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Bytes<16>);

        impl $name {
            /// 16 random bytes.
            pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
                Self(Bytes::generate(rng))
            }

            /// The 16 bytes.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0.0
            }
        }

        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self(Bytes(bytes))
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = BytesError;

            fn try_from(bytes: &[u8]) -> Result<Self, BytesError> {
                Bytes::try_from(bytes).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = BytesError;

            fn from_str(text: &str) -> Result<Self, BytesError> {
                text.parse().map(Self)
            }
        }
    )+};
}

identifier! {
    /// Names one enrolment: one QR code (`eid`).
    EnrolmentId;
    /// Names one enrolled token.
    TokenId;
    /// Names one challenge (`cid`, `jti` of the challenge).
    ChallengeId;
    /// Names one evaluation of the PIN (`rid`).
    RequestId;
    /// Names one change of a token's secrets (`change`): of the PIN, or of the seed behind biometrics.
    ChangeId;
    /// Freshness that the holder contributes to a challenge (`pn`).
    PollNonce;
    /// Names one proof of possession (`jti`).
    ProofId;
}

/// base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict base64url: no padding, no blanks, no non-zero trailing bits. `None` for anything else.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Bytes of any length, base64url in JSON: `#[serde(with = "protocol::bytes::base64url")]`.
pub mod base64url {
    use serde::{Deserialize, Deserializer, Serializer, de};

    /// Writes base64url without padding.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::encode(bytes))
    }

    /// Reads base64url without padding.
    ///
    /// # Errors
    /// When the text is not strict base64url.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::decode(&text).ok_or_else(|| de::Error::custom("not base64url"))
    }
}

struct BytesVisitor<const N: usize>;

impl<const N: usize> de::Visitor<'_> for BytesVisitor<N> {
    type Value = Bytes<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{N} bytes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes<N>, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes<N>, E> {
        Bytes::try_from(bytes).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decode_refuses_padding_blanks_and_trailing_bits() {
        assert_eq!(decode("AQI"), Some(vec![1, 2]), "strict text is read");
        for text in ["AQI=", "AQ I", "AQJ", "A+I/", "AQI\n"] {
            assert_eq!(decode(text), None, "{text:?} is not strict base64url");
        }
    }

    #[test]
    fn identifier_is_refused_when_one_byte_short() {
        assert!(encode(&[7; 15]).parse::<TokenId>().is_err(), "15 bytes are no identifier");
        assert!(encode(&[7; 16]).parse::<TokenId>().is_ok(), "16 bytes are one");
    }
}
