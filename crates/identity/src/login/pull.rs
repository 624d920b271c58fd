//! A login that its owner takes to a device: found among those that wait by its number, or by what the page's QR code says.
//!
//! Strangers may let as many logins wait as they like: none hides another, and no device rings for them.

use protocol::{
    Bytes, ChallengeId, Timestamp, TokenId,
    jws::{self, Jws},
    pull::{LoginCode, MIN_DIGITS, PullKey, PullKeyError, PullRequest, TransferSecret},
};
use ring::hmac;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    account::user::UserName,
    audit::{self, Event, Kind},
    challenge::Challenge,
    credential::token::{NotUsable, Token},
    entropy::Entropy,
    issuer::Issuer,
    kek::UnsealError,
    login::{
        attempt::LoginAttempt,
        methods::AuthenticationMethod,
        push::{WaitingPush, random_digits},
    },
    source::Source,
    store::{Store, StoreError, prelude::*},
};

/// Why no login is shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PullError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// Asks by nothing.
    #[error(transparent)]
    Key(#[from] PullKeyError),
    /// No login of this user waits under this number or code.
    #[error("no such login waits")]
    Unknown,
    /// This device has asked in vain too often.
    #[error("too many numbers without a login")]
    TooMany {
        /// Seconds until it is heard again.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The login that waits for `token`'s user under this number or code: a signed copy of its challenge, for this token.
pub async fn pull(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    token: TokenId,
    source: Source,
    request: &PullRequest,
) -> Result<Jws, PullError> {
    let key = request.key()?;
    // 1. The token, held: two requests at once are counted one after the other.
    let mut tx = store.write().await?;
    let token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_active()?;
    // 2. Not too many in vain.
    let window = issuer.limits.pull_pause;
    let misses = tx.pull_misses(token.id, Timestamp(now.0.saturating_sub(window))).await?;
    let oldest = misses.len().checked_sub(issuer.limits.pull_misses).and_then(|index| misses.get(index));
    if let Some(oldest) = oldest {
        return Err(PullError::TooMany { retry_after: oldest.plus(window).seconds_since(now).max(1) });
    }
    // 3. One of this user's, that waits and can be pulled.
    let Some((challenge, attempt)) = find(&mut tx, issuer, now, &token, &key).await? else {
        tx.insert_pull_miss(token.id, now).await?;
        tx.commit().await?;
        return Err(PullError::Unknown);
    };
    // 4. A copy of its own for this request, kept so that the response can name it.
    let user = tx.user(token.user).await?;
    let rules = issuer.rules_for(user.as_ref());
    let copy = challenge.to_wire(issuer, rules, &attempt, &token, source, request.pn, now);
    let jws = jws::sign(&copy, &issuer.challenge_keys().current);
    if !tx.insert_delivery(challenge.id, token.id, &jws, issuer.limits.deliveries_per_challenge).await? {
        return Err(PullError::Unknown);
    }
    tx.forget_pull_misses(token.id).await?;
    let event = Event::of(Kind::LoginPulled).user(token.user).token(token.id).detail("from", &attempt.client.ip);
    audit::append(&mut tx, now, event).await?;
    tx.commit().await?;
    Ok(jws)
}

async fn find(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    token: &Token,
    key: &PullKey,
) -> Result<Option<(Challenge, LoginAttempt)>, StoreError> {
    let found = match key {
        PullKey::Number(number) => match tx.user(token.user).await? {
            Some(user) => by_number(tx, issuer, now, &user.name, number.as_str()).await?,
            None => None,
        },
        PullKey::Screen { cid, xfer } => {
            let is_right = |secret: TransferSecret| bool::from(secret.0.0.ct_eq(&xfer.0.0));
            let is_right = transfer_secrets(issuer, *cid).any(is_right);
            tx.challenge(*cid).await?.filter(|challenge| is_right && challenge.number_tag.is_some())
        }
    };
    let is_own = |challenge: &Challenge| challenge.user == Some(token.user) && challenge.is_open(now);
    let Some(challenge) = found.filter(is_own) else {
        return Ok(None);
    };
    let attempt = tx.attempt(challenge.attempt).await?;
    let attempt = attempt.filter(|attempt| attempt.is_open(now) && attempt.methods.has(AuthenticationMethod::Push));
    Ok(attempt.map(|attempt| (challenge, attempt)))
}

/// The challenge that waits under this number of this name.
async fn by_number(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    name: &UserName,
    number: &str,
) -> Result<Option<Challenge>, StoreError> {
    for tag in number_tags(issuer, name, number) {
        if let Some(found) = tx.challenge_by_number(tag, now).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

impl WaitingPush {
    /// What the QR code of its page says; none where it cannot be pulled.
    pub fn login_code(&self, issuer: &Issuer) -> Result<Option<LoginCode>, UnsealError> {
        if !self.is_pulled {
            return Ok(None);
        }
        let number = self.number(issuer)?.to_string().try_into().map_err(|_| UnsealError)?;
        let (cid, xfer) = (self.challenge, transfer_secrets(issuer, self.challenge).next().ok_or(UnsealError)?);
        Ok(Some(LoginCode { issuer: issuer.origin.clone(), cid, xfer, number }))
    }
}

/// A number under which no other login of this name waits, and what it is found by.
pub(super) async fn free_number(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    name: &UserName,
) -> Result<(Zeroizing<String>, Bytes<32>), StoreError> {
    let mut draws = 0;
    loop {
        let number = random_digits(digits(issuer), rng);
        draws += 1;
        // Of a million numbers, strangers would have to take most; then two logins would share one, and the app shows whose.
        if draws == DRAWS || by_number(tx, issuer, now, name, &number).await?.is_none() {
            let tag = number_tags(issuer, name, &number).next().expect("there is a key that seals");
            return Ok((number, tag));
        }
    }
}

/// Digits of the number of a login that can be pulled: the same for every name, so that they tell nothing.
pub(crate) fn digits(issuer: &Issuer) -> u8 {
    issuer.rules.default.number_digits.max(MIN_DIGITS)
}

/// HMAC-SHA-256 over name and number: the database alone does not tell a number. Under the key that seals first, and under the
/// other one while one key takes the other's place.
fn number_tags(issuer: &Issuer, name: &UserName, number: &str) -> impl Iterator<Item = Bytes<32>> + use<> {
    // No name has a blank, so that no two pairs read alike.
    macs(issuer, "pulled-numbers", format!("{} {number}", name.as_str()).as_bytes()).into_iter().map(Bytes)
}

/// The first 16 bytes of HMAC-SHA-256 over the challenge's name: nothing is stored, and it ends with the challenge. Under the
/// same keys.
fn transfer_secrets(issuer: &Issuer, challenge: ChallengeId) -> impl Iterator<Item = TransferSecret> + use<> {
    macs(issuer, "transfer-secrets", challenge.as_bytes()).into_iter().map(|mac| {
        let mut secret = [0; 16];
        secret.copy_from_slice(&mac[..16]);
        TransferSecret(Bytes(secret))
    })
}

fn macs(issuer: &Issuer, label: &str, text: &[u8]) -> Vec<[u8; 32]> {
    let keys = issuer.kek.derive_keys(label).into_iter();
    let mac = |key: Zeroizing<[u8; 32]>| {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()), text);
        let mut mac = [0; 32];
        mac.copy_from_slice(tag.as_ref());
        mac
    };
    keys.map(mac).collect()
}

const DRAWS: u8 = 32;
