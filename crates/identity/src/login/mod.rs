//! A browser that waits to be let in: a push goes out, the page waits, the session begins.

pub mod client;
pub mod session;

use protocol::{Bytes, ChallengeId, Timestamp};
use ring::hmac;
use zeroize::Zeroizing;

use crate::account::user::{User, UserName};
use crate::audit::{self, Event, Kind};
use crate::challenge::{BrowserContext, Challenge, ChallengeState};
use crate::credential::token::Token;
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, UnsealError};
use crate::login::client::{BrowserSecret, Visitor};
use crate::login::session::{Level, OpenedSession};
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};
use crate::throttle::PushRefusal;

/// What the login page offers first for a user name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// The account has an active token: a push.
    Push,
    /// It has none yet: a code by e-mail.
    Email,
}

/// What to offer for this name. A name that nobody has gets one of the two, always the same, so that trying names tells
/// nothing about who works here.
pub async fn way(store: &impl Store, issuer: &Issuer, name: &UserName) -> Result<Way, StoreError> {
    let mut tx = store.read().await?;
    let Some(user) = tx.user_by_name(name).await? else {
        let key = hmac::Key::new(hmac::HMAC_SHA256, issuer.kek.derive_key("unknown-names").as_slice());
        let tag = hmac::sign(&key, name.as_str().as_bytes());
        let is_even = tag.as_ref().first().is_some_and(|byte| byte % 2 == 0);
        return Ok(if is_even { Way::Push } else { Way::Email });
    };
    let has_token = tx.tokens_of(user.id).await?.iter().any(Token::is_active);
    Ok(if has_token { Way::Push } else { Way::Email })
}

/// A login that waits for its approval.
#[derive(Debug)]
pub struct WaitingLogin {
    /// The cookie of the browser that waits; only this browser is let in.
    pub secret: BrowserSecret,
    /// Its challenge, for logs.
    pub challenge: ChallengeId,
    /// What the page shows, to be typed in the app; empty when the policy has switched it off.
    pub number: Zeroizing<String>,
    /// When the page gives up.
    pub expires: Timestamp,
}

/// Why no login begins.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartPushError {
    /// Only to browsers that have logged in to this account before; for others the page looks as always.
    #[error(transparent)]
    Refused(#[from] PushRefusal),
    /// Too many logins were begun from this network by browsers that no account knows. Says nothing about the account.
    #[error("too many logins from this network")]
    TooManyFromNetwork {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins a login by push. `previous` is the cookie of a login that this browser was waiting for.
pub async fn start_push(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    name: &UserName,
    visitor: &Visitor,
    previous: Option<&BrowserSecret>,
) -> Result<WaitingLogin, StartPushError> {
    let mut tx = store.write().await?;
    // 1. Whose account.
    let found = tx.user_by_name(name).await?;
    let user = match found {
        Some(user) => tx.lock_user(user.id).await?,
        None => None,
    };
    let is_known = match &user {
        Some(user) => visitor.is_known(&mut tx, user.id).await?,
        None => false,
    };
    if !is_known {
        refuse_too_many(&mut tx, issuer, now, visitor).await?;
    }
    // 2. May a push go out? A known browser is told why not; to others everything looks the same.
    let (user, refusal) = match user {
        None => (None, None),
        Some(user) => match admit(&mut tx, issuer, now, user, visitor, is_known, previous).await? {
            Ok(user) => (Some(user), None),
            Err((user, refusal)) => {
                log_dropped(&mut tx, now, &user, visitor, refusal).await?;
                (None, Some(refusal))
            }
        },
    };
    if let (true, Some(refusal)) = (is_known, refusal) {
        tx.commit().await?;
        return Err(refusal.into());
    }
    // 3. The challenge and its number.
    let number = random_digits(issuer.policy.number_digits, rng);
    let (waiting, challenge) = draw_challenge(issuer, now, rng, user.as_ref(), visitor, is_known, number);
    tx.insert_challenge(&challenge).await?;
    // 4. Out it goes, once committed.
    if let Some(user) = user {
        tx.update_push(&user).await?;
        audit::append(&mut tx, now, Event::of(Kind::PushStarted).user(user.id).source(visitor.source)).await?;
        tx.wake(Topic::Devices(user.id));
    }
    tx.commit().await?;
    Ok(waiting)
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    visitor: &Visitor,
) -> Result<(), StartPushError> {
    let (limit, window) = (issuer.policy.logins_per_source, issuer.policy.login_window);
    let since = Timestamp(now.0.saturating_sub(window));
    let begun = tx.logins_from_network(&visitor.source.network(), since, limit).await?;
    match begun.first() {
        Some(oldest) if begun.len() >= limit => {
            Err(StartPushError::TooManyFromNetwork { retry_after: oldest.plus(window).seconds_since(now).max(1) })
        }
        _ => Ok(()),
    }
}

/// §3.6 in order: an active token, no block, no other login, room in the budget.
async fn admit(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    mut user: User,
    visitor: &Visitor,
    is_known: bool,
    previous: Option<&BrowserSecret>,
) -> Result<Result<User, (User, PushRefusal)>, StoreError> {
    if !tx.tokens_of(user.id).await?.iter().any(Token::is_active) {
        return Ok(Err((user, PushRefusal::NoToken)));
    }
    // A report blocks strangers; the owner behind the same address keeps the browser that is known.
    if !is_known && tx.is_source_blocked(user.id, &visitor.source.network(), now).await? {
        return Ok(Err((user, PushRefusal::Blocked)));
    }
    if let Some(pending) = tx.pending_challenge_of(user.id, now).await? {
        let is_same_browser = previous.is_some_and(|previous| previous.digest() == pending.login);
        let outranks = is_known && !pending.origin.is_known;
        if !is_same_browser && !outranks {
            return Ok(Err((user, PushRefusal::AnotherWaits)));
        }
        if let Err(refusal) = user.push.admit(is_known, &issuer.policy, now) {
            return Ok(Err((user, refusal)));
        }
        let topic = Topic::Challenge(pending.id);
        if let Ok(withdrawn) = pending.end(ChallengeState::Withdrawn, None) {
            tx.close_challenge(&withdrawn).await?;
        }
        tx.wake(topic);
        return Ok(Ok(user));
    }
    match user.push.admit(is_known, &issuer.policy, now) {
        Ok(()) => Ok(Ok(user)),
        Err(refusal) => Ok(Err((user, refusal))),
    }
}

async fn log_dropped(
    tx: &mut impl Tx,
    now: Timestamp,
    user: &User,
    visitor: &Visitor,
    refusal: PushRefusal,
) -> Result<(), StoreError> {
    let event = Event::of(Kind::PushDropped).user(user.id).source(visitor.source).detail("reason", &refusal);
    audit::append(tx, now, event).await
}

fn draw_challenge(
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    user: Option<&User>,
    visitor: &Visitor,
    is_known: bool,
    number: Zeroizing<String>,
) -> (WaitingLogin, Challenge) {
    let (id, secret) = (ChallengeId::generate(rng), BrowserSecret::generate(rng));
    let challenge = Challenge {
        id,
        user: user.map(|user| user.id),
        login: secret.digest(),
        state: ChallengeState::Pending,
        created: now,
        expires: now.plus(issuer.policy.challenge_lifetime),
        number: issuer.kek.seal(Purpose::Number, id.as_bytes(), number.as_bytes(), rng),
        origin: BrowserContext {
            ip: visitor.source.to_string(),
            network: visitor.source.network(),
            browser: shorten(&visitor.browser),
            os: shorten(&visitor.os),
            is_known,
        },
        answer: None,
    };
    (WaitingLogin { secret, challenge: id, number, expires: challenge.expires }, challenge)
}

/// What the waiting page shows.
#[derive(Debug, Eq, PartialEq)]
pub enum LoginProgress {
    /// Still waiting.
    Waiting {
        /// Its challenge: wait for [`Topic::Challenge`].
        challenge: ChallengeId,
        /// The number, to be typed in the app.
        number: Zeroizing<String>,
        /// When the page gives up.
        expires: Timestamp,
    },
    /// Approved: call [`finish`].
    Approved,
    /// Denied in the app.
    Denied,
    /// Reported in the app.
    Reported,
    /// The wrong number was typed in the app.
    WrongNumber,
    /// Nobody answered in time.
    Expired,
    /// A later login took its place.
    Withdrawn,
    /// The session has begun already; the cookie is worth nothing any more.
    Finished,
}

/// Why the page has nothing to show.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgressError {
    /// No login waits behind this cookie.
    #[error("no login waits behind this cookie")]
    Unknown,
    /// The number does not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far the login behind this cookie is.
pub async fn progress(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    secret: &BrowserSecret,
) -> Result<LoginProgress, ProgressError> {
    let challenge = store.read().await?.challenge_of_login(secret.digest()).await?.ok_or(ProgressError::Unknown)?;
    Ok(match challenge.state {
        ChallengeState::Pending if challenge.is_open(now) => LoginProgress::Waiting {
            challenge: challenge.id,
            number: open_number(issuer, &challenge)?,
            expires: challenge.expires,
        },
        ChallengeState::Pending => LoginProgress::Expired,
        ChallengeState::Approved => LoginProgress::Approved,
        ChallengeState::Denied => LoginProgress::Denied,
        ChallengeState::Reported => LoginProgress::Reported,
        ChallengeState::WrongNumber => LoginProgress::WrongNumber,
        ChallengeState::Withdrawn => LoginProgress::Withdrawn,
        ChallengeState::Redeemed => LoginProgress::Finished,
    })
}

/// Why no session begins.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// Not approved, used already, or not this browser's.
    #[error("no approved login behind this cookie")]
    NotApproved,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Turns an approved login into a session: once, and only in the browser that began it.
pub async fn finish(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &BrowserSecret,
    visitor: Visitor,
) -> Result<OpenedSession, FinishError> {
    let mut tx = store.write().await?;
    let challenge = tx.challenge_of_login(secret.digest()).await?.ok_or(FinishError::NotApproved)?;
    let user = challenge.user.ok_or(FinishError::NotApproved)?;
    // An approval that nobody fetched while it could have been given is stale.
    if now.seconds_since(challenge.expires) >= issuer.policy.challenge_lifetime
        || !tx.redeem_challenge(challenge.id).await?
    {
        return Err(FinishError::NotApproved);
    }
    let opened = session::open(&mut tx, now, rng, user, Level::Approval, visitor).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Withdraws the login that this browser waits for; the app stops asking.
pub async fn withdraw(store: &impl Store, now: Timestamp, secret: &BrowserSecret) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    let Some(challenge) = tx.challenge_of_login(secret.digest()).await?.filter(|challenge| challenge.is_open(now))
    else {
        return Ok(());
    };
    let (id, user) = (challenge.id, challenge.user);
    if let Ok(withdrawn) = challenge.end(ChallengeState::Withdrawn, None) {
        tx.close_challenge(&withdrawn).await?;
        tx.wake(Topic::Challenge(id));
        if let Some(user) = user {
            tx.wake(Topic::Devices(user));
        }
    }
    tx.commit().await
}

/// Opens the number of a challenge.
pub(crate) fn open_number(issuer: &Issuer, challenge: &Challenge) -> Result<Zeroizing<String>, UnsealError> {
    let number = issuer.kek.open(Purpose::Number, challenge.id.as_bytes(), &challenge.number)?;
    std::str::from_utf8(&number).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| UnsealError)
}

/// `digits` decimal digits, each value equally likely: bytes of 250 and above are drawn again.
pub(crate) fn random_digits(digits: u8, rng: &mut impl Entropy) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(usize::from(digits)));
    while text.len() < usize::from(digits) {
        let mut byte = Bytes([0_u8; 1]);
        rng.fill_bytes(&mut byte.0);
        if byte.0[0] < 250 {
            text.push(char::from(b'0' + byte.0[0] % 10));
        }
    }
    text
}

fn shorten(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::TestEntropy;

    #[test]
    fn number_has_as_many_digits_as_asked_and_all_of_them_occur() {
        let mut rng = TestEntropy::new();
        let all: String = (0..100).map(|_| random_digits(6, &mut rng).to_string()).collect();
        assert_eq!(all.len(), 600);
        assert!((b'0'..=b'9').all(|digit| all.bytes().filter(|byte| *byte == digit).count() > 30), "{all}");
        assert_eq!(random_digits(0, &mut rng).as_str(), "");
    }
}
