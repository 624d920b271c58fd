//! The key-encryption key is replaced while the portal runs (ADR 0025): every secret that is under the old key only is sealed
//! anew.

use protocol::Timestamp;

use crate::{
    actor::Actor,
    audit::{self, Event, Kind},
    entropy::Entropy,
    kek::{Kek, Purpose, Sealed, UnsealError},
    store::{Store, StoreError, prelude::*},
};

/// Why a pass over the secrets ends early. What was sealed anew until then stays; a later pass goes on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResealError {
    /// A secret opens under neither key.
    #[error(
        "a secret of the kind {purpose:?} opens under neither key: bring back the key file that it was sealed under"
    )]
    Unseal {
        /// What kind it is.
        purpose: Purpose,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a pass has done.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Pass {
    /// Secrets looked at.
    pub checked: u64,
    /// Secrets that were under the old key, and are under the new one.
    pub resealed: u64,
}

/// One sealed value and where it lies.
#[derive(Clone, Debug)]
pub struct SealedCell {
    /// The primary key of its row.
    pub row: Vec<u8>,
    /// What else it is bound to: the PIN change or the registration that it belongs to; else empty.
    pub bound_to: Vec<u8>,
    /// The value.
    pub sealed: Sealed,
}

/// Looks at every secret, and seals those anew that are not under the key that seals. Any number of portals may run meanwhile:
/// a secret that one of them has changed in between is left to the next pass.
pub async fn reseal(store: &impl Store, kek: &Kek, rng: &mut impl Entropy) -> Result<Pass, ResealError> {
    let mut pass = Pass::default();
    for purpose in Purpose::ALL {
        let mut after = Vec::new();
        loop {
            let cells = store.read().await?.sealed_after(purpose, &after, BATCH).await?;
            if let Some(last) = cells.last() {
                after.clone_from(&last.row);
            }
            for cell in &cells {
                pass.checked += 1;
                let associated = match purpose {
                    // Their rows are named by the sealed value itself.
                    Purpose::ChallengeKey | Purpose::EmailCode => cell.bound_to.clone(),
                    _ => [cell.row.as_slice(), &cell.bound_to].concat(),
                };
                let anew = kek.reseal(purpose, &associated, &cell.sealed, rng);
                let Some(anew) = anew.map_err(|UnsealError| ResealError::Unseal { purpose })? else { continue };
                // One transaction each: it holds one row, and no login waits for a batch.
                let mut tx = store.write().await?;
                pass.resealed += u64::from(tx.replace_sealed(purpose, cell, &anew).await?);
                tx.commit().await?;
            }
            if cells.len() < BATCH {
                break;
            }
        }
    }
    Ok(pass)
}

/// Writes into the log that the key was replaced.
pub async fn record(store: &impl Store, now: Timestamp, by: &Actor, resealed: u64) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    audit::append(&mut tx, now, Event::of(Kind::EncryptionKeyRotated).by(by).detail("resealed", &resealed)).await?;
    tx.commit().await
}

/// Every sealed value, whatever noun it belongs to.
pub trait SealedRows {
    /// The sealed values of this kind in rows after `row` (empty for all), in order.
    fn sealed_after(
        &mut self,
        purpose: Purpose,
        row: &[u8],
        limit: usize,
    ) -> impl Future<Output = Result<Vec<SealedCell>, StoreError>> + Send;
    /// Puts `anew` in the place of a value, unless that was changed since; whether it did.
    fn replace_sealed(
        &mut self,
        purpose: Purpose,
        cell: &SealedCell,
        anew: &Sealed,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

const BATCH: usize = 100;
