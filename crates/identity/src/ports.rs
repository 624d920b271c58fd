//! What the domain needs from outside: a store with explicit commits, randomness, and a place for slow work.
//!
//! The clock is not here: time is a [`Timestamp`] argument of every ceremony. Rows that a transaction locks are taken
//! in one order, so that no two transactions wait for each other: user, token, enrolment, challenge, end of the audit log.

use std::{error::Error, future::Future};

use protocol::{Bytes, ChallengeId, EnrolmentId, RequestId, Thumbprint, Timestamp, TokenId, jws::Jws};
use rand_core::{CryptoRng, RngCore};

use crate::{
    audit::AuditRow,
    challenge::Challenge,
    email_code::EmailCode,
    enrolment::Enrolment,
    kek::Sealed,
    pin::Evaluation,
    ratchet::TakenStep,
    session::Session,
    token::Token,
    user::{User, UserId, UserName},
};

/// Cryptographic randomness that may travel between threads.
pub trait Entropy: CryptoRng + RngCore + Send {}

impl<R: CryptoRng + RngCore + Send> Entropy for R {}

/// Runs work that takes longer than a millisecond where it holds up nobody else.
pub trait SlowWork: Send + Sync {
    /// Runs `work` to its end.
    fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> impl Future<Output = T> + Send;
}

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
    /// The login page of a challenge: how did it end?
    Challenge(ChallengeId),
    /// The profile page of an enrolment: was it scanned, was it stored?
    Enrolment(EnrolmentId),
}

/// Where everything is kept.
pub trait Store: Send + Sync {
    /// One transaction; dropped without commit, it never was.
    type Tx: Tx;

    /// Begins a transaction that only reads.
    fn read(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;

    /// Begins a transaction that writes.
    fn write(&self) -> impl Future<Output = Result<Self::Tx, StoreError>> + Send;
}

/// One transaction.
pub trait Tx:
    UserRows + TokenRows + EnrolmentRows + ChallengeRows + EmailCodeRows + SessionRows + AuditRows + ChallengeKeyRows + Send
{
    /// Wakes whoever waits for `topic`, on every node, once this transaction is committed.
    fn wake(&mut self, topic: Topic);

    /// Makes it true.
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets what is past its use at `now`, and wipes the secrets of enrolments and tokens that ran out.
    /// Gives back the tokens that it ended, which the caller logs.
    fn sweep(&mut self, now: Timestamp) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;
}

/// Accounts, and the sources they have reported.
pub trait UserRows {
    /// Adds an account; `false` when the name is taken.
    fn insert_user(&mut self, user: &User) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// All accounts, by name.
    fn users(&mut self) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;
    /// One account.
    fn user(&mut self, id: UserId) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// One account, held until the end of the transaction.
    fn lock_user(&mut self, id: UserId) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// The account of a name.
    fn user_by_name(&mut self, name: &UserName) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;
    /// Writes what the account has seen of pushes.
    fn update_push(&mut self, user: &User) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Blocks pushes for this account from this network.
    fn block_source(
        &mut self,
        user: UserId,
        network: &str,
        until: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether it is blocked.
    fn is_source_blocked(
        &mut self,
        user: UserId,
        network: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// Tokens and the evaluations of their PINs.
pub trait TokenRows {
    /// Adds a token; `false` when its device key is already enrolled.
    fn insert_token(&mut self, token: &Token) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// One token.
    fn token(&mut self, id: TokenId) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// One token, held until the end of the transaction.
    fn lock_token(&mut self, id: TokenId) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// The token of a device key.
    fn token_by_device_key(
        &mut self,
        kid: Thumbprint,
    ) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// All tokens of a user, oldest first, destroyed ones too.
    fn tokens_of(&mut self, user: UserId) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;
    /// Writes everything of a token that changes.
    fn update_token(&mut self, token: &Token) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// How often a token has changed.
    fn token_revision(&mut self, id: TokenId) -> impl Future<Output = Result<Option<u64>, StoreError>> + Send;
    /// Makes that at least `revision`, after the database was put back from a backup.
    fn raise_token_revision(
        &mut self,
        id: TokenId,
        revision: u64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Adds an evaluation.
    fn insert_evaluation(&mut self, evaluation: &Evaluation) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One evaluation.
    fn evaluation(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<Option<Evaluation>, StoreError>> + Send;
    /// Notes that a signature has proved the PIN of this evaluation.
    fn prove_evaluation(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Forgets all evaluations of a token, so that none can be repeated under another key.
    fn forget_evaluations(&mut self, token: TokenId) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Keeps a step of the ratchet, in the place of another of the same request.
    fn insert_step(&mut self, step: &TakenStep) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The step of a request: kept for a day, and the last one of each token for ever.
    fn step(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<Option<TakenStep>, StoreError>> + Send;
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

/// Challenges and their signed copies.
pub trait ChallengeRows {
    /// Adds a challenge.
    fn insert_challenge(&mut self, challenge: &Challenge) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One challenge.
    fn challenge(&mut self, id: ChallengeId) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// The challenge of a waiting login.
    fn challenge_of_login(
        &mut self,
        login: Bytes<32>,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// The user's challenge that is pending and not expired, if any.
    fn pending_challenge_of(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// When unknown browsers began logins from this network after `since`, oldest first; at most `limit`, the latest.
    fn logins_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
    /// Writes the state of a challenge, if it is still pending; `false` when another was faster.
    fn close_challenge(&mut self, challenge: &Challenge) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Marks an approved challenge as used; `false` when it is not approved or was used already.
    fn redeem_challenge(&mut self, id: ChallengeId) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Keeps a signed copy, if the challenge is pending and has fewer than `limit`; `false` otherwise.
    fn insert_delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        jws: &Jws,
        limit: u8,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// The signed copy for `token` with this SHA-256.
    fn delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        digest: Bytes<32>,
    ) -> impl Future<Output = Result<Option<Jws>, StoreError>> + Send;
}

/// Codes sent by e-mail.
pub trait EmailCodeRows {
    /// Adds a code.
    fn insert_email_code(&mut self, code: &EmailCode) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The code of a waiting login, held until the end of the transaction.
    fn lock_email_code(
        &mut self,
        login: Bytes<32>,
    ) -> impl Future<Output = Result<Option<EmailCode>, StoreError>> + Send;
    /// Writes tries and use of a code.
    fn update_email_code(&mut self, code: &EmailCode) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// When codes were sent for this account name after `since`, oldest first.
    fn emails_for_account(
        &mut self,
        account: &str,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
    /// When codes were asked for from this network after `since`, oldest first.
    fn emails_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
}

/// Sessions and known browsers.
pub trait SessionRows {
    /// Adds a session.
    fn insert_session(&mut self, session: &Session) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The session of a cookie.
    fn session(&mut self, digest: Bytes<32>) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Notes that it was used.
    fn touch_session(
        &mut self,
        digest: Bytes<32>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Ends a session.
    fn delete_session(&mut self, digest: Bytes<32>) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Ends all sessions of a user but one; how many.
    fn delete_sessions_of(
        &mut self,
        user: UserId,
        keep: Bytes<32>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// Ends all sessions of everybody.
    fn delete_sessions(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Remembers that this browser has logged in to the account.
    fn remember_browser(
        &mut self,
        user: UserId,
        digest: Bytes<32>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether it has.
    fn is_browser_known(
        &mut self,
        user: UserId,
        digest: Bytes<32>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// The audit log: rows are added, never changed.
pub trait AuditRows {
    /// Number and hash of the last row (0 and zeros before the first), held until the end of the transaction.
    fn lock_audit_end(&mut self) -> impl Future<Output = Result<(u64, Bytes<32>), StoreError>> + Send;
    /// Adds a row, which becomes the last.
    fn append_audit(&mut self, row: &AuditRow) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The user's latest rows, newest first.
    fn audit_of(&mut self, user: UserId, limit: u32) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
    /// Rows after `sequence`, in order.
    fn audit_after(
        &mut self,
        sequence: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<AuditRow>, StoreError>> + Send;
}

/// The portal's keys that sign challenges.
pub trait ChallengeKeyRows {
    /// Sealed keys, current first.
    fn challenge_keys(&mut self) -> impl Future<Output = Result<Vec<Sealed>, StoreError>> + Send;
    /// Adds the first key; does nothing when there is one.
    fn insert_first_challenge_key(
        &mut self,
        key: &Sealed,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// [`Tx`] and the methods of its parts.
pub mod prelude {
    pub use super::{
        AuditRows as _, ChallengeKeyRows as _, ChallengeRows as _, EmailCodeRows as _, EnrolmentRows as _,
        SessionRows as _, TokenRows as _, Tx, UserRows as _,
    };
}
