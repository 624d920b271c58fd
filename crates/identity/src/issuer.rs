//! Who issues: what every ceremony knows of its own portal.

use crate::kek::Sealed;
use protocol::{Origin, PrivateKey, PublicKey, Timestamp};

use crate::entropy::Entropy;
use crate::kek::{Kek, Purpose, UnsealError};
use crate::policy::Policy;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// The portal itself.
#[derive(Debug)]
pub struct Issuer {
    /// Its web origin.
    pub origin: Origin,
    /// The organisation's name.
    pub name: String,
    /// Its limits.
    pub policy: Policy,
    /// Opens stored secrets.
    pub kek: Kek,
    /// Sign challenges.
    pub challenge_keys: ChallengeKeys,
}

/// The keys that sign challenges: the current one, and one that tokens may still have pinned besides it.
#[derive(Debug)]
pub struct ChallengeKeys {
    /// Signs.
    pub current: PrivateKey,
    /// Is pinned too.
    pub other: Option<PublicKey>,
}

impl ChallengeKeys {
    /// What a holder pins, the current one first.
    #[must_use]
    pub fn public(&self) -> Vec<PublicKey> {
        std::iter::once(self.current.public()).chain(self.other).collect()
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
pub async fn has_challenge_keys(store: &impl Store) -> Result<bool, LoadKeysError> {
    Ok(!store.read().await?.challenge_keys().await?.is_empty())
}

/// Loads the challenge keys; the first start of a portal makes one. Several nodes may start at once.
pub async fn load_challenge_keys(
    store: &impl Store,
    kek: &Kek,
    now: Timestamp,
    rng: &mut impl Entropy,
) -> Result<ChallengeKeys, LoadKeysError> {
    let mut stored = store.read().await?.challenge_keys().await?;
    if stored.is_empty() {
        let fresh = PrivateKey::generate(rng);
        let sealed = kek.seal(Purpose::ChallengeKey, &[], fresh.to_scalar().as_slice(), rng);
        let mut tx = store.write().await?;
        tx.insert_first_challenge_key(&sealed, now).await?;
        stored = tx.challenge_keys().await?;
        tx.commit().await?;
    }
    let mut keys = Vec::with_capacity(stored.len());
    for sealed in &stored {
        let scalar = kek.open_array::<32>(Purpose::ChallengeKey, &[], sealed)?;
        keys.push(PrivateKey::from_scalar(&scalar).map_err(|_| LoadKeysError::Malformed)?);
    }
    let mut keys = keys.into_iter();
    let current = keys.next().ok_or(LoadKeysError::Malformed)?;
    Ok(ChallengeKeys { current, other: keys.next().map(|key| key.public()) })
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
