//! A code sent by e-mail: the first binding, and recovery.

use std::{fmt, str::FromStr};

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::{Bytes, Timestamp};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::account::user::{EmailAddress, User, UserName};
use crate::audit::{self, Event, Kind};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::login::attempt::{AttemptId, LoginAttempt, Proof};
use crate::login::client::ClientSecret;
use crate::login::methods::AuthenticationMethod;
use crate::login::push::{self, random_digits};
use crate::policy::{HOUR, MINUTE};
use crate::slow_work::SlowWork;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// Eight digits. Zeroed when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code([u8; 8]);

/// Not eight digits, whatever the blanks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a code has eight digits")]
pub struct CodeError;

impl FromStr for Code {
    type Err = CodeError;

    /// As typed or pasted: blanks and hyphens anywhere do not matter.
    fn from_str(typed: &str) -> Result<Self, CodeError> {
        let mut digits = Self([0; 8]);
        let mut length = 0;
        for character in typed.chars().filter(|character| !is_blank(*character)) {
            let digit = character.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or(CodeError)?;
            *digits.0.get_mut(length).ok_or(CodeError)? = b'0' + digit;
            length += 1;
        }
        if length == digits.0.len() { Ok(digits) } else { Err(CodeError) }
    }
}

impl Code {
    fn generate(rng: &mut impl Entropy) -> Self {
        random_digits(8, rng).parse().expect("eight random digits are eight digits")
    }

    /// The plain digits, for the e-mail only.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().map(|byte| char::from(*byte)).collect())
    }

    /// Argon2id v1.3 (RFC 9106), 19 MiB, 2 passes, 1 lane, 32 bytes: about 20 ms.
    fn stretch(&self, salt: &Bytes<16>) -> Bytes<32> {
        let params = Params::new(19 * 1024, 2, 1, Some(32)).expect("parameters within the limits of RFC 9106 §3.1");
        let mut hash = Bytes([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&self.0, &salt.0, &mut hash.0)
            .expect("password, salt and output are within the limits of RFC 9106 §3.1");
        hash
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(redacted)")
    }
}

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
    /// Too many, for this name or from this network.
    #[error("too many codes")]
    TooMany {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a code for an attempt, and a letter if somebody has the name. Send it after the page has been answered, so that
/// time tells nothing.
pub async fn send(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &ClientSecret,
    source: Source,
) -> Result<Option<Letter>, SendEmailError> {
    // 1. Not too many; looked at again when it counts.
    let mut tx = store.read().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.filter(|attempt| attempt.is_open(now));
    let attempt = attempt.filter(|attempt| attempt.methods.has(AuthenticationMethod::EmailCode));
    let attempt = attempt.ok_or(SendEmailError::Unknown)?;
    let network = source.network();
    refuse_too_many(&mut tx, issuer, now, &attempt.name, &network).await?;
    drop(tx);
    // 2. The code and its hash, for unknown names too: the work is the same.
    let (code, salt) = (Code::generate(rng), Bytes::<16>::generate(rng));
    let (code, hash) = work
        .run(move || {
            let hash = code.stretch(&salt);
            (code, hash)
        })
        .await;
    // 3. Remembered.
    let mut tx = store.write().await?;
    let user = match attempt.account {
        Some(id) => tx.lock_user(id).await?,
        None => None,
    };
    refuse_too_many(&mut tx, issuer, now, &attempt.name, &network).await?;
    let before = tx.lock_email_code(attempt.id).await?.map_or(0, |code| code.number);
    let expires = now.plus(issuer.limits.email_code_lifetime);
    let stored = EmailCode {
        attempt: attempt.id,
        number: before + 1,
        salt,
        hash,
        created: now,
        expires,
        tries: 0,
        is_used: false,
    };
    tx.insert_email_code(&stored, &attempt.name, &network).await?;
    // Near its end, the attempt waits as long as the code counts.
    if let Some(attempt) = tx.lock_attempt(attempt.id).await? {
        tx.update_attempt(&attempt.waits_until(expires)).await?;
    }
    if let Some(user) = &user {
        audit::append(&mut tx, now, Event::of(Kind::EmailCodeSent).user(user.id).source(source)).await?;
    }
    tx.commit().await?;
    Ok(user.map(|user| Letter { address: user.email.clone(), user, code }))
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    name: &UserName,
    network: &str,
) -> Result<(), SendEmailError> {
    let since = |window| Timestamp(now.0.saturating_sub(window));
    let for_account = tx.emails_for_account(name.as_str(), since(ACCOUNT_WINDOW)).await?;
    let from_network = tx.emails_from_network(network, since(HOUR)).await?;
    let wait = [
        (for_account, issuer.limits.emails_per_account, ACCOUNT_WINDOW),
        (from_network, issuer.limits.emails_per_source, HOUR),
    ]
    .into_iter()
    .filter_map(|(sent, limit, window)| {
        let oldest = sent.len().checked_sub(limit).and_then(|index| sent.get(index))?;
        Some(oldest.plus(window).seconds_since(now).max(1))
    })
    .max();
    wait.map_or(Ok(()), |retry_after| Err(SendEmailError::TooMany { retry_after }))
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
    source: Source,
) -> Result<(), CheckEmailError> {
    // 1. Count the try and commit.
    let mut tx = store.write().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    let mut code = tx.lock_email_code(attempt.id).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    if let Some(end) = code.end(issuer, now) {
        return Err(CheckEmailError::Over(end));
    }
    code.tries = code.tries.saturating_add(1);
    tx.update_email_code(&code).await?;
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

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}' | '\u{feff}')
}

const ACCOUNT_WINDOW: u64 = 15 * MINUTE;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_when_blanks_are_anywhere() {
        for typed in ["12345678", " 1234 5678\n", "1234-5678", "1 2 3 4 5 6 7 8", "\u{a0}1234\u{200b}5678\t"] {
            assert_eq!(typed.parse::<Code>().expect("eight digits").expose().as_str(), "12345678", "{typed:?}");
        }
        for typed in ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨"] {
            assert_eq!(typed.parse::<Code>().err(), Some(CodeError), "{typed:?}");
        }
    }
}
