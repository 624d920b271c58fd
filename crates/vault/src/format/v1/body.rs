//! The body: a CBOR (RFC 8949) array of tokens, each a map of one pair, kind to fields.
//!
//! The structs here exist only between a [`Token`] and its bytes. Their byte strings are zeroed when dropped, and so are
//! the buffers that CBOR is written to and read through.

use std::{fmt, io};

use otp::{Algorithm, AlgorithmError, Digits, DigitsError, totp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser::SerializeSeq};
use thiserror::Error;
use zeroize::Zeroizing;

use super::MAX_BODY_LEN;
use crate::{
    CamouflagedOtp, ChallengeKey, ChallengeKeys, ChallengeKeysError, DeviceKeyScalar, MaskedSeed, OtpSalt, PushWrap,
    Ratchet, SeglToken, Token, TokenId, secret::Bytes,
};

/// Writes the tokens; at most 1,000 of them, at most 1 MiB.
pub(crate) fn encode(tokens: &[Token]) -> Result<Zeroizing<Vec<u8>>, BodyError> {
    if tokens.len() > MAX_TOKENS {
        return Err(BodyError::TooManyTokens(tokens.len()));
    }
    // The whole room at once: a vector that grows would leave copies of secrets behind.
    let mut buffer = LimitedBuffer(Zeroizing::new(Vec::with_capacity(MAX_BODY_LEN)));
    ciborium::into_writer(&TokensWire(tokens), &mut buffer).map_err(|_| BodyError::TooLarge)?;
    Ok(buffer.0)
}

/// Reads what [`encode`] wrote, and nothing else: no unknown field or kind, no byte after the array.
pub(crate) fn decode(mut body: &[u8]) -> Result<Vec<Token>, BodyError> {
    let mut scratch = Zeroizing::new([0; 1024]);
    let wires: Vec<TokenWire> = ciborium::de::from_reader_with_buffer(&mut body, scratch.as_mut_slice())?;
    if !body.is_empty() {
        return Err(BodyError::TrailingBytes);
    }
    if wires.len() > MAX_TOKENS {
        return Err(BodyError::TooManyTokens(wires.len()));
    }
    wires.into_iter().map(Token::try_from).collect()
}

/// Why a body is not a list of tokens, or a list of tokens not a body.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum BodyError {
    /// Not well-formed CBOR.
    #[error("the body is not well-formed CBOR")]
    NotCbor,
    /// Well-formed, but with a field or kind that this version does not know, or one missing or of the wrong shape.
    #[error("the body has unexpected content")]
    UnexpectedContent,
    /// Bytes after the list.
    #[error("the body goes on after its tokens")]
    TrailingBytes,
    /// More than 1,000.
    #[error("{0} tokens are above the limit of 1,000")]
    TooManyTokens(usize),
    /// More than 1 MiB.
    #[error("the tokens take more than 1 MiB")]
    TooLarge,
    /// A token without a challenge key, or with more than two.
    #[error(transparent)]
    ChallengeKeys(#[from] ChallengeKeysError),
    /// A passcode length that is none.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// A time step that is none.
    #[error(transparent)]
    Period(#[from] totp::PeriodError),
    /// A hash that is none of the three.
    #[error(transparent)]
    Algorithm(#[from] AlgorithmError),
}

impl From<ciborium::de::Error<io::Error>> for BodyError {
    fn from(error: ciborium::de::Error<io::Error>) -> Self {
        match error {
            ciborium::de::Error::Semantic(..) => Self::UnexpectedContent,
            _ => Self::NotCbor,
        }
    }
}

struct TokensWire<'a>(&'a [Token]);

impl Serialize for TokensWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for token in self.0 {
            // One at a time, so that no more than one token is in memory twice.
            list.serialize_element(&TokenWire::from(token))?;
        }
        list.end()
    }
}

#[derive(Deserialize, Serialize)]
enum TokenWire {
    #[serde(rename = "segl")]
    Segl(Box<SeglWire>),
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SeglWire {
    issuer: String,
    issuer_name: String,
    account_name: String,
    #[serde(deserialize_with = "Option::deserialize")] // null when there is none, but never missing
    label: Option<String>,
    token_id: Bytes<16>,
    device_key: Bytes<32>,
    oprf_public_key: Bytes<33>,
    challenge_keys: Vec<ChallengeKeyWire>,
    ratchet: Bytes<32>,
    pending: Reserved,
    push: PushWire,
    otp: OtpWire,
    created: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ChallengeKeyWire {
    kid: String,
    x: Bytes<32>,
    y: Bytes<32>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PushWire {
    wrap_salt: Bytes<32>,
    commit: Bytes<32>,
    ct: Bytes<48>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OtpWire {
    salt: Bytes<16>,
    masked: Bytes<32>,
    digits: u8,
    step: u32,
    alg: String,
}

impl From<&Token> for TokenWire {
    fn from(token: &Token) -> Self {
        match token {
            Token::Segl(token) => Self::Segl(Box::new(token.into())),
        }
    }
}

impl From<&SeglToken> for SeglWire {
    fn from(token: &SeglToken) -> Self {
        Self {
            issuer: token.issuer.clone(),
            issuer_name: token.issuer_name.clone(),
            account_name: token.account_name.clone(),
            label: token.label.clone(),
            token_id: Bytes::copy_of(&token.token_id.0),
            device_key: Bytes::copy_of(token.device_key.expose()),
            oprf_public_key: Bytes::copy_of(&token.oprf_public_key),
            challenge_keys: token.challenge_keys.as_slice().iter().map(ChallengeKeyWire::from).collect(),
            ratchet: Bytes::copy_of(token.ratchet.expose()),
            pending: Reserved,
            push: (&token.push).into(),
            otp: (&token.otp).into(),
            created: token.created,
        }
    }
}

impl From<&ChallengeKey> for ChallengeKeyWire {
    fn from(key: &ChallengeKey) -> Self {
        Self { kid: key.kid.clone(), x: Bytes::copy_of(&key.x), y: Bytes::copy_of(&key.y) }
    }
}

impl From<&PushWrap> for PushWire {
    fn from(push: &PushWrap) -> Self {
        Self {
            wrap_salt: Bytes::copy_of(&push.wrap_salt),
            commit: Bytes::copy_of(&push.commit),
            ct: Bytes::copy_of(&push.ciphertext),
        }
    }
}

impl From<&CamouflagedOtp> for OtpWire {
    fn from(otp: &CamouflagedOtp) -> Self {
        Self {
            salt: Bytes::copy_of(&otp.salt.0),
            masked: Bytes::copy_of(&otp.masked.0),
            digits: otp.parameters.digits.into(),
            step: otp.parameters.period.into(),
            alg: otp.parameters.algorithm.name().to_owned(),
        }
    }
}

impl TryFrom<TokenWire> for Token {
    type Error = BodyError;

    fn try_from(wire: TokenWire) -> Result<Self, BodyError> {
        match wire {
            TokenWire::Segl(wire) => SeglToken::try_from(*wire).map(Self::Segl),
        }
    }
}

impl TryFrom<SeglWire> for SeglToken {
    type Error = BodyError;

    fn try_from(wire: SeglWire) -> Result<Self, BodyError> {
        Ok(Self {
            issuer: wire.issuer,
            issuer_name: wire.issuer_name,
            account_name: wire.account_name,
            label: wire.label,
            token_id: TokenId(*wire.token_id.expose()),
            device_key: DeviceKeyScalar(wire.device_key),
            oprf_public_key: *wire.oprf_public_key.expose(),
            challenge_keys: ChallengeKeys::new(wire.challenge_keys.into_iter().map(ChallengeKey::from).collect())?,
            ratchet: Ratchet(wire.ratchet),
            push: wire.push.into(),
            otp: wire.otp.try_into()?,
            created: wire.created,
        })
    }
}

impl From<ChallengeKeyWire> for ChallengeKey {
    fn from(wire: ChallengeKeyWire) -> Self {
        Self { kid: wire.kid, x: *wire.x.expose(), y: *wire.y.expose() }
    }
}

impl From<PushWire> for PushWrap {
    fn from(wire: PushWire) -> Self {
        Self { wrap_salt: *wire.wrap_salt.expose(), commit: *wire.commit.expose(), ciphertext: *wire.ct.expose() }
    }
}

impl TryFrom<OtpWire> for CamouflagedOtp {
    type Error = BodyError;

    fn try_from(wire: OtpWire) -> Result<Self, BodyError> {
        let parameters = totp::Parameters {
            algorithm: wire.alg.parse::<Algorithm>()?,
            digits: Digits::try_from(wire.digits)?,
            period: totp::Period::try_from(wire.step)?,
        };
        let (salt, masked) = (OtpSalt(*wire.salt.expose()), MaskedSeed(*wire.masked.expose()));
        Ok(Self { salt, masked, parameters })
    }
}

/// The place of the pending request of the ratchet: null in this version, and refused when it is anything else.
struct Reserved;

impl Serialize for Reserved {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl<'de> Deserialize<'de> for Reserved {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Null;

        impl de::Visitor<'_> for Null {
            type Value = Reserved;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null")
            }

            fn visit_none<E: de::Error>(self) -> Result<Reserved, E> {
                Ok(Reserved)
            }
        }

        // Not `deserialize_option`, for which a missing field is as good as null.
        deserializer.deserialize_any(Null)
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.expose())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Exactly<const N: usize>;

        impl<const N: usize> de::Visitor<'_> for Exactly<N> {
            type Value = Bytes<N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{N} bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes<N>, E> {
                bytes.try_into().map(Bytes::copy_of).map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }

        deserializer.deserialize_bytes(Exactly::<N>)
    }
}

/// Takes bytes up to its capacity and never reallocates.
struct LimitedBuffer(Zeroizing<Vec<u8>>);

impl io::Write for LimitedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.0.capacity() - self.0.len() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const MAX_TOKENS: usize = 1000;

#[cfg(test)]
mod tests;
