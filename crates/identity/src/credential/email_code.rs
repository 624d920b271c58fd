//! A code sent by e-mail: the first binding, and recovery.

mod budget;
mod code;
mod tries;

use protocol::{Bytes, Timestamp};
use subtle::ConstantTimeEq;

pub use self::{
    budget::{EmailsTo, SentEmail, SentEmailRows},
    code::{Code, CodeError},
};
use crate::account::user::{EmailAddress, User, UserName};
use crate::audit::{self, Event, Kind};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::Sealed;
use crate::login::attempt::{AttemptId, LoginAttempt, Proof};
use crate::login::client::{ClientContext, ClientSecret};
use crate::login::methods::AuthenticationMethod;
use crate::login::push;
use crate::policy::MINUTE;
use crate::slow_work::SlowWork;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// One code of an attempt, as stored. Only the latest code of an attempt counts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailCode {
    /// The attempt.
    pub attempt: AttemptId,
    /// 1 for its first code, 2 for the next …
    pub number: u32,
    /// Salt of the hash: 16 bytes.
    pub salt: Bytes<16>,
    /// Argon2id of the code: 32 bytes.
    pub hash: Bytes<32>,
    /// The code, sealed, so that it can be sent again; none of what an earlier version stored.
    pub sealed: Option<Sealed>,
    /// When it was made.
    pub created: Timestamp,
    /// After this it is worth nothing.
    pub expires: Timestamp,
    /// Tries so far.
    pub tries: u8,
    /// Whether it has proved the attempt.
    pub is_used: bool,
}

/// What to send, and to whom.
#[derive(Debug)]
pub struct Letter {
    /// The account.
    pub user: User,
    /// Where it goes.
    pub address: EmailAddress,
    /// The code.
    pub code: Code,
}

/// Why no code is made; the same for names that exist and names that do not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendEmailError {
    /// No attempt that takes an e-mailed code waits behind this secret.
    #[error("no attempt waits behind this secret")]
    Unknown,
    /// Too many: to this account's known browsers, for this name, or from this network.
    #[error("too many codes")]
    TooMany {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A letter with a code for an attempt, if somebody has the name: the code that still counts, or a new one. Send it after the
/// page has been answered, so that time tells nothing.
pub async fn send(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &ClientSecret,
    source: Source,
) -> Result<Option<Letter>, SendEmailError> {
    // 1. Not too many. A code that still counts is sent again: whoever has an earlier letter need not look for the last one.
    let mut tx = store.write().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.filter(|attempt| attempt.is_open(now));
    let attempt = attempt.filter(|attempt| attempt.methods.has(AuthenticationMethod::EmailCode));
    let attempt = attempt.ok_or(SendEmailError::Unknown)?;
    let user = budget::count(&mut tx, issuer, now, &attempt, source).await?;
    if let Some(code) = tx.lock_email_code(attempt.id).await?.and_then(|code| code.open(issuer, now)) {
        tx.commit().await?;
        return Ok(letter(user, code));
    }
    drop(tx);
    // 2. The code and its hash, for unknown names too: the work is the same.
    let (code, salt) = (Code::generate(rng), Bytes::<16>::generate(rng));
    let (code, hash) = work
        .run(move || {
            let hash = code.stretch(&salt);
            (code, hash)
        })
        .await;
    // 3. Counted again, and remembered.
    let mut tx = store.write().await?;
    let user = budget::count(&mut tx, issuer, now, &attempt, source).await?;
    let before = tx.lock_email_code(attempt.id).await?.map_or(0, |code| code.number);
    let expires = now.plus(issuer.limits.email_code_lifetime);
    let stored = EmailCode {
        attempt: attempt.id,
        number: before + 1,
        salt,
        hash,
        sealed: Some(code.seal(issuer, attempt.id, rng)),
        created: now,
        expires,
        tries: 0,
        is_used: false,
    };
    tx.insert_email_code(&stored, &attempt.name, &source.network()).await?;
    // Near its end, the attempt waits as long as the code counts.
    if let Some(attempt) = tx.lock_attempt(attempt.id).await? {
        tx.update_attempt(&attempt.waits_until(expires)).await?;
    }
    tx.commit().await?;
    Ok(letter(user, code))
}

fn letter(user: Option<User>, code: Code) -> Option<Letter> {
    user.map(|user| Letter { address: user.email.clone(), user, code })
}

/// The code that a client was sent for this name counts for the login that it begins anew, with the tries that are left.
pub(crate) async fn carry_over(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    from: AttemptId,
    to: &LoginAttempt,
) -> Result<(), StoreError> {
    let Some(stored) = tx.lock_email_code(from).await?.filter(|code| code.end(issuer, now).is_none()) else {
        return Ok(());
    };
    let sealed = stored.open(issuer, now).map(|code| code.seal(issuer, to.id, rng));
    // Each try counts once: the earlier login has none left.
    tx.update_email_code(&EmailCode { is_used: true, ..stored.clone() }).await?;
    let carried = EmailCode { attempt: to.id, number: 1, sealed, ..stored };
    tx.insert_email_code(&carried, &to.name, &to.client.network).await
}

/// Why a code lets nobody in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckEmailError {
    /// It differs, or there is no such account: the same answer.
    #[error("wrong code")]
    Wrong {
        /// Tries that remain.
        tries_left: u8,
    },
    /// Worth nothing any more: ask for a new one.
    #[error("the code is over")]
    Over(End),
    /// Too many codes were typed for this name today: another one only from where somebody has logged in to the account
    /// before.
    #[error("too many codes were typed today")]
    TooManyToday {
        /// Seconds until one more may be typed.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a code is worth nothing any more; the page says what to do next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// It has proved an attempt already.
    Used,
    /// It was tried five times.
    Spent,
    /// Ten minutes have passed.
    Expired,
    /// None was asked for here, or long ago.
    Unknown,
}

impl EmailCode {
    /// The code, when it is worth sending again: it counts for another minute at least.
    fn open(&self, issuer: &Issuer, now: Timestamp) -> Option<Code> {
        let sealed = self.sealed.as_ref().filter(|_| self.end(issuer, now.plus(MINUTE)).is_none())?;
        Code::unseal(issuer, self.attempt, sealed).ok()
    }

    fn end(&self, issuer: &Issuer, now: Timestamp) -> Option<End> {
        match self {
            Self { is_used: true, .. } => Some(End::Used),
            Self { tries, .. } if *tries >= issuer.limits.email_code_tries => Some(End::Spent),
            Self { expires, .. } if now >= *expires => Some(End::Expired),
            _ => None,
        }
    }
}

/// Counts the try, commits, compares, and proves the attempt. `typed` has been read into a [`Code`] first.
pub async fn check(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    secret: &ClientSecret,
    typed: Code,
    client: &ClientContext,
) -> Result<(), CheckEmailError> {
    let source = client.source;
    // 1. Count the try and commit.
    let mut tx = store.write().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    let mut code = tx.lock_email_code(attempt.id).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    if let Some(end) = code.end(issuer, now) {
        return Err(CheckEmailError::Over(end));
    }
    tries::refuse_too_many_today(&mut tx, issuer, now, &attempt, client).await?;
    code.tries = code.tries.saturating_add(1);
    tx.update_email_code(&code).await?;
    tx.insert_email_code_try(attempt.name.as_str(), now).await?;
    tx.commit().await?;
    // 2. Compare, in constant time.
    let salt = code.salt;
    let hash = work.run(move || typed.stretch(&salt)).await;
    let tries_left = issuer.limits.email_code_tries.saturating_sub(code.tries);
    let (true, Some(user)) = (bool::from(hash.0.ct_eq(&code.hash.0)), attempt.account) else {
        log_wrong(store, now, &attempt, &code, source).await?;
        return Err(match tries_left {
            0 => CheckEmailError::Over(End::Spent),
            tries_left => CheckEmailError::Wrong { tries_left },
        });
    };
    // 3. Used, once, and the attempt is proved; its push need not wait any longer.
    let mut tx = store.write().await?;
    let attempt = tx.lock_attempt(attempt.id).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    let code = tx.lock_email_code(attempt.id).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    if code.is_used {
        return Err(CheckEmailError::Over(End::Used));
    }
    tx.update_email_code(&EmailCode { is_used: true, ..code }).await?;
    let id = attempt.id;
    let proof = Proof { method: AuthenticationMethod::EmailCode, at: now, token: None, factor: None };
    let attempt = attempt.prove(proof).map_err(|_| CheckEmailError::Over(End::Expired))?;
    tx.update_attempt(&attempt).await?;
    push::withdraw_in(&mut tx, now, id).await?;
    audit::append(&mut tx, now, Event::of(Kind::EmailLogin).user(user).source(source)).await?;
    tx.wake(Topic::Attempt(id));
    tx.commit().await?;
    Ok(())
}

async fn log_wrong(
    store: &impl Store,
    now: Timestamp,
    attempt: &LoginAttempt,
    code: &EmailCode,
    source: Source,
) -> Result<(), StoreError> {
    let Some(user) = attempt.account else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    let event = Event::of(Kind::EmailCodeWrong).user(user).source(source).detail("tries", &code.tries);
    audit::append(&mut tx, now, event).await?;
    tx.commit().await
}

/// Codes sent by e-mail.
pub trait EmailCodeRows {
    /// Adds a code, with what the limits count it under.
    fn insert_email_code(
        &mut self,
        code: &EmailCode,
        account: &UserName,
        network: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The latest code of an attempt, held until the end of the transaction.
    fn lock_email_code(
        &mut self,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Option<EmailCode>, StoreError>> + Send;
    /// Writes tries and use of a code.
    fn update_email_code(&mut self, code: &EmailCode) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Remembers for a day that a code was typed for this account name.
    fn insert_email_code_try(
        &mut self,
        account: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// When codes were typed for this account name after `since`, oldest first.
    fn email_code_tries_of_day(
        &mut self,
        account: &str,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
}
