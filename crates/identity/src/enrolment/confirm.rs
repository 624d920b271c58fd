//! The second half: the device has stored the token, and *OK* in the portal makes it active.

use protocol::{
    EnrolmentId, Timestamp,
    enrolment::Acknowledgement,
    jws::{self, Jws, JwsError},
};

use crate::actor::{Authority, AuthorityError};
use crate::audit::{self, Event, Kind};
use crate::credential::pin;
use crate::credential::token::Token;
use crate::enrolment::EnrolmentState;
use crate::issuer::Issuer;
use crate::notice::{Notice, NoticeKind};
use crate::recovery::{RecoveryRequest, RequestState};
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// Why an acknowledgement is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcknowledgeError {
    /// No such enrolment of this token.
    #[error("no such enrolment")]
    Unknown,
    /// The pending token ran out.
    #[error("the enrolment has expired")]
    Expired,
    /// Withdrawn in the portal.
    #[error("the enrolment is void")]
    Void,
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// For another token, issuer or enrolment.
    #[error("for another token, issuer or enrolment")]
    Audience,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The device has stored the token. `token` has proved possession of its device key for this request.
pub async fn acknowledge(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    token: &Token,
    eid: EnrolmentId,
    jws: &Jws,
) -> Result<(), AcknowledgeError> {
    // 1. The envelope, the user key's signature, who says what to whom.
    let claims = jws::parse::<Acknowledgement>(jws.as_str())?.verify(&token.user_key)?;
    if claims.iss != token.id || claims.aud != issuer.origin || claims.eid != eid {
        return Err(AcknowledgeError::Audience);
    }
    // 2. The enrolment that led to this token, in time.
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token.id).await?.ok_or(AcknowledgeError::Unknown)?;
    let enrolment = tx.lock_enrolment(eid).await?.ok_or(AcknowledgeError::Unknown)?;
    if enrolment.state == EnrolmentState::Void {
        return Err(AcknowledgeError::Void);
    }
    if token.require_usable(now).is_err() {
        return Err(AcknowledgeError::Expired);
    }
    if enrolment.token() != Some(token.id) {
        return Err(AcknowledgeError::Unknown);
    }
    // 3. It counts once. Whoever sends an old one again hears that it was heard, and nothing changes.
    let Ok(enrolment) = enrolment.acknowledged(token.id) else {
        return Ok(());
    };
    tx.update_enrolment(&enrolment).await?;
    // 4. It proves the PIN as every signature by the user key does: with an evaluation of a moment ago. The tries of
    //    choosing the PIN do not count then.
    if let Ok(evaluation) = pin::check_proof(issuer, now, tx.evaluation(token.id, claims.rid).await?) {
        pin::accept_proof(&mut tx, now, &mut token, &evaluation).await?;
        tx.update_token(&token).await?;
    }
    tx.wake(Topic::Enrolment(eid));
    tx.commit().await?;
    Ok(())
}

/// A pending token has spent a step of its ratchet, which only a stored token has: its acknowledgement was cut off, and this
/// is as good. The caller holds the token and commits.
pub(crate) async fn make_up_for_acknowledgement(
    tx: &mut impl Tx,
    issuer: &Issuer,
    token: &Token,
) -> Result<(), StoreError> {
    // The code was made before the token, and not longer before than it lives.
    let since = Timestamp(token.created.0.saturating_sub(issuer.limits.enrolment_lifetime));
    let enrolments = tx.enrolments_of(token.user, since).await?;
    let Some(eid) = enrolments.iter().find(|one| one.token() == Some(token.id)).map(|one| one.eid) else {
        return Ok(());
    };
    let enrolment = tx.lock_enrolment(eid).await?.map(|enrolment| enrolment.acknowledged(token.id));
    if let Some(Ok(enrolment)) = enrolment {
        tx.update_enrolment(&enrolment).await?;
        tx.wake(Topic::Enrolment(eid));
    }
    Ok(())
}

/// Why *OK* does nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfirmError {
    /// The user has no such enrolment.
    #[error("no such enrolment")]
    Unknown,
    /// The device has not stored the token yet.
    #[error("the device is not ready")]
    NotReady,
    /// The pending token ran out, or the enrolment was withdrawn.
    #[error("the enrolment is over")]
    Over,
    /// What allowed it does so no longer: another token was confirmed since.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What *OK* has done.
#[derive(Debug)]
pub struct Confirmed {
    /// The token, active.
    pub token: Token,
    /// What its owner is told; none when *OK* was pressed before.
    pub notice: Option<Notice>,
}

/// *OK*: the token becomes active. Again: nothing more happens.
pub async fn confirm(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    eid: EnrolmentId,
) -> Result<Confirmed, ConfirmError> {
    let mut tx = store.write().await?;
    // 1. User, token and enrolment, held.
    let mut owner = by.hold(&mut tx, issuer, now).await?;
    let user = owner.id;
    let known = tx.enrolment(eid).await?.filter(|enrolment| enrolment.user == user).ok_or(ConfirmError::Unknown)?;
    let token = match (known.state, known.token()) {
        (EnrolmentState::Void, _) => return Err(ConfirmError::Over),
        (_, Some(token)) => tx.lock_token(token).await?.ok_or(ConfirmError::Over)?,
        (_, None) => return Err(ConfirmError::NotReady),
    };
    let enrolment = tx.lock_enrolment(eid).await?.ok_or(ConfirmError::Unknown)?;
    match enrolment.state {
        EnrolmentState::Acknowledged(_) => {}
        EnrolmentState::Confirmed(_) => return Ok(Confirmed { token, notice: None }),
        EnrolmentState::Void => return Err(ConfirmError::Over),
        _ => return Err(ConfirmError::NotReady),
    }
    // 2. Active, and push is on again. A recovery that waits has what it waited for.
    let token = Token { changed: now, ..token.activate(now).map_err(|_| ConfirmError::Over)? };
    let enrolment = enrolment.confirmed().map_err(|_| ConfirmError::NotReady)?;
    owner.push.enrolled();
    tx.update_push(&owner).await?;
    tx.update_token(&token).await?;
    tx.update_enrolment(&enrolment).await?;
    if let Some(request) = tx.recovery_request(user).await?.filter(|request| request.is_waiting(now)) {
        tx.put_recovery_request(&RecoveryRequest { state: RequestState::Used, ..request }).await?;
    }
    let event = Event::of(Kind::TokenActivated).by(by.actor()).user(user).token(token.id).detail("name", &token.name);
    audit::append(&mut tx, now, event).await?;
    tx.wake(Topic::Enrolment(eid));
    tx.wake(Topic::Devices(user));
    tx.commit().await?;
    let name = token.name.clone();
    let notice = Notice { kind: NoticeKind::TokenActivated, owner, token: name, source: None };
    Ok(Confirmed { token, notice: Some(notice) })
}
