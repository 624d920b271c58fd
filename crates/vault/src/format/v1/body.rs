//! The body: a CBOR (RFC 8949) array of tokens, each a map of one pair, kind to fields.
//!
//! The structs here exist only between a [`Token`] and its bytes. Their byte strings are zeroed when dropped, and so are
//! the buffers that CBOR is written to and read through.

mod bytes;
mod segl;

use std::io;

use otp::{AlgorithmError, DigitsError, totp};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};
use thiserror::Error;
use zeroize::Zeroizing;

use self::segl::SeglWire;
use super::MAX_BODY_LEN;
use crate::{ChallengeKeysError, PinPolicyError, SeglToken, Token};

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
    /// A shortest PIN that is none.
    #[error(transparent)]
    PinPolicy(#[from] PinPolicyError),
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

impl From<&Token> for TokenWire {
    fn from(token: &Token) -> Self {
        match token {
            Token::Segl(token) => Self::Segl(Box::new(token.into())),
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
