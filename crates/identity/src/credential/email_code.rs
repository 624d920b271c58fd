//! A code sent by e-mail: the first binding, and recovery.

use std::{fmt, str::FromStr};

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::{Bytes, Timestamp};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::account::user::{EmailAddress, User, UserId, UserName};
use crate::audit::{self, Event, Kind};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::login::client::{BrowserSecret, Visitor};
use crate::login::random_digits;
use crate::login::session::{self, Level, OpenedSession};
use crate::policy::{HOUR, MINUTE};
use crate::slow_work::SlowWork;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

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

/// One code as stored, found by the SHA-256 of the cookie of the browser that asked for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailCode {
    /// SHA-256 of the cookie.
    pub login: Bytes<32>,
    /// The name that was typed, whether or not there is such an account.
    pub account: UserName,
    /// The account, if there is one.
    pub user: Option<UserId>,
    /// The network that asked.
    pub network: String,
    /// Salt of the hash.
    pub salt: Bytes<16>,
    /// Argon2id of the code.
    pub hash: Bytes<32>,
    /// When it was made.
    pub created: Timestamp,
    /// After this it is worth nothing.
    pub expires: Timestamp,
    /// Tries so far.
    pub tries: u8,
    /// Whether it has let somebody in.
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

/// A login that waits for its code. The page is the same whether or not there is a letter.
#[derive(Debug)]
pub struct WaitingForCode {
    /// The cookie of the browser that waits; only there the code counts.
    pub secret: BrowserSecret,
    /// After this the code is worth nothing.
    pub expires: Timestamp,
    /// The letter, when there is such an account. Send it after the page has been answered, so that time tells nothing.
    pub letter: Option<Letter>,
}

/// Why no code is made; the same for names that exist and names that do not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartEmailError {
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

/// Makes a code for `name`, and a letter if there is such an account.
pub async fn start(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    name: &UserName,
    source: Source,
) -> Result<WaitingForCode, StartEmailError> {
    // 1. Not too many; looked at again when it counts.
    refuse_too_many(&mut store.read().await?, issuer, now, name, source).await?;
    // 2. The code and its hash, for unknown names too: the work is the same.
    let (code, salt, secret) = (Code::generate(rng), Bytes::<16>::generate(rng), BrowserSecret::generate(rng));
    let (code, hash) = work
        .run(move || {
            let hash = code.stretch(&salt);
            (code, hash)
        })
        .await;
    // 3. Remembered.
    let mut tx = store.write().await?;
    let user = tx.user_by_name(name).await?;
    if let Some(user) = &user {
        tx.lock_user(user.id).await?;
    }
    refuse_too_many(&mut tx, issuer, now, name, source).await?;
    let expires = now.plus(issuer.policy.email_code_lifetime);
    tx.insert_email_code(&EmailCode {
        login: secret.digest(),
        account: name.clone(),
        user: user.as_ref().map(|user| user.id),
        network: source.network(),
        salt,
        hash,
        created: now,
        expires,
        tries: 0,
        is_used: false,
    })
    .await?;
    if let Some(user) = &user {
        audit::append(&mut tx, now, Event::of(Kind::EmailCodeSent).user(user.id).source(source)).await?;
    }
    tx.commit().await?;
    let letter = user.map(|user| Letter { address: user.email.clone(), user, code });
    Ok(WaitingForCode { secret, expires, letter })
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    name: &UserName,
    source: Source,
) -> Result<(), StartEmailError> {
    let since = |window| Timestamp(now.0.saturating_sub(window));
    let for_account = tx.emails_for_account(name.as_str(), since(ACCOUNT_WINDOW)).await?;
    let from_network = tx.emails_from_network(&source.network(), since(HOUR)).await?;
    let wait = [
        (for_account, issuer.policy.emails_per_account, ACCOUNT_WINDOW),
        (from_network, issuer.policy.emails_per_source, HOUR),
    ]
    .into_iter()
    .filter_map(|(sent, limit, window)| {
        let oldest = sent.len().checked_sub(limit).and_then(|index| sent.get(index))?;
        Some(oldest.plus(window).seconds_since(now).max(1))
    })
    .max();
    wait.map_or(Ok(()), |retry_after| Err(StartEmailError::TooMany { retry_after }))
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
    /// It has let somebody in.
    Used,
    /// It was tried five times.
    Spent,
    /// Ten minutes have passed.
    Expired,
    /// This browser never asked for one, or long ago.
    Unknown,
}

impl EmailCode {
    fn end(&self, issuer: &Issuer, now: Timestamp) -> Option<End> {
        match self {
            Self { is_used: true, .. } => Some(End::Used),
            Self { tries, .. } if *tries >= issuer.policy.email_code_tries => Some(End::Spent),
            Self { expires, .. } if now >= *expires => Some(End::Expired),
            _ => None,
        }
    }
}

/// Counts the try, commits, compares, and begins a session. `typed` has been read into a [`Code`] first.
#[expect(clippy::too_many_arguments, reason = "the three ports and what the browser sent")]
pub async fn check(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &BrowserSecret,
    typed: Code,
    visitor: Visitor,
) -> Result<OpenedSession, CheckEmailError> {
    // 1. Count the try and commit.
    let mut tx = store.write().await?;
    let mut code = tx.lock_email_code(secret.digest()).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    if let Some(end) = code.end(issuer, now) {
        return Err(CheckEmailError::Over(end));
    }
    code.tries = code.tries.saturating_add(1);
    tx.update_email_code(&code).await?;
    tx.commit().await?;
    // 2. Compare, in constant time.
    let salt = code.salt;
    let hash = work.run(move || typed.stretch(&salt)).await;
    let tries_left = issuer.policy.email_code_tries.saturating_sub(code.tries);
    let (true, Some(user)) = (bool::from(hash.0.ct_eq(&code.hash.0)), code.user) else {
        log_wrong(store, now, &code, &visitor).await?;
        return Err(match tries_left {
            0 => CheckEmailError::Over(End::Spent),
            tries_left => CheckEmailError::Wrong { tries_left },
        });
    };
    // 3. Used, once, and in.
    let mut tx = store.write().await?;
    let mut code = tx.lock_email_code(secret.digest()).await?.ok_or(CheckEmailError::Over(End::Unknown))?;
    if code.is_used {
        return Err(CheckEmailError::Over(End::Used));
    }
    code.is_used = true;
    tx.update_email_code(&code).await?;
    let source = visitor.source;
    let opened = session::open(&mut tx, now, rng, user, Level::Email, visitor).await?;
    audit::append(&mut tx, now, Event::of(Kind::EmailLogin).user(user).source(source)).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn log_wrong(store: &impl Store, now: Timestamp, code: &EmailCode, visitor: &Visitor) -> Result<(), StoreError> {
    let Some(user) = code.user else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    let event = Event::of(Kind::EmailCodeWrong).user(user).source(visitor.source).detail("tries", &code.tries);
    audit::append(&mut tx, now, event).await?;
    tx.commit().await
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{200b}' | '\u{feff}')
}

const ACCOUNT_WINDOW: u64 = 15 * MINUTE;

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
