//! A login that the user takes to the device: asked for by its number, or by what the page's QR code says.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    bytes::{Bytes, ChallengeId, PollNonce, decode, encode},
    jws::Jws,
    origin::{Origin, OriginError},
    timestamp::Timestamp,
};

/// `POST /api/v1/challenges/pull`: by `num`, or by `cid` and `xfer`, see [`PullRequest::key`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// Fresh for every request.
    pub pn: PollNonce,
    /// The number on the login page, digits alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num: Option<Number>,
    /// The challenge that the QR code names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cid: Option<ChallengeId>,
    /// The transfer secret of the QR code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xfer: Option<TransferSecret>,
}

/// What a login is asked for by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PullKey {
    /// The number, as it was typed.
    Number(Number),
    /// What the QR code says.
    Screen {
        /// The challenge.
        cid: ChallengeId,
        /// Its transfer secret.
        xfer: TransferSecret,
    },
}

/// Neither a number nor a challenge with its secret, or more than one of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("asks for a login neither by its number nor by its QR code")]
pub struct PullKeyError;

impl PullRequest {
    /// Asks by this key.
    #[must_use]
    pub fn new(pn: PollNonce, key: PullKey) -> Self {
        match key {
            PullKey::Number(num) => Self { pn, num: Some(num), cid: None, xfer: None },
            PullKey::Screen { cid, xfer } => Self { pn, num: None, cid: Some(cid), xfer: Some(xfer) },
        }
    }

    /// What it asks by.
    ///
    /// # Errors
    /// [`PullKeyError`].
    pub fn key(&self) -> Result<PullKey, PullKeyError> {
        match (&self.num, self.cid, self.xfer) {
            (Some(num), None, None) => Ok(PullKey::Number(num.clone())),
            (None, Some(cid), Some(xfer)) => Ok(PullKey::Screen { cid, xfer }),
            _ => Err(PullKeyError),
        }
    }
}

/// The answer.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PullReply {
    /// The challenge, with the nonce of the request.
    pub challenge: Jws,
    /// The portal's time.
    pub time: Timestamp,
}

/// 16 bytes that only the page of a login shows, and that show which page was read. As good as the number, and ends with it.
#[derive(Clone, Copy, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TransferSecret(pub Bytes<16>);

impl fmt::Debug for TransferSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransferSecret(redacted)")
    }
}

/// The number of a login that can be pulled: 6 to 8 ASCII digits.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number(String);

/// Not 6 to 8 digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a number of 6 to 8 digits")]
pub struct NumberError;

impl Number {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Number {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        let fits = DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then_some(Self(text)).ok_or(NumberError)
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

/// What the QR code of a login page says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LoginCode {
    /// The portal.
    pub issuer: Origin,
    /// The challenge.
    pub cid: ChallengeId,
    /// Its transfer secret.
    pub xfer: TransferSecret,
    /// The number on the page.
    pub number: Number,
}

/// Why a text is not the QR code of a login page that this version can use.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LoginCodeError {
    /// Some other QR code.
    #[error("not a login of Segl")]
    Foreign,
    /// Of a later version of Segl.
    #[error("of a later version")]
    Newer,
    /// Cut short, altered, malformed, or more than [`MAX_LOGIN_CODE`] bytes.
    #[error("malformed")]
    Malformed,
    /// Its portal would be reached without TLS.
    #[error("insecure issuer")]
    InsecureIssuer,
}

impl LoginCode {
    /// The text to draw, a link that opens the app.
    ///
    /// # Panics
    /// Never: writing CBOR to memory cannot fail.
    #[must_use]
    pub fn to_text(&self) -> String {
        let fields = (self.issuer.as_str(), self.cid, self.xfer, self.number.as_str());
        let mut cbor = Vec::with_capacity(128);
        ciborium::into_writer(&fields, &mut cbor).expect("writing to memory cannot fail");
        format!("{LOGIN_FRONT}{PREFIX}{}", encode(&cbor))
    }

    /// Reads it; blanks around it do not matter, and the front of the link may be in any case.
    ///
    /// # Errors
    /// [`LoginCodeError`].
    pub fn parse(text: &str) -> Result<Self, LoginCodeError> {
        let text = text.trim();
        let front =
            text.split_at_checked(LOGIN_FRONT.len()).filter(|(front, _)| front.eq_ignore_ascii_case(LOGIN_FRONT));
        let (_, rest) = front.ok_or(LoginCodeError::Foreign)?;
        let Some(payload) = rest.strip_prefix(PREFIX) else {
            return Err(match rest.strip_prefix(FAMILY).and_then(|rest| rest.chars().next()) {
                Some(version) if version.is_ascii_digit() => LoginCodeError::Newer,
                _ => LoginCodeError::Malformed,
            });
        };
        if text.len() > MAX_LOGIN_CODE {
            return Err(LoginCodeError::Malformed);
        }
        let cbor = decode(payload).ok_or(LoginCodeError::Malformed)?;
        let fields: (String, ChallengeId, TransferSecret, String) =
            ciborium::from_reader(cbor.as_slice()).map_err(|_| LoginCodeError::Malformed)?;
        let (issuer, cid, xfer, number) = fields;
        let issuer = issuer.parse().map_err(|error| match error {
            OriginError::Insecure => LoginCodeError::InsecureIssuer,
            OriginError::Malformed => LoginCodeError::Malformed,
        })?;
        let code = Self { issuer, cid, xfer, number: number.try_into().map_err(|_| LoginCodeError::Malformed)? };
        // Anything that does not write back to the same text (trailing bytes, another spelling) is not ours.
        let is_ours = code.to_text().get(LOGIN_FRONT.len()..) == Some(rest);
        is_ours.then_some(code).ok_or(LoginCodeError::Malformed)
    }
}

/// Longest text accepted, bytes.
pub const MAX_LOGIN_CODE: usize = 512;
/// What the text begins with; scheme and first word in any case.
pub const LOGIN_FRONT: &str = "segl://login/";
/// The fewest digits of a number that a login is found by.
pub const MIN_DIGITS: u8 = 6;

const DIGITS: std::ops::RangeInclusive<usize> = 6..=8;
const FAMILY: &str = "SGL";
const PREFIX: &str = "SGL1";

#[cfg(test)]
#[path = "pull_tests.rs"]
mod tests;
