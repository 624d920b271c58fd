//! One key takes another's place, in three steps: [`begin`], [`switch`], [`retire`]. Each is safe to repeat
//! (`docs/adr/0024-challenge-key-rotation.md`).

use protocol::{PrivateKey, Thumbprint, Timestamp};

use super::{ChallengeKeyRow, ChallengeKeys, Holder, LoadKeysError, Other, Slot, generate, open, open_one, since};
use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::entropy::Entropy;
use crate::kek::Kek;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// What to do while tokens in use have not pinned the key that is needed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missing {
    /// Nothing: refuse.
    Wait,
    /// Go on without them.
    LeaveBehind,
}

/// What a step came to.
#[derive(Debug)]
pub struct Rotated {
    /// The keys now.
    pub keys: ChallengeKeys,
    /// Whether the step has changed them; `false` when it had been done before.
    pub is_new: bool,
    /// The tokens that were left behind.
    pub missing: Vec<Holder>,
}

/// Why a step is not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RotateError {
    /// The old key of the last rotation is still there.
    #[error("the old key of the last rotation is still there")]
    NotRetired,
    /// There is no new key.
    #[error("there is no new key")]
    NotBegun,
    /// The new key does not sign yet.
    #[error("the new key does not sign yet")]
    NotSwitched,
    /// Some node may still sign with the old key.
    #[error("the new key signs for only a few seconds")]
    TooSoon {
        /// Seconds until it may be retired.
        seconds: u64,
    },
    /// Tokens in use have not pinned the key that is needed.
    #[error("some soft tokens do not know the new key yet")]
    Missing(Vec<Holder>),
    /// The stored keys.
    #[error(transparent)]
    Load(#[from] LoadKeysError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a new key beside the current one; devices that enrol pin both, the others are told with their next poll.
pub async fn begin(
    store: &impl Store,
    kek: &Kek,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Actor,
) -> Result<Rotated, RotateError> {
    let mut tx = store.write().await?;
    let stored = tx.lock_challenge_keys().await?;
    match open(kek, &stored)? {
        ChallengeKeys { other: Some(Other::Previous(_)), .. } => return Err(RotateError::NotRetired),
        keys @ ChallengeKeys { other: Some(Other::Next(_)), .. } => return Ok(unchanged(keys)),
        ChallengeKeys { other: None, .. } => {}
    }
    // Two administrators at once: the second finds the first one's key.
    let next = generate(Slot::Next, kek, now, rng);
    if !tx.insert_challenge_key(&next).await? {
        return Ok(unchanged(open(kek, &tx.challenge_keys().await?)?));
    }
    let key = thumbprint(&open_one(kek, &next)?);
    conclude(tx, kek, now, &stored, Event::of(Kind::ChallengeKeyMade).by(by).detail("key", &key), Vec::new()).await
}

/// Makes the new key the signer, once every token in use has pinned it.
pub async fn switch(
    store: &impl Store,
    kek: &Kek,
    now: Timestamp,
    by: &Actor,
    missing: Missing,
) -> Result<Rotated, RotateError> {
    let mut tx = store.write().await?;
    let stored = tx.lock_challenge_keys().await?;
    let keys = open(kek, &stored)?;
    let key = match &keys.other {
        None => return Err(RotateError::NotBegun),
        Some(Other::Previous(_)) => return Ok(unchanged(keys)),
        Some(Other::Next(key)) => thumbprint(key),
    };
    let left = admit(&mut tx, &keys, key, missing).await?;
    // From now on nobody could tell what the tokens pin of which nothing is noted.
    tx.note_pinned_keys_of_the_rest(&[thumbprint(&keys.current)]).await?;
    tx.move_challenge_key(Slot::Current, Slot::Previous).await?;
    tx.move_challenge_key(Slot::Next, Slot::Current).await?;
    let event = Event::of(Kind::ChallengeKeySwitched).by(by).detail("key", &key).detail("missing", &left.len());
    conclude(tx, kek, now, &stored, event, left).await
}

/// Drops the old key, once every token in use has pinned the new one.
pub async fn retire(
    store: &impl Store,
    kek: &Kek,
    now: Timestamp,
    by: &Actor,
    missing: Missing,
) -> Result<Rotated, RotateError> {
    let mut tx = store.write().await?;
    let stored = tx.lock_challenge_keys().await?;
    let keys = open(kek, &stored)?;
    let key = match &keys.other {
        None => return Ok(unchanged(keys)),
        Some(Other::Next(_)) => return Err(RotateError::NotSwitched),
        Some(Other::Previous(key)) => thumbprint(key),
    };
    let age = now.seconds_since(keys.since);
    if age < SETTLING {
        return Err(RotateError::TooSoon { seconds: SETTLING - age });
    }
    let left = admit(&mut tx, &keys, thumbprint(&keys.current), missing).await?;
    tx.delete_challenge_key(Slot::Previous).await?;
    let event = Event::of(Kind::ChallengeKeyRetired).by(by).detail("key", &key).detail("missing", &left.len());
    conclude(tx, kek, now, &stored, event, left).await
}

/// One key, for people.
#[derive(Debug)]
pub struct KeyReport {
    /// Its RFC 7638 thumbprint.
    pub thumbprint: Thumbprint,
    /// What it is for.
    pub slot: Slot,
    /// When it was made.
    pub created: Timestamp,
    /// How many tokens in use have pinned it.
    pub pinned_by: usize,
}

/// All keys, for people.
#[derive(Debug)]
pub struct Report {
    /// The signer first.
    pub keys: Vec<KeyReport>,
    /// How many tokens are in use.
    pub tokens: usize,
}

/// Which keys there are, and who has pinned them.
pub async fn report(store: &impl Store, kek: &Kek) -> Result<Report, LoadKeysError> {
    let mut tx = store.read().await?;
    let (stored, holders) = (tx.challenge_keys().await?, tx.holders().await?);
    let keys = open(kek, &stored)?;
    let tokens = holders.len();
    let pinned: Vec<_> = holders.into_iter().map(|holder| keys.pinned(holder.pinned)).collect();
    let report = |row: &ChallengeKeyRow| {
        let thumbprint = thumbprint(&open_one(kek, row)?);
        let pinned_by = pinned.iter().filter(|pinned| pinned.contains(&thumbprint)).count();
        Ok(KeyReport { thumbprint, slot: row.slot, created: row.created, pinned_by })
    };
    Ok(Report { keys: stored.iter().map(report).collect::<Result<_, LoadKeysError>>()?, tokens })
}

/// Those who have not pinned `needed`, if one may go on without them.
async fn admit(
    tx: &mut impl Tx,
    keys: &ChallengeKeys,
    needed: Thumbprint,
    missing: Missing,
) -> Result<Vec<Holder>, RotateError> {
    let mut left = tx.holders().await?;
    left.retain(|holder| !keys.pinned(holder.pinned.clone()).contains(&needed));
    if left.is_empty() || missing == Missing::LeaveBehind { Ok(left) } else { Err(RotateError::Missing(left)) }
}

/// Dates the set, later than the one before; writes the audit row; commits.
async fn conclude<T: Tx>(
    mut tx: T,
    kek: &Kek,
    now: Timestamp,
    before: &[ChallengeKeyRow],
    event: Event,
    missing: Vec<Holder>,
) -> Result<Rotated, RotateError> {
    tx.date_challenge_keys(now.max(since(before).plus(1))).await?;
    audit::append(&mut tx, now, event).await?;
    let keys = open(kek, &tx.challenge_keys().await?)?;
    tx.commit().await?;
    Ok(Rotated { keys, is_new: true, missing })
}

fn unchanged(keys: ChallengeKeys) -> Rotated {
    Rotated { keys, is_new: false, missing: Vec::new() }
}

fn thumbprint(key: &PrivateKey) -> Thumbprint {
    key.public().thumbprint()
}

/// Seconds after which every node has loaded a new set: several times as long as it takes.
const SETTLING: u64 = 15;
