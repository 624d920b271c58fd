//! A pass for a new device, in two halves: whoever reads the mailbox lacks the one of the service desk, and the service desk
//! lacks the one in the mail.

use protocol::{Bytes, Timestamp};
use zeroize::Zeroizing;

use crate::{
    account::user::{User, UserId},
    actor::Actor,
    audit::{self, Event, Kind},
    entropy::Entropy,
    issuer::Issuer,
    recovery::{RecoverySecret, SecretKind, StoredSecret, Way},
    slow_work::SlowWork,
    store::{Store, StoreError, prelude::*},
};

/// A pass that was made, for the two ways on which its halves go.
#[derive(Debug)]
pub struct MadePass {
    /// Whose it is; the first half goes to their address.
    pub owner: User,
    /// `XXXX-XXXX`, for the mail alone.
    pub by_mail: Zeroizing<String>,
    /// `XXXX-XXXX`, which the service desk reads out.
    pub by_desk: Zeroizing<String>,
    /// After this it is worth nothing.
    pub expires: Timestamp,
}

/// Why no pass is made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PassError {
    /// There is no such account, or it is closed.
    #[error("no such account, or it is disabled")]
    Unknown,
    /// The rules of the account's group know no passes.
    #[error("the rules of the account's group do not allow it: see `recovery` in the configuration")]
    Rules,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a pass, in the place of an earlier one.
pub async fn make_pass(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Actor,
    id: UserId,
) -> Result<MadePass, PassError> {
    let (pass, salt) = (RecoverySecret::generate(rng), Bytes::<16>::generate(rng));
    let (by_mail, by_desk) = pass.halves();
    let hash = pass.hash(work, salt).await.0;
    let mut tx = store.write().await?;
    let owner = tx.lock_user(id).await?.filter(User::is_open).ok_or(PassError::Unknown)?;
    if !issuer.rules_for(Some(&owner)).recovery.has(Way::Desk) {
        return Err(PassError::Rules);
    }
    let expires = now.plus(issuer.limits.pass_lifetime);
    let kind = SecretKind::DevicePass;
    let stored = StoredSecret { user: id, kind, salt, hash, created: now, expires: Some(expires) };
    tx.put_recovery_secret(&stored).await?;
    audit::append(&mut tx, now, Event::of(Kind::DevicePassMade).by(by).user(id)).await?;
    tx.commit().await?;
    Ok(MadePass { owner, by_mail, by_desk, expires })
}
