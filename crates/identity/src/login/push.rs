//! A push: a challenge that asks the account's devices about an attempt.

use protocol::{Bytes, ChallengeId, Timestamp};
use zeroize::Zeroizing;

use crate::{
    account::user::User,
    audit::{self, Event, Kind},
    challenge::{Challenge, ChallengeState},
    credential::token::Token,
    entropy::Entropy,
    issuer::Issuer,
    kek::{Purpose, Sealed, UnsealError},
    login::{
        attempt::{AttemptId, AttemptState, LoginAttempt},
        client::ClientSecret,
        methods::AuthenticationMethod,
        pull,
    },
    store::{Store, StoreError, Topic, prelude::*},
    throttle::PushRefusal,
};

/// A push that is on its way, or waits to be pulled. One that nobody can find looks the same.
#[derive(Debug)]
pub struct SentPush {
    /// Its challenge, for logs.
    pub challenge: ChallengeId,
    /// What is shown where the login waits, to be typed in the app; empty when the rules have switched it off.
    pub number: Zeroizing<String>,
    /// After this no answer counts.
    pub expires: Timestamp,
}

/// Why no push goes out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendPushError {
    /// No attempt waits behind this secret.
    #[error("no attempt waits behind this secret")]
    Unknown,
    /// Told only to clients that have logged in to this account before; for others everything looks as always.
    #[error(transparent)]
    Refused(#[from] PushRefusal),
    /// So many pushes were asked for in one attempt.
    #[error("too many pushes")]
    TooMany {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends another push of an attempt, in the place of the one before.
pub async fn send(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &ClientSecret,
) -> Result<SentPush, SendPushError> {
    let mut tx = store.write().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.filter(|attempt| attempt.is_open(now));
    let attempt = attempt.ok_or(SendPushError::Unknown)?;
    let user = match attempt.account {
        Some(id) => tx.lock_user(id).await?,
        None => None,
    };
    if tx.count_challenges(attempt.id).await? >= issuer.limits.pushes_per_attempt {
        return Err(SendPushError::TooMany { retry_after: attempt.expires.seconds_since(now).max(1) });
    }
    let sent = send_in(&mut tx, issuer, now, rng, &attempt, user, None).await?;
    // Near its end, the attempt waits as long as the push counts.
    if let (Ok(sent), Some(attempt)) = (&sent, tx.lock_attempt(attempt.id).await?) {
        tx.update_attempt(&attempt.waits_until(sent.expires)).await?;
    }
    tx.commit().await?;
    Ok(sent?)
}

/// Sends a push in the caller's transaction, which holds the user's row; for a client that the account does not know, makes one
/// that waits to be pulled. `previous` is an attempt of the same client, whose push this one replaces.
pub(crate) async fn send_in(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    attempt: &LoginAttempt,
    user: Option<User>,
    previous: Option<AttemptId>,
) -> Result<Result<SentPush, PushRefusal>, StoreError> {
    // 1. Whom it is about, whether devices ring, and its number.
    let (user, is_pushed, number, number_tag) = match user {
        Some(mut user) if attempt.client.is_known => {
            if let Err(refusal) = admit(tx, issuer, now, &mut user, attempt, previous).await? {
                let event = Event::of(Kind::PushDropped).user(user.id).detail("from", &attempt.client.ip);
                audit::append(tx, now, event.detail("reason", &refusal)).await?;
                return Ok(Err(refusal));
            }
            let number = random_digits(issuer.rules_for(Some(&user)).number_digits, rng);
            (Some(user), true, number, None)
        }
        user => {
            for earlier in [Some(attempt.id), previous].into_iter().flatten() {
                withdraw_in(tx, now, earlier).await?;
            }
            let (number, tag) = pull::free_number(tx, issuer, now, rng, &attempt.name).await?;
            let mut user = reachable(tx, now, attempt, user).await?;
            let rings = match &mut user {
                Some(user) if issuer.rules_for(Some(user)).push_to_unknown_browsers => {
                    admit(tx, issuer, now, user, attempt, previous).await?.is_ok()
                }
                _ => false,
            };
            (user, rings, number, Some(tag))
        }
    };
    // 2. The challenge.
    let id = ChallengeId::generate(rng);
    let challenge = Challenge {
        id,
        attempt: attempt.id,
        user: user.as_ref().map(|user| user.id),
        state: ChallengeState::Pending,
        created: now,
        expires: now.plus(issuer.limits.challenge_lifetime),
        number: issuer.kek.seal(Purpose::Number, id.as_bytes(), number.as_bytes(), rng),
        is_pushed,
        number_tag,
        answer: None,
    };
    tx.insert_challenge(&challenge).await?;
    // 3. Out it goes, once committed.
    if let Some(user) = user.filter(|_| is_pushed) {
        tx.update_push(&user).await?;
        let event = Event::of(Kind::PushStarted).user(user.id).detail("from", &attempt.client.ip);
        audit::append(tx, now, event).await?;
        tx.wake(Topic::Devices(user.id));
    }
    Ok(Ok(SentPush { challenge: id, number, expires: challenge.expires }))
}

/// The user whose devices may find a login of an unknown browser. Without one its page looks the same.
async fn reachable(
    tx: &mut impl Tx,
    now: Timestamp,
    attempt: &LoginAttempt,
    user: Option<User>,
) -> Result<Option<User>, StoreError> {
    let user = user.filter(|_| attempt.methods.has(AuthenticationMethod::Push));
    match user {
        Some(user) if tx.is_source_blocked(user.id, &attempt.client.network, now).await? => Ok(None),
        user => Ok(user),
    }
}

/// In this order: an active token, no other login, room in the budget. The outer error is the store's.
async fn admit(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: &mut User,
    attempt: &LoginAttempt,
    previous: Option<AttemptId>,
) -> Result<Result<(), PushRefusal>, StoreError> {
    let is_known = attempt.client.is_known;
    if !tx.tokens_of(user.id).await?.iter().any(Token::is_active) {
        return Ok(Err(PushRefusal::NoToken));
    }
    let pending = tx.pending_challenge_of(user.id, now).await?;
    if let Some(pending) = &pending {
        let is_own = pending.attempt == attempt.id || Some(pending.attempt) == previous;
        let other = if is_own { None } else { tx.attempt(pending.attempt).await? };
        let outranks = other.as_ref().is_some_and(|other| is_known && !other.client.is_known);
        if !is_own && !outranks {
            return Ok(Err(PushRefusal::AnotherWaits));
        }
    }
    if let Err(refusal) = user.push.admit(is_known, &issuer.limits, now) {
        return Ok(Err(refusal));
    }
    if let Some(pending) = pending {
        withdraw_challenge(tx, pending).await?;
    }
    Ok(Ok(()))
}

/// Ends the push of whoever has this secret; the attempt may be proved otherwise.
pub async fn withdraw(store: &impl Store, now: Timestamp, secret: &ClientSecret) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    if let Some(attempt) = tx.attempt_of(secret.digest()).await? {
        withdraw_in(&mut tx, now, attempt.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ends the push that an attempt waits for, in the caller's transaction.
pub(crate) async fn withdraw_in(tx: &mut impl Tx, now: Timestamp, attempt: AttemptId) -> Result<(), StoreError> {
    match tx.last_challenge_of(attempt).await?.filter(|challenge| challenge.is_open(now)) {
        Some(challenge) => withdraw_challenge(tx, challenge).await,
        None => Ok(()),
    }
}

/// Ends a challenge that nobody has answered; the page and the devices look again.
pub(crate) async fn withdraw_challenge(tx: &mut impl Tx, challenge: Challenge) -> Result<(), StoreError> {
    let (attempt, user, is_pushed) = (challenge.attempt, challenge.user, challenge.is_pushed);
    if let Ok(withdrawn) = challenge.end(ChallengeState::Withdrawn, None) {
        tx.close_challenge(&withdrawn).await?;
    }
    tx.wake(Topic::Attempt(attempt));
    if let Some(user) = user.filter(|_| is_pushed) {
        tx.wake(Topic::Devices(user));
    }
    Ok(())
}

/// How far a push is.
#[derive(Debug)]
pub enum PushProgress {
    /// Still waiting: wait for [`Topic::Attempt`].
    Waiting(WaitingPush),
    /// Approved: call [`finish`](crate::login::finish()).
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
    /// Whoever waited is in already; the secret is worth nothing any more.
    Finished,
}

/// A push that waits for its answer.
#[derive(Debug)]
pub struct WaitingPush {
    /// The attempt.
    pub attempt: AttemptId,
    /// After this no answer counts.
    pub expires: Timestamp,
    /// Whether its number is to be taken to the device.
    pub is_pulled: bool,
    pub(super) challenge: ChallengeId,
    number: Sealed,
}

impl WaitingPush {
    /// The number, to be typed in the app.
    pub fn number(&self, issuer: &Issuer) -> Result<Zeroizing<String>, UnsealError> {
        open(issuer, self.challenge, &self.number)
    }
}

/// Why there is no progress to show.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgressError {
    /// No push was sent for this secret.
    #[error("no push was sent for this secret")]
    Unknown,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far the push of the attempt behind this secret is.
pub async fn progress(
    store: &impl Store,
    now: Timestamp,
    secret: &ClientSecret,
) -> Result<PushProgress, ProgressError> {
    let mut tx = store.read().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(ProgressError::Unknown)?;
    match attempt.state {
        AttemptState::Finished(_) => return Ok(PushProgress::Finished),
        AttemptState::Proved(_) => return Ok(PushProgress::Approved),
        AttemptState::Open | AttemptState::Withdrawn | AttemptState::Expired => {}
    }
    let challenge = tx.last_challenge_of(attempt.id).await?.ok_or(ProgressError::Unknown)?;
    Ok(match challenge.state {
        ChallengeState::Pending if challenge.is_open(now) => PushProgress::Waiting(WaitingPush {
            attempt: attempt.id,
            expires: challenge.expires,
            is_pulled: challenge.number_tag.is_some(),
            challenge: challenge.id,
            number: challenge.number,
        }),
        ChallengeState::Pending => PushProgress::Expired,
        ChallengeState::Denied => PushProgress::Denied,
        ChallengeState::Reported => PushProgress::Reported,
        ChallengeState::WrongNumber => PushProgress::WrongNumber,
        // An approval proves the attempt in the same transaction: this one was proved and ran out.
        ChallengeState::Withdrawn | ChallengeState::Approved => PushProgress::Withdrawn,
    })
}

/// Opens the number of a challenge.
pub(crate) fn open_number(issuer: &Issuer, challenge: &Challenge) -> Result<Zeroizing<String>, UnsealError> {
    open(issuer, challenge.id, &challenge.number)
}

fn open(issuer: &Issuer, challenge: ChallengeId, number: &Sealed) -> Result<Zeroizing<String>, UnsealError> {
    let number = issuer.kek.open(Purpose::Number, challenge.as_bytes(), number)?;
    std::str::from_utf8(&number).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| UnsealError)
}

/// `digits` decimal digits, each value equally likely: bytes of 250 and above are thrown away.
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
