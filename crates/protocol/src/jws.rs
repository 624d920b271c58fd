//! JWS compact serialisation (RFC 7515 §7.1), ES256 only, with an explicit `typ` (RFC 8725 §3.11).

use std::{fmt, marker::PhantomData};

use ring::digest;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    bytes::{Bytes, decode, encode},
    jwk::{PrivateKey, PublicKey, Thumbprint},
};

/// A payload that names its own `typ`, so that no signature can be read as another kind of statement.
pub trait Claims: DeserializeOwned + Serialize {
    /// The `typ` of the protected header.
    const TYP: &'static str;
}

/// Why a text is not a JWS of this profile. Outside, all of them are one refusal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JwsError {
    /// More than [`MAX_LENGTH`] bytes.
    #[error("longer than 8,192 bytes")]
    TooLong,
    /// Not three parts.
    #[error("not three parts")]
    NotThreeParts,
    /// A part is not strict base64url.
    #[error("not strict base64url")]
    NotBase64url,
    /// The header is not exactly `alg`, `typ` and `kid`.
    #[error("header has other members than alg, typ and kid")]
    Header,
    /// `alg` is not `ES256`.
    #[error("algorithm is not ES256")]
    Algorithm,
    /// `typ` is not the one expected here.
    #[error("another type of statement")]
    Type,
    /// `kid` is not a thumbprint, or names another key than the one at hand.
    #[error("another key")]
    Key,
    /// The signature is not 64 bytes, or does not verify.
    #[error("signature does not verify")]
    Signature,
    /// A member of the payload is missing, unknown, repeated or out of range.
    #[error("payload is malformed")]
    Payload,
}

/// Signs `claims` with `key`; `kid` is the key's thumbprint.
#[must_use]
pub fn sign<C: Claims>(claims: &C, key: &PrivateKey) -> Jws {
    let unsigned = Unsigned::new(claims, &key.public());
    let signature = key.sign(unsigned.signing_input());
    unsigned.with(&signature)
}

/// A JWS for a key that signs elsewhere, such as one that the system guards.
#[derive(Debug)]
pub struct Unsigned(String);

impl Unsigned {
    /// `claims`, to be signed by the private half of `key`; `kid` is its thumbprint.
    #[must_use]
    pub fn new<C: Claims>(claims: &C, key: &PublicKey) -> Self {
        let header = Header { alg: ALG.to_owned(), typ: C::TYP.to_owned(), kid: key.thumbprint().to_string() };
        Self([encode_json(&header), encode_json(claims)].join("."))
    }

    /// What is signed (RFC 7515 §5.1): ES256 over these bytes.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// With its signature, r || s (RFC 7518 §3.4). Nobody looks here whether it verifies.
    #[must_use]
    pub fn with(self, signature: &[u8; 64]) -> Jws {
        Jws([self.0, encode(signature)].join("."))
    }
}

/// Reads the envelope of a JWS: steps 1 and 2 of every verification. The payload stays out of reach until a key has verified it.
///
/// # Errors
/// [`JwsError`] up to and including [`JwsError::Key`].
pub fn parse<C: Claims>(compact: &str) -> Result<Unverified<C>, JwsError> {
    if compact.len() > MAX_LENGTH {
        return Err(JwsError::TooLong);
    }
    let mut parts = compact.split('.');
    let (Some(header), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JwsError::NotThreeParts);
    };
    let header_json = decode(header).ok_or(JwsError::NotBase64url)?;
    let signature = decode(signature).ok_or(JwsError::NotBase64url)?;
    let payload_json = decode(payload).ok_or(JwsError::NotBase64url)?;
    let Header { alg, typ, kid } = serde_json::from_slice(&header_json).map_err(|_| JwsError::Header)?;
    if alg != ALG {
        return Err(JwsError::Algorithm);
    }
    if typ != C::TYP {
        return Err(JwsError::Type);
    }
    Ok(Unverified {
        kid: kid.parse().map_err(|_| JwsError::Key)?,
        compact: compact.to_owned(),
        payload_json,
        signature,
        claims: PhantomData,
    })
}

/// A well-formed JWS whose signature nobody has checked yet.
pub struct Unverified<C> {
    kid: Thumbprint,
    compact: String,
    payload_json: Vec<u8>,
    signature: Vec<u8>,
    claims: PhantomData<C>,
}

impl<C: Claims> Unverified<C> {
    /// Which key is said to have signed.
    #[must_use]
    pub fn kid(&self) -> Thumbprint {
        self.kid
    }

    /// Checks the signature over the bytes as received, then reads the payload.
    ///
    /// # Errors
    /// [`JwsError::Key`], [`JwsError::Signature`], [`JwsError::Payload`].
    pub fn verify(self, key: &PublicKey) -> Result<C, JwsError> {
        if key.thumbprint() != self.kid {
            return Err(JwsError::Key);
        }
        let signing_input = self.compact.rsplit_once('.').map_or("", |(input, _)| input);
        if !key.verifies(signing_input.as_bytes(), &self.signature) {
            return Err(JwsError::Signature);
        }
        serde_json::from_slice(&self.payload_json).map_err(|_| JwsError::Payload)
    }
}

/// A compact JWS as sent.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Jws(String);

impl Jws {
    /// Takes a text as received; [`parse`] decides whether it is one.
    #[must_use]
    pub fn received(compact: String) -> Self {
        Self(compact)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text: what `chal` of a response names.
    #[must_use]
    pub fn digest(&self) -> Bytes<32> {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, self.0.as_bytes()).as_ref());
        Bytes(hash)
    }
}

impl fmt::Display for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

fn encode_json(value: &impl Serialize) -> String {
    encode(&serde_json::to_vec(value).expect("claims are plain structs: JSON cannot fail"))
}

/// Longest JWS accepted, bytes.
pub const MAX_LENGTH: usize = 8192;

const ALG: &str = "ES256";

#[cfg(test)]
mod tests;
