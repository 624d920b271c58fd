//! A saved code or a pass, typed on the login page.

use protocol::{Bytes, Timestamp};

use crate::{
    account::user::User,
    audit::{self, Event, Kind},
    entropy::Entropy,
    issuer::Issuer,
    login::{
        attempt::{LoginAttempt, Proof},
        client::ClientSecret,
        push,
    },
    policy::DAY,
    recovery::{RecoverySecret, SecretKind, StoredSecret},
    slow_work::SlowWork,
    source::Source,
    store::{Store, StoreError, Topic, prelude::*},
};

/// Why it lets nobody in; the same for names that exist and names that do not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckRecoveryError {
    /// It differs, was used, ran out, or there is none: the same answer.
    #[error("wrong code")]
    Wrong {
        /// Tries that remain here today.
        tries_left: usize,
    },
    /// No more tries for this name from this network.
    #[error("too many tries")]
    TooMany {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The login is over, or the rules know no such code: begin anew.
    #[error("the login is over")]
    Over,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts the try, commits, compares, and proves the attempt. A secret is used once.
#[expect(clippy::too_many_arguments, reason = "one typed secret, and what every ceremony takes")]
pub async fn check(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &ClientSecret,
    kind: SecretKind,
    typed: RecoverySecret,
    source: Source,
) -> Result<(), CheckRecoveryError> {
    // 1. Count the try, under the name that was typed and this network, and commit.
    let mut tx = store.write().await?;
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(CheckRecoveryError::Over)?;
    if !attempt.is_open(now) || !attempt.methods.has(kind.method()) {
        return Err(CheckRecoveryError::Over);
    }
    let tries_left = admit(&mut tx, issuer, now, &attempt, source).await?;
    tx.insert_recovery_try(attempt.name.as_str(), &source.network(), now).await?;
    let stored = match attempt.account {
        Some(id) => tx.recovery_secret(id, kind).await?,
        None => None,
    };
    tx.commit().await?;
    // 2. Compare, in constant time; the work is the same when there is nothing to compare with.
    let stored = stored.filter(|stored| stored.expires.is_none_or(|until| now < until));
    let salt = stored.as_ref().map_or_else(|| Bytes::generate(rng), |stored| stored.salt);
    let hash = typed.hash(work, salt).await;
    let Some(stored) = stored.filter(|stored| hash.is(&stored.hash)) else {
        log_wrong(store, now, &attempt, source).await?;
        return Err(CheckRecoveryError::Wrong { tries_left });
    };
    prove(store, now, attempt, &stored, source).await
}

/// Tries that remain after this one.
async fn admit(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    attempt: &LoginAttempt,
    source: Source,
) -> Result<usize, CheckRecoveryError> {
    let (name, network, since) = (attempt.name.as_str(), source.network(), Timestamp(now.0.saturating_sub(DAY)));
    let here = tx.recovery_tries(name, Some(&network), since).await?;
    let in_all = tx.recovery_tries(name, None, since).await?;
    let limits = [(&here, issuer.limits.recovery_tries), (&in_all, issuer.limits.recovery_tries_in_all)];
    for (tries, limit) in limits {
        if let Some(oldest) = tries.len().checked_sub(limit).and_then(|index| tries.get(index)) {
            return Err(CheckRecoveryError::TooMany { retry_after: oldest.plus(DAY).seconds_since(now).max(1) });
        }
    }
    Ok(issuer.limits.recovery_tries.saturating_sub(here.len() + 1))
}

/// Used, once, and the attempt is proved; its push need not wait any longer.
async fn prove(
    store: &impl Store,
    now: Timestamp,
    attempt: LoginAttempt,
    stored: &StoredSecret,
    source: Source,
) -> Result<(), CheckRecoveryError> {
    let mut tx = store.write().await?;
    let user = tx.lock_user(stored.user).await?.filter(User::is_open).ok_or(CheckRecoveryError::Over)?;
    if tx.recovery_secret(user.id, stored.kind).await?.as_ref() != Some(stored) {
        return Err(CheckRecoveryError::Over);
    }
    tx.delete_recovery_secret(user.id, stored.kind).await?;
    let attempt = tx.lock_attempt(attempt.id).await?.ok_or(CheckRecoveryError::Over)?;
    let id = attempt.id;
    let proof = Proof { method: stored.kind.method(), at: now, token: None, factor: None };
    tx.update_attempt(&attempt.prove(proof).map_err(|_| CheckRecoveryError::Over)?).await?;
    push::withdraw_in(&mut tx, now, id).await?;
    let kind = match stored.kind {
        SecretKind::SavedCode => Kind::SavedCodeUsed,
        SecretKind::DevicePass => Kind::DevicePassUsed,
    };
    audit::append(&mut tx, now, Event::of(kind).user(user.id).source(source)).await?;
    tx.wake(Topic::Attempt(id));
    Ok(tx.commit().await?)
}

async fn log_wrong(
    store: &impl Store,
    now: Timestamp,
    attempt: &LoginAttempt,
    source: Source,
) -> Result<(), StoreError> {
    let Some(user) = attempt.account else {
        return Ok(());
    };
    let mut tx = store.write().await?;
    audit::append(&mut tx, now, Event::of(Kind::RecoveryWrong).user(user).source(source)).await?;
    tx.commit().await
}
