//! The portal's keys that sign challenges: one, or two while one takes the other's place (`docs/protocol.md` §13).

mod rotation;
mod rows;
mod statement;

use std::sync::{Arc, PoisonError, RwLock};

use protocol::{PrivateKey, PublicKey, Thumbprint, Timestamp};

pub use self::{
    rotation::{KeyReport, Missing, Report, RotateError, Rotated, begin, report, retire, switch},
    rows::{ChallengeKeyRow, ChallengeKeyRows, Holder, Slot},
    statement::{note_pinned, statement},
};
use crate::entropy::Entropy;
use crate::kek::{Kek, Purpose, UnsealError};
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// The keys of the portal.
#[derive(Debug)]
pub struct ChallengeKeys {
    /// Signs.
    pub current: PrivateKey,
    /// Is pinned beside it.
    pub other: Option<Other>,
    /// When this set came about; a later set has a later time.
    pub since: Timestamp,
}

/// The second key of a rotation.
#[derive(Debug)]
pub enum Other {
    /// Will sign.
    Next(PrivateKey),
    /// Has signed.
    Previous(PrivateKey),
}

impl Other {
    fn key(&self) -> &PrivateKey {
        match self {
            Self::Next(key) | Self::Previous(key) => key,
        }
    }
}

impl ChallengeKeys {
    /// What a holder pins, the signer first.
    #[must_use]
    pub fn public(&self) -> Vec<PublicKey> {
        std::iter::once(&self.current).chain(self.other.as_ref().map(Other::key)).map(PrivateKey::public).collect()
    }

    /// [`ChallengeKeys::public`] with this key first: an enrolment begins with the key of its QR code. `None` when it was
    /// retired since.
    pub(crate) fn public_from(&self, first: Thumbprint) -> Option<Vec<PublicKey>> {
        let mut keys = self.public();
        let position = keys.iter().position(|key| key.thumbprint() == first)?;
        keys.rotate_left(position);
        Some(keys)
    }

    fn thumbprints(&self) -> Vec<Thumbprint> {
        self.public().iter().map(PublicKey::thumbprint).collect()
    }

    /// What a token pins by what was noted of it. Before anything was noted there was one key, which stays the signer until
    /// the first [`switch`]; that one notes it for everybody.
    fn pinned(&self, noted: Option<Vec<Thumbprint>>) -> Vec<Thumbprint> {
        noted.unwrap_or_else(|| match self.other {
            Some(Other::Previous(_)) => Vec::new(),
            Some(Other::Next(_)) | None => vec![self.current.public().thumbprint()],
        })
    }
}

/// The keys as one node knows them; a change reaches every node with its next [`reload`].
#[derive(Debug)]
pub struct NodeKeys(RwLock<Arc<ChallengeKeys>>);

impl NodeKeys {
    /// Of a node that has just loaded these.
    #[must_use]
    pub fn new(keys: ChallengeKeys) -> Self {
        Self(RwLock::new(Arc::new(keys)))
    }

    /// As they are now; good for one answer.
    #[must_use]
    pub fn now(&self) -> Arc<ChallengeKeys> {
        // Whoever panicked under the lock left a whole set behind: it changes in one step.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, keys: ChallengeKeys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }
}

/// Why there are no challenge keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadKeysError {
    /// The key file is not the one that this database was made with.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// What opens is not a key.
    #[error("a stored challenge key is not a key")]
    Malformed,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether this portal has been started before.
pub async fn exist(store: &impl Store) -> Result<bool, LoadKeysError> {
    Ok(!store.read().await?.challenge_keys().await?.is_empty())
}

/// Loads the challenge keys; the first start of a portal makes one. Several nodes may start at once.
pub async fn load(
    store: &impl Store,
    kek: &Kek,
    now: Timestamp,
    rng: &mut impl Entropy,
) -> Result<ChallengeKeys, LoadKeysError> {
    let mut stored = store.read().await?.challenge_keys().await?;
    if stored.is_empty() {
        let mut tx = store.write().await?;
        tx.insert_challenge_key(&generate(Slot::Current, kek, now, rng)).await?;
        stored = tx.challenge_keys().await?;
        tx.commit().await?;
    }
    open(kek, &stored)
}

/// Loads them anew where they have changed; whether they have.
pub async fn reload(store: &impl Store, kek: &Kek, node: &NodeKeys) -> Result<bool, LoadKeysError> {
    let stored = store.read().await?.challenge_keys().await?;
    if since(&stored) == node.now().since {
        return Ok(false);
    }
    node.set(open(kek, &stored)?);
    Ok(true)
}

fn generate(slot: Slot, kek: &Kek, now: Timestamp, rng: &mut impl Entropy) -> ChallengeKeyRow {
    let fresh = PrivateKey::generate(rng);
    let key = kek.seal(Purpose::ChallengeKey, &[], fresh.to_scalar().as_slice(), rng);
    ChallengeKeyRow { slot, key, created: now, changed: now }
}

fn open(kek: &Kek, rows: &[ChallengeKeyRow]) -> Result<ChallengeKeys, LoadKeysError> {
    let (mut current, mut other) = (None, None);
    for row in rows {
        let key = open_one(kek, row)?;
        match row.slot {
            Slot::Current => current = Some(key),
            Slot::Next => other = Some(Other::Next(key)),
            Slot::Previous => other = Some(Other::Previous(key)),
        }
    }
    Ok(ChallengeKeys { current: current.ok_or(LoadKeysError::Malformed)?, other, since: since(rows) })
}

fn open_one(kek: &Kek, row: &ChallengeKeyRow) -> Result<PrivateKey, LoadKeysError> {
    let scalar = kek.open_array::<32>(Purpose::ChallengeKey, &[], &row.key)?;
    PrivateKey::from_scalar(&scalar).map_err(|_| LoadKeysError::Malformed)
}

fn since(rows: &[ChallengeKeyRow]) -> Timestamp {
    rows.iter().map(|row| row.changed).max().unwrap_or_default()
}
