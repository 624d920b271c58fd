//! The last way: an e-mailed code, and time in which the owner can say no.

use protocol::{Bytes, Timestamp};

use crate::{
    account::user::{User, UserId},
    actor::{Actor, Authority, AuthorityError},
    audit::{self, Event, Kind},
    entropy::Entropy,
    issuer::Issuer,
    login::client::ClientSecret,
    notice::{Notice, NoticeKind},
    recovery::Way,
    source::Source,
    store::{Store, StoreError, prelude::*},
};

/// Somebody wants to add a device, and has shown nothing but the mailbox.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecoveryRequest {
    /// To whose account.
    pub user: UserId,
    /// SHA-256 of the secret that stops it: 32 bytes.
    pub stop: Bytes<32>,
    /// Whether it counts.
    pub state: RequestState,
    /// When it was asked for.
    pub asked: Timestamp,
    /// From then on an e-mailed code adds a device.
    pub ready: Timestamp,
    /// After this it is worth nothing.
    pub expires: Timestamp,
}

/// Where a request is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RequestState {
    /// It waits, or may be used.
    Waiting,
    /// Its owner, the service desk or a login with a device has stopped it.
    Stopped,
    /// A device was added.
    Used,
}

impl RecoveryRequest {
    /// Whether it still runs.
    #[must_use]
    pub fn is_waiting(&self, now: Timestamp) -> bool {
        self.state == RequestState::Waiting && now < self.expires
    }

    /// Whether its time has come.
    #[must_use]
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.is_waiting(now) && now >= self.ready
    }
}

/// Why nobody may add a device later.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// The rules of the account's group do not know this way.
    #[error("the rules do not allow it")]
    Rules,
    /// It was stopped a short time ago.
    #[error("it was stopped a short time ago")]
    Stopped {
        /// Seconds until it may be asked for again.
        retry_after: u64,
    },
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A request that runs.
#[derive(Debug)]
pub struct Asked {
    /// From then on an e-mailed code adds a device.
    pub ready: Timestamp,
    /// What has to be told, with the secret that stops it; none when it ran already.
    pub notice: Option<(Notice, ClientSecret)>,
}

/// Asks for a new device after the waiting time. Again: it goes on as it was.
pub async fn ask(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Authority,
    source: Source,
) -> Result<Asked, AskError> {
    let mut tx = store.write().await?;
    let owner = by.hold(&mut tx, issuer, now).await?;
    let rules = issuer.rules_for(Some(&owner));
    if !rules.recovery.has(Way::Wait) {
        return Err(AskError::Rules);
    }
    match tx.recovery_request(owner.id).await? {
        Some(known) if known.is_waiting(now) => return Ok(Asked { ready: known.ready, notice: None }),
        // Whoever stops it must not have to do so all day long.
        Some(known) if known.state == RequestState::Stopped && now < known.expires => {
            return Err(AskError::Stopped { retry_after: known.expires.seconds_since(now) });
        }
        _ => {}
    }
    let secret = ClientSecret::generate(rng);
    let ready = now.plus(rules.recovery_wait);
    let request = RecoveryRequest {
        user: owner.id,
        stop: secret.digest(),
        state: RequestState::Waiting,
        asked: now,
        ready,
        expires: ready.plus(issuer.limits.recovery_window),
    };
    tx.put_recovery_request(&request).await?;
    audit::append(&mut tx, now, Event::of(Kind::RecoveryAsked).by(by.actor()).user(owner.id).source(source)).await?;
    tx.commit().await?;
    let notice = Notice { kind: NoticeKind::RecoveryAsked, owner, token: String::new(), source: None };
    Ok(Asked { ready, notice: Some((notice, secret)) })
}

/// The request that runs for this account.
pub async fn pending(store: &impl Store, now: Timestamp, user: UserId) -> Result<Option<RecoveryRequest>, StoreError> {
    let request = store.read().await?.recovery_request(user).await?;
    Ok(request.filter(|request| request.is_waiting(now)))
}

/// Why nothing is stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StopError {
    /// Nothing waits behind this secret any more.
    #[error("nothing waits here")]
    Unknown,
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stops the request that a mail was about: whoever has the mail may, without a login.
pub async fn stop_by_link(store: &impl Store, now: Timestamp, secret: &ClientSecret) -> Result<Notice, StopError> {
    let mut tx = store.write().await?;
    let request = tx.recovery_request_of(secret.digest()).await?.ok_or(StopError::Unknown)?;
    let owner = tx.lock_user(request.user).await?.ok_or(StopError::Unknown)?;
    let stopped = stop_in(&mut tx, now, owner, &Actor::Owner).await?.ok_or(StopError::Unknown)?;
    tx.commit().await?;
    Ok(stopped)
}

/// Stops the request of an account: its owner in the profile, or the service desk.
pub async fn stop(store: &impl Store, issuer: &Issuer, now: Timestamp, by: &Authority) -> Result<Notice, StopError> {
    let mut tx = store.write().await?;
    let owner = by.hold(&mut tx, issuer, now).await?;
    let stopped = stop_in(&mut tx, now, owner, by.actor()).await?.ok_or(StopError::Unknown)?;
    tx.commit().await?;
    Ok(stopped)
}

/// Stops it in the caller's transaction, which holds the account; also when its owner logs in with a device.
pub(crate) async fn stop_in(
    tx: &mut impl Tx,
    now: Timestamp,
    owner: User,
    by: &Actor,
) -> Result<Option<Notice>, StoreError> {
    let request = tx.recovery_request(owner.id).await?.filter(|request| request.is_waiting(now));
    let Some(request) = request else {
        return Ok(None);
    };
    // It keeps others from asking again for a day.
    let expires = now.plus(AFTER_A_STOP);
    tx.put_recovery_request(&RecoveryRequest { state: RequestState::Stopped, expires, ..request }).await?;
    audit::append(tx, now, Event::of(Kind::RecoveryStopped).by(by).user(owner.id)).await?;
    Ok(Some(Notice { kind: NoticeKind::RecoveryStopped, owner, token: String::new(), source: None }))
}

const AFTER_A_STOP: u64 = crate::policy::DAY;
