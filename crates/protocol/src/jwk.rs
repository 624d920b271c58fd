//! P-256 keys, their JWK form (RFC 7517, RFC 7518 §6.2) and thumbprints (RFC 7638).

use std::fmt;

use p256::ecdsa::{Signature, SigningKey, VerifyingKey, signature::Signer};
use rand_core::{CryptoRng, RngCore};
use ring::{digest, signature};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::bytes::{Bytes, encode};

/// A P-256 private key. Zeroed when dropped; cannot be printed, cloned or serialised.
pub struct PrivateKey(SigningKey);

/// Not a P-256 key: zero, out of range, or not on the curve.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a P-256 key")]
pub struct KeyError;

impl PrivateKey {
    /// A fresh key.
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        Self(SigningKey::random(rng))
    }

    /// From the 32-byte big-endian scalar.
    ///
    /// # Errors
    /// [`KeyError`] when the scalar is 0 or not below the group order.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, KeyError> {
        SigningKey::from_bytes(scalar.into()).map(Self).map_err(|_| KeyError)
    }

    /// The 32-byte big-endian scalar.
    #[must_use]
    pub fn to_scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(*self.0.verifying_key())
    }

    /// ES256 over `message` (RFC 7518 §3.4: r || s, 64 bytes; the nonce is RFC 6979's).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(redacted)")
    }
}

/// A P-256 public key; on the wire 33 bytes compressed (SEC 1 §2.3.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// From 33 compressed (or 65 uncompressed) bytes.
    ///
    /// # Errors
    /// [`KeyError`] when they are not a point of the curve.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        VerifyingKey::from_sec1_bytes(bytes).map(Self).map_err(|_| KeyError)
    }

    /// 33 bytes compressed.
    #[must_use]
    pub fn to_compressed(&self) -> [u8; 33] {
        let mut bytes = [0; 33];
        bytes.copy_from_slice(self.0.to_encoded_point(true).as_bytes());
        bytes
    }

    /// 65 bytes uncompressed.
    #[must_use]
    pub fn to_uncompressed(&self) -> [u8; 65] {
        let mut bytes = [0; 65];
        bytes.copy_from_slice(self.0.to_encoded_point(false).as_bytes());
        bytes
    }

    /// SHA-256 over the canonical JWK (RFC 7638 §3).
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        let point = self.to_uncompressed();
        let (x, y) = (encode(&point[1..33]), encode(&point[33..65]));
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
        Thumbprint(Bytes(hash))
    }

    /// The public JWK as an auditor's tools read it, with `use` and `alg`.
    #[must_use]
    pub fn to_jwk(&self) -> serde_json::Value {
        let point = self.to_uncompressed();
        serde_json::json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": self.thumbprint().to_string(),
            "x": encode(&point[1..33]), "y": encode(&point[33..65]),
        })
    }

    /// Whether `signature` (64 bytes, r || s) is ES256 over `message`.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, self.to_uncompressed())
            .verify(message, signature)
            .is_ok()
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Bytes(self.to_compressed()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::<33>::deserialize(deserializer)?;
        Self::from_sec1(&bytes.0).map_err(serde::de::Error::custom)
    }
}

/// RFC 7638 thumbprint, 32 bytes; its base64url form is a `kid`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Thumbprint(pub Bytes<32>);

impl Thumbprint {
    /// The last 8 characters in two groups of four: what two screens show for comparison.
    #[must_use]
    pub fn short(&self) -> String {
        let text = self.to_string();
        let tail = &text[text.len() - 8..];
        format!("{} {}", &tail[..4], &tail[4..])
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::str::FromStr for Thumbprint {
    type Err = crate::bytes::BytesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
