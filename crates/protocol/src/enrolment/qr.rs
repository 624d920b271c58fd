//! The text in the enrolment QR code: `SGE1` and a CBOR array in base64url.

use crate::{
    bytes::{Bytes, EnrolmentId, decode, encode},
    jwk::{PublicKey, Thumbprint},
    origin::{Origin, OriginError},
    timestamp::Timestamp,
    version::{ENROLMENT_FAMILY, ENROLMENT_PREFIX},
};

/// What a QR code says. It holds no seed and no account; without the activation password it is worth nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EnrolmentQr {
    /// The portal.
    pub issuer: Origin,
    /// Names this code.
    pub eid: EnrolmentId,
    /// Salt of the stretching of the activation password.
    pub salt: Bytes<16>,
    /// S0 under the stretched activation password.
    pub masked: Bytes<32>,
    /// pkE, the one-time HPKE key.
    pub hpke_key: PublicKey,
    /// Thumbprint of the key that will sign challenges.
    pub challenge_key: Thumbprint,
    /// After this the code is worth nothing.
    pub expires: Timestamp,
}

/// Why a text is not an enrolment QR code that this version can use.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolmentQrError {
    /// Some other QR code.
    #[error("not a Segl enrolment")]
    Foreign,
    /// Of a later version of Segl.
    #[error("of a later version")]
    Newer,
    /// More than [`MAX_QR_TEXT`] bytes.
    #[error("too long")]
    TooLong,
    /// Cut short, altered or malformed.
    #[error("malformed")]
    Malformed,
    /// Its portal would be reached without TLS.
    #[error("insecure issuer")]
    InsecureIssuer,
}

impl EnrolmentQr {
    /// The text to draw; one spelling only, so that its SHA-256 names it.
    ///
    /// # Panics
    /// Never: writing CBOR to memory cannot fail.
    #[must_use]
    pub fn to_text(&self) -> String {
        let fields =
            (self.issuer.as_str(), self.eid, self.salt, self.masked, self.hpke_key, self.challenge_key, self.expires);
        let mut cbor = Vec::with_capacity(256);
        ciborium::into_writer(&fields, &mut cbor).expect("writing to memory cannot fail");
        format!("{ENROLMENT_PREFIX}{}", encode(&cbor))
    }

    /// Reads the text of a QR code; blanks around it do not matter.
    ///
    /// # Errors
    /// [`EnrolmentQrError`].
    pub fn parse(text: &str) -> Result<Self, EnrolmentQrError> {
        let text = text.trim();
        let Some(payload) = text.strip_prefix(ENROLMENT_PREFIX) else {
            return Err(match text.strip_prefix(ENROLMENT_FAMILY).and_then(|rest| rest.chars().next()) {
                Some(version) if version.is_ascii_digit() => EnrolmentQrError::Newer,
                _ => EnrolmentQrError::Foreign,
            });
        };
        if text.len() > MAX_QR_TEXT {
            return Err(EnrolmentQrError::TooLong);
        }
        let cbor = decode(payload).ok_or(EnrolmentQrError::Malformed)?;
        let fields: (String, EnrolmentId, Bytes<16>, Bytes<32>, PublicKey, Thumbprint, Timestamp) =
            ciborium::from_reader(cbor.as_slice()).map_err(|_| EnrolmentQrError::Malformed)?;
        let (issuer, eid, salt, masked, hpke_key, challenge_key, expires) = fields;
        let issuer = issuer.parse().map_err(|error| match error {
            OriginError::Insecure => EnrolmentQrError::InsecureIssuer,
            OriginError::Malformed => EnrolmentQrError::Malformed,
        })?;
        let qr = Self { issuer, eid, salt, masked, hpke_key, challenge_key, expires };
        // Anything that does not write back to the same text (trailing bytes, another spelling) is not ours.
        if qr.to_text() == text { Ok(qr) } else { Err(EnrolmentQrError::Malformed) }
    }
}

/// Longest text accepted, bytes.
pub const MAX_QR_TEXT: usize = 1024;
/// What comes before that text in a link that opens the app; scheme and first word in any case.
pub const LINK_FRONT: &str = "segl://enrol/";
