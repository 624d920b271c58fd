//! A code that its owner saves on paper, for the day on which no device is at hand.

use protocol::{Bytes, Timestamp};
use zeroize::Zeroizing;

use crate::{
    account::user::UserId,
    actor::{Authority, AuthorityError},
    audit::{self, Event, Kind},
    entropy::Entropy,
    issuer::Issuer,
    notice::{Notice, NoticeKind},
    recovery::{RecoverySecret, SecretKind, StoredSecret, Way},
    slow_work::SlowWork,
    store::{Store, StoreError, prelude::*},
};

/// Why no code is made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveCodeError {
    /// The rules of the account's group know no saved codes.
    #[error("the rules do not allow it")]
    Rules,
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a code in the place of an earlier one, and gives it back to be shown this once: `XXXX-XXXX-XXXX-XXXX`.
pub async fn make_saved_code(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Authority,
) -> Result<(Zeroizing<String>, Notice), SaveCodeError> {
    // 1. The code, hashed where it holds up nobody.
    let (code, salt) = (RecoverySecret::generate(rng), Bytes::<16>::generate(rng));
    let shown = code.grouped();
    let hash = code.hash(work, salt).await.0;
    // 2. Remembered.
    let mut tx = store.write().await?;
    let owner = by.hold(&mut tx, issuer, now).await?;
    if !issuer.rules_for(Some(&owner)).recovery.has(Way::Code) {
        return Err(SaveCodeError::Rules);
    }
    let kind = SecretKind::SavedCode;
    let stored = StoredSecret { user: owner.id, kind, salt, hash, created: now, expires: None };
    tx.put_recovery_secret(&stored).await?;
    audit::append(&mut tx, now, Event::of(Kind::SavedCodeMade).by(by.actor()).user(owner.id)).await?;
    tx.commit().await?;
    Ok((shown, Notice { kind: NoticeKind::SavedCodeMade, owner, token: String::new(), source: None }))
}

/// Since when the account has a code that was not used.
pub async fn saved_since(store: &impl Store, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    let stored = store.read().await?.recovery_secret(user, SecretKind::SavedCode).await?;
    Ok(stored.map(|stored| stored.created))
}
