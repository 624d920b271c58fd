//! Enrolment: a QR code and an activation password become a token (`docs/protocol.md` §3).
//!
//! The ceremony in order: [`create`] (profile page) → [`scanned`] → [`open()`] → [`acknowledge`] (device) → [`confirm()`]
//! (profile page). The portal's page follows it with [`progress`].

mod confirm;
mod issue;
mod open;
mod secrets;

use crate::store::StoreError;
use protocol::{Bytes, EnrolmentId, Timestamp, TokenId};

pub(crate) use self::confirm::make_up_for_acknowledgement;
pub use self::{
    confirm::{AcknowledgeError, ConfirmError, Confirmed, acknowledge, confirm},
    issue::{
        CreateEnrolmentError, EnrolmentError, EnrolmentOffer, EnrolmentProgress, EnrolmentView, cancel, create,
        progress, qr_text, reveal,
    },
    open::{OpenError, ScannedError, open, scanned},
};
use crate::account::user::UserId;
use crate::kek::Sealed;

/// Where an enrolment is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EnrolmentState {
    /// The QR code is on the screen.
    Issued,
    /// A device has read it.
    Scanned,
    /// The activation password was right; a token is pending.
    Opened(TokenId),
    /// The device has stored the token.
    Acknowledged(TokenId),
    /// *OK*: the token is active.
    Confirmed(TokenId),
    /// Withdrawn, or five wrong activation passwords.
    Void,
}

/// One QR code.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// Its own name.
    pub eid: EnrolmentId,
    /// Whose token it will be.
    pub user: UserId,
    /// Where it is in its life.
    pub state: EnrolmentState,
    /// When it was made.
    pub created: Timestamp,
    /// After this the code is worth nothing. What it began may be finished until the pending token dies.
    pub expires: Timestamp,
    /// Wrong activation passwords so far.
    pub tries: u8,
    /// One-time key, S0, activation password and QR text, sealed; wiped when opened, void or run out.
    pub secrets: Option<Sealed>,
    /// SHA-256 of the message that opened it, and the sealed reply, for a repeat of the same message.
    pub reply: Option<(Bytes<32>, Vec<u8>)>,
}

/// Not from this state.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not possible in the enrolment's state")]
pub struct EnrolmentTransitionError;

impl Enrolment {
    /// Whether the code can still be used.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        matches!(self.state, EnrolmentState::Issued | EnrolmentState::Scanned) && now < self.expires
    }

    /// A device has read the code.
    pub fn scan(self) -> Result<Self, EnrolmentTransitionError> {
        match self.state {
            EnrolmentState::Issued | EnrolmentState::Scanned => Ok(Self { state: EnrolmentState::Scanned, ..self }),
            _ => Err(EnrolmentTransitionError),
        }
    }

    /// The activation password was right: the secrets are wiped.
    pub fn opened(self, token: TokenId, message: Bytes<32>, reply: Vec<u8>) -> Result<Self, EnrolmentTransitionError> {
        match self.state {
            EnrolmentState::Issued | EnrolmentState::Scanned => {
                Ok(Self { state: EnrolmentState::Opened(token), secrets: None, reply: Some((message, reply)), ..self })
            }
            _ => Err(EnrolmentTransitionError),
        }
    }

    /// The device has stored the token: once.
    pub fn acknowledged(self, by: TokenId) -> Result<Self, EnrolmentTransitionError> {
        match self.state {
            EnrolmentState::Opened(token) if token == by => {
                Ok(Self { state: EnrolmentState::Acknowledged(token), reply: None, ..self })
            }
            _ => Err(EnrolmentTransitionError),
        }
    }

    /// *OK* in the portal.
    pub fn confirmed(self) -> Result<Self, EnrolmentTransitionError> {
        match self.state {
            EnrolmentState::Acknowledged(token) => Ok(Self { state: EnrolmentState::Confirmed(token), ..self }),
            _ => Err(EnrolmentTransitionError),
        }
    }

    /// Ends it, whatever it was; the secrets are wiped. A confirmed one stays confirmed.
    #[must_use]
    pub fn voided(self) -> Self {
        match self.state {
            EnrolmentState::Confirmed(_) => self,
            _ => Self { state: EnrolmentState::Void, secrets: None, reply: None, ..self },
        }
    }

    /// The token that it has led to.
    #[must_use]
    pub fn token(&self) -> Option<TokenId> {
        match self.state {
            EnrolmentState::Opened(token) | EnrolmentState::Acknowledged(token) | EnrolmentState::Confirmed(token) => {
                Some(token)
            }
            EnrolmentState::Issued | EnrolmentState::Scanned | EnrolmentState::Void => None,
        }
    }
}

/// Enrolments.
pub trait EnrolmentRows {
    /// Adds an enrolment.
    fn insert_enrolment(&mut self, enrolment: &Enrolment) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One enrolment.
    fn enrolment(&mut self, eid: EnrolmentId) -> impl Future<Output = Result<Option<Enrolment>, StoreError>> + Send;
    /// One enrolment, held until the end of the transaction.
    fn lock_enrolment(
        &mut self,
        eid: EnrolmentId,
    ) -> impl Future<Output = Result<Option<Enrolment>, StoreError>> + Send;
    /// The user's enrolments made after `since`, oldest first.
    fn enrolments_of(
        &mut self,
        user: UserId,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Enrolment>, StoreError>> + Send;
    /// Writes everything of an enrolment that changes.
    fn update_enrolment(&mut self, enrolment: &Enrolment) -> impl Future<Output = Result<(), StoreError>> + Send;
}
