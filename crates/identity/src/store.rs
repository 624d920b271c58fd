//! The store: one transaction at a time, with an explicit commit. What is stored of a noun stands beside the noun, as its
//! `…Rows` trait; [`Tx`] puts these traits together.
//!
//! The clock is not here: time is a [`Timestamp`] argument of every ceremony. Every transaction locks rows in this order, so
//! that no two transactions wait for each other: challenge keys, user, token, enrolment, attempt, challenge, end of the audit log.

use std::{error::Error, future::Future};

use protocol::{EnrolmentId, Timestamp};

use crate::{
    account::user::{UserId, UserRows},
    audit::AuditRows,
    challenge::ChallengeRows,
    challenge_keys::ChallengeKeyRows,
    credential::{
        email_code::{EmailCodeRows, SentEmailRows},
        passcode::StrangerPasscodeRows,
        pin::EvaluationRows,
        ratchet::StepRows,
        token::TokenRows,
    },
    enrolment::EnrolmentRows,
    key_rotation::SealedRows,
    login::{
        attempt::{AttemptId, AttemptRows},
        session::SessionRows,
    },
    recovery::RecoveryRows,
};

/// The store failed. Nothing that was not committed has happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database: unreachable, full, read-only …
    #[error("the database failed")]
    Database(#[source] Box<dyn Error + Send + Sync>),
    /// A row that this program never wrote.
    #[error("the database holds something unreadable in {0}")]
    Corrupt(&'static str),
}

/// What somebody may be waiting for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Topic {
    /// The user's devices: is a challenge open?
    Devices(UserId),
    /// Whoever waits for an attempt: how far is it?
    Attempt(AttemptId),
    /// The profile page of an enrolment: was it scanned, was it stored?
    Enrolment(EnrolmentId),
}

/// Where everything is kept.
pub trait Store: Send + Sync {
    /// One transaction; dropped without a commit, it is rolled back.
    type Tx: Tx;

    /// Begins a transaction that only reads.
    fn read(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;

    /// Begins a transaction that writes.
    fn write(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;
}

/// One transaction.
pub trait Tx:
    UserRows
    + TokenRows
    + EvaluationRows
    + StepRows
    + EnrolmentRows
    + AttemptRows
    + ChallengeRows
    + EmailCodeRows
    + SentEmailRows
    + StrangerPasscodeRows
    + SessionRows
    + RecoveryRows
    + AuditRows
    + ChallengeKeyRows
    + SealedRows
    + Send
{
    /// Wakes whoever waits for `topic`, on every node, once this transaction is committed.
    fn wake(&mut self, topic: Topic);

    /// Commits. When this returns an error, nothing of the transaction is stored.
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes what is past its use at `now`, and wipes the secrets of enrolments that ran out.
    fn forget_old(&mut self, now: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// [`Tx`] and the methods of its parts.
pub mod prelude {
    pub use super::Tx;
    pub use crate::{
        account::user::UserRows as _, audit::AuditRows as _, challenge::ChallengeRows as _,
        challenge_keys::ChallengeKeyRows as _, credential::email_code::EmailCodeRows as _,
        credential::email_code::SentEmailRows as _, credential::passcode::StrangerPasscodeRows as _,
        credential::pin::EvaluationRows as _, credential::ratchet::StepRows as _, credential::token::TokenRows as _,
        enrolment::EnrolmentRows as _, key_rotation::SealedRows as _, login::attempt::AttemptRows as _,
        login::session::SessionRows as _, recovery::RecoveryRows as _,
    };
}
