//! Adding an identity. [`segl`] is Segl's own ceremony; other formats stand beside it.

pub(crate) mod by_hand;
pub mod entrust;
pub(crate) mod finish;
pub(crate) mod otpauth;
pub mod privacyidea;
pub(crate) mod segl;

use protocol::{
    Origin, Timestamp,
    enrolment::{EnrolmentQr, EnrolmentQrError},
};
use thiserror::Error;

use crate::link;

/// An enrolment QR code that has been read and is worth trying: it says whose it is and until when it works.
#[derive(Clone, Debug)]
pub struct Invitation {
    qr: EnrolmentQr,
}

impl Invitation {
    /// Reads the text of a QR code, or the link that holds it, at this time of the device (unix seconds).
    pub(crate) fn read(text: &str, now: u64) -> Result<Self, InvitationError> {
        let qr = EnrolmentQr::parse(link::enrolment_text(text).unwrap_or(text))?;
        // The device's clock may be wrong by hours: only what is surely over is refused here; the portal decides.
        if qr.expires.plus(CLOCK_DOUBT) <= Timestamp(now) {
            return Err(InvitationError::Expired);
        }
        Ok(Self { qr })
    }

    /// The portal that would be asked.
    #[must_use]
    pub fn issuer(&self) -> &Origin {
        &self.qr.issuer
    }

    /// The portal's host, to be shown before anything is sent.
    #[must_use]
    pub fn host(&self) -> &str {
        self.qr.issuer.host()
    }

    /// When the code ends to work, unix seconds by the portal's clock.
    #[must_use]
    pub fn expires_at(&self) -> u64 {
        self.qr.expires.0
    }

    pub(crate) fn qr(&self) -> &EnrolmentQr {
        &self.qr
    }
}

/// Why a text is not an invitation.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum InvitationError {
    /// Some other QR code.
    #[error("not a Segl enrolment")]
    Foreign,
    /// Of a later version of Segl.
    #[error("of a later version of Segl")]
    Newer,
    /// Longer than any enrolment.
    #[error("too long for an enrolment")]
    TooLong,
    /// Cut short or altered.
    #[error("damaged")]
    Damaged,
    /// Its portal would be reached without TLS.
    #[error("its portal is not secure")]
    InsecureIssuer,
    /// Its ten minutes are over.
    #[error("expired")]
    Expired,
}

impl From<EnrolmentQrError> for InvitationError {
    fn from(error: EnrolmentQrError) -> Self {
        match error {
            EnrolmentQrError::Foreign => Self::Foreign,
            EnrolmentQrError::Newer => Self::Newer,
            EnrolmentQrError::TooLong => Self::TooLong,
            EnrolmentQrError::InsecureIssuer => Self::InsecureIssuer,
            _ => Self::Damaged,
        }
    }
}

/// Seconds by which a device's clock may be ahead before it is believed: a day.
const CLOCK_DOUBT: u64 = 24 * 60 * 60;
