//! The body: a CBOR (RFC 8949) array of entries, each a map of one pair, kind to fields. An entry is a token, or what the
//! tokens of other issuers have in common.
//!
//! The structs here exist only between an entry and its bytes. Their byte strings are zeroed when dropped, and so are
//! the buffers that CBOR is written to and read through.

mod bytes;
mod marks;
mod otp_token;
mod segl;

use std::io;

use otp::{AlgorithmError, DigitsError, SecretError, totp};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeSeq};
use thiserror::Error;
use zeroize::Zeroizing;

use self::{
    otp_token::{OtpTokenWire, SharedPinWire},
    segl::SeglWire,
};
use super::MAX_BODY_LEN;
use crate::{ChallengeKeysError, MarksError, OtpToken, PinPolicyError, SeglToken, SharedPin, SharedPinError, Token};

/// What a body holds.
pub(crate) struct Body {
    pub(crate) tokens: Vec<Token>,
    pub(crate) shared_pin: Option<SharedPin>,
}

/// Writes the tokens; at most 1,000 of them, at most 1 MiB.
pub(crate) fn encode(tokens: &[Token], shared_pin: Option<&SharedPin>) -> Result<Zeroizing<Vec<u8>>, BodyError> {
    agree(tokens, shared_pin)?;
    if tokens.len() > MAX_TOKENS {
        return Err(BodyError::TooManyTokens(tokens.len()));
    }
    // The whole room at once: a vector that grows would leave copies of secrets behind.
    let mut buffer = LimitedBuffer(Zeroizing::new(Vec::with_capacity(MAX_BODY_LEN)));
    ciborium::into_writer(&EntriesWire(tokens, shared_pin), &mut buffer).map_err(|_| BodyError::TooLarge)?;
    Ok(buffer.0)
}

/// Reads what [`encode`] wrote, and nothing else: no unknown field or kind, no byte after the array.
pub(crate) fn decode(mut body: &[u8]) -> Result<Body, BodyError> {
    let mut scratch = Zeroizing::new([0; 1024]);
    let wires: Vec<EntryWire> = ciborium::de::from_reader_with_buffer(&mut body, scratch.as_mut_slice())?;
    if !body.is_empty() {
        return Err(BodyError::TrailingBytes);
    }
    let mut read = Body { tokens: Vec::new(), shared_pin: None };
    for wire in wires {
        match wire {
            EntryWire::Segl(wire) => read.tokens.push(SeglToken::try_from(*wire).map(Token::Segl)?),
            EntryWire::Otp(wire) => read.tokens.push(OtpToken::try_from(*wire).map(Token::Otp)?),
            EntryWire::SharedPin(_) if read.shared_pin.is_some() => return Err(SharedPinError::Twice.into()),
            EntryWire::SharedPin(wire) => read.shared_pin = Some(wire.try_into()?),
        }
    }
    if read.tokens.len() > MAX_TOKENS {
        return Err(BodyError::TooManyTokens(read.tokens.len()));
    }
    agree(&read.tokens, read.shared_pin.as_ref())?;
    Ok(read)
}

/// A shared PIN exactly where tokens share one; a guard only where no portal counts tries.
fn agree(tokens: &[Token], shared_pin: Option<&SharedPin>) -> Result<(), SharedPinError> {
    let portals = || {
        tokens.iter().filter_map(|token| match token {
            Token::Segl(token) => Some(token.token_id),
            Token::Otp(_) => None,
        })
    };
    let others = tokens.len() > portals().count();
    match shared_pin {
        None if others => Err(SharedPinError::Missing),
        Some(_) if !others => Err(SharedPinError::Alone),
        Some(shared) if shared.guard.is_some() && portals().next().is_some() => Err(SharedPinError::GuardBesidePortal),
        Some(SharedPin { shares_pin_of: Some(followed), .. }) if !portals().any(|id| id == *followed) => {
            Err(SharedPinError::Follows)
        }
        _ => Ok(()),
    }
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
    /// Entries that do not fit together.
    #[error(transparent)]
    SharedPin(#[from] SharedPinError),
    /// A key of another issuer that is empty or has more than 128 bytes.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A note or a group that is none.
    #[error(transparent)]
    Marks(#[from] MarksError),
    /// A counter of more than 63 bits.
    #[error("a counter has at most 63 bits")]
    Counter,
}

impl From<ciborium::de::Error<io::Error>> for BodyError {
    fn from(error: ciborium::de::Error<io::Error>) -> Self {
        match error {
            ciborium::de::Error::Semantic(..) => Self::UnexpectedContent,
            _ => Self::NotCbor,
        }
    }
}

struct EntriesWire<'a>(&'a [Token], Option<&'a SharedPin>);

impl Serialize for EntriesWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len() + usize::from(self.1.is_some())))?;
        for token in self.0 {
            // One at a time, so that no more than one token is in memory twice.
            list.serialize_element(&EntryWire::from(token))?;
        }
        if let Some(shared) = self.1 {
            list.serialize_element(&EntryWire::SharedPin(shared.into()))?;
        }
        list.end()
    }
}

#[derive(Deserialize, Serialize)]
enum EntryWire {
    #[serde(rename = "segl")]
    Segl(Box<SeglWire>),
    #[serde(rename = "otp")]
    Otp(Box<OtpTokenWire>),
    #[serde(rename = "shared_pin")]
    SharedPin(SharedPinWire),
}

impl From<&Token> for EntryWire {
    fn from(token: &Token) -> Self {
        match token {
            Token::Segl(token) => Self::Segl(Box::new(token.into())),
            Token::Otp(token) => Self::Otp(Box::new(token.into())),
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
