//! The PIN, which the portal never sees: it counts tries and evaluates blindly (`docs/protocol.md` §5).

use crate::credential::token::NotUsable;
use protocol::{
    Bytes, ChallengeId, ChangeId, RequestId, Timestamp, TokenId,
    approval::PinOk,
    jws::{self, Jws, JwsError},
    oprf::{EvaluationReply, EvaluationRequest, OprfError, OprfKey},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::credential::ratchet::{self, Taken};
use crate::credential::token::{Destruction, Token, TokenState};
use crate::enrolment;
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, UnsealError};
use crate::login::client::sha256;
use crate::notice::Notice;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};
use crate::throttle::Lockout;

/// One counted evaluation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evaluation {
    /// The token.
    pub token: TokenId,
    /// Its name, chosen by the holder.
    pub rid: RequestId,
    /// SHA-256 of the blinded element.
    pub blinded: Bytes<32>,
    /// The challenge it was for, if any.
    pub cid: Option<ChallengeId>,
    /// The PIN change whose new key was used, if any.
    pub change: Option<ChangeId>,
    /// When it was counted.
    pub at: Timestamp,
    /// Whether a signature has proved that the PIN was right; each evaluation proves once.
    pub is_proved: bool,
}

/// Why the PIN is not evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// Too many tries in a row.
    #[error("paused")]
    Paused {
        /// Seconds until the next try.
        retry_after: u64,
    },
    /// Two copies are at work. With a notice when this very request has shown it.
    #[error("the token was copied")]
    CopyFound(Option<Box<Notice>>),
    /// A stored token asks without a step of the ratchet.
    #[error("a step of the ratchet is missing")]
    NoStep,
    /// No such PIN change: another one took its place.
    #[error("no such PIN change")]
    UnknownChange,
    /// The same `rid` with another blinded element, another challenge, or after it was settled.
    #[error("the request id was used for something else")]
    Reused,
    /// Not a point of the curve.
    #[error(transparent)]
    Element(#[from] OprfError),
    /// The key does not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts one try, commits, and only then evaluates.
pub async fn evaluate(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    token: TokenId,
    request: &EvaluationRequest,
) -> Result<EvaluationReply, EvaluateError> {
    // 1. The token, held: whoever comes at the same time waits here.
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_usable(now)?;
    // 2. The ratchet: two copies of one token cannot both know the value that comes next.
    let taken = match &request.step {
        // Whoever reconnects has no step; this is the other copy.
        Some(_) if token.is_reconnecting(now) => return Err(NotUsable::Copied.into()),
        Some(step) => Some(ratchet::take(&mut tx, now, &mut token, request.rid, step).await?),
        None => {
            refuse_unless_stepless(&token, request, now)?;
            None
        }
    };
    if taken == Some(Taken::Copied) {
        let notice = ratchet::suspend(&mut tx, now, token).await?;
        tx.commit().await?;
        return Err(EvaluateError::CopyFound(notice.map(Box::new)));
    }
    // 3. A repeat costs no try, if it is one.
    let (seed, blinded) = (open_key(issuer, &token, request.change)?, sha256(&request.blinded.0));
    let known = tx.evaluation(token.id, request.rid).await?;
    if known.as_ref().is_some_and(|known| !is_same(known, request, &blinded)) {
        return Err(EvaluateError::Reused);
    }
    let tries_left =
        if known.is_some() { token.pin.attempts_left() } else { token.pin.attempts_left().saturating_sub(1) };
    if known.is_none() {
        // 4. The tenth try was the last: another one shows that it was wrong.
        if token.pin.is_locked_out() {
            destroy(&mut tx, now, token).await?;
            tx.commit().await?;
            return Err(NotUsable::Destroyed.into());
        }
        // 5. A pause is waited out. The step is taken all the same: both sides go on from there.
        if let Some(retry_after) = token.pin.wait(now) {
            tx.update_token(&token).await?;
            tx.commit().await?;
            return Err(EvaluateError::Paused { retry_after });
        }
        // 6. A step carries one evaluation: not another one once that is forgotten.
        if taken == Some(Taken::Before) {
            return Err(EvaluateError::Reused);
        }
        // 7. Count, and remember for what.
        token.pin = record_failure(token.pin, issuer, now);
        let (token, rid, cid, change) = (token.id, request.rid, request.cid, request.change);
        tx.insert_evaluation(&Evaluation { token, rid, blinded, cid, change, at: now, is_proved: false }).await?;
    }
    tx.update_token(&token).await?;
    if known.is_none() {
        log_pause(&mut tx, now, &token).await?;
    }
    // 8. Commit: from here on the try is spent, whatever happens.
    tx.commit().await?;
    // 9. Evaluate (RFC 9497 §3.3.2).
    let (element, proof) = OprfKey::from_seed(*seed).evaluate(&request.blinded, rng)?;
    Ok(EvaluationReply { element, proof, tries_left })
}

fn is_same(known: &Evaluation, request: &EvaluationRequest, blinded: &Bytes<32>) -> bool {
    bool::from(known.blinded.0.ct_eq(&blinded.0)) && known.cid == request.cid && known.change == request.change
}

/// A token that is not stored yet has no ratchet to spend; a new PIN and a reconnected device begin a new one.
fn refuse_unless_stepless(token: &Token, request: &EvaluationRequest, now: Timestamp) -> Result<(), EvaluateError> {
    let is_stored = !matches!(token.state, TokenState::Pending { .. });
    if is_stored && request.change.is_none() && !token.is_reconnecting(now) {
        return Err(EvaluateError::NoStep);
    }
    Ok(())
}

/// The key in use, or that of a PIN change.
fn open_key(issuer: &Issuer, token: &Token, change: Option<ChangeId>) -> Result<Zeroizing<[u8; 32]>, EvaluateError> {
    let Some(id) = change else {
        let sealed = token.oprf_key.as_ref().ok_or(NotUsable::Destroyed)?;
        return Ok(issuer.kek.open_array(Purpose::OprfKey, token.id.as_bytes(), sealed)?);
    };
    let change = token.change.as_ref().filter(|change| change.id == id).ok_or(EvaluateError::UnknownChange)?;
    Ok(issuer.kek.open_array(Purpose::NextOprfKey, &change.associated_data(token.id), &change.oprf_key)?)
}

/// The tenth try keeps its key as long as a signature can still prove that it was right, and no longer.
fn record_failure(pin: Lockout, issuer: &Issuer, now: Timestamp) -> Lockout {
    let failed = pin.record_failure(&issuer.limits.pin_pauses, now);
    if failed.is_locked_out() { Lockout { until: now.plus(issuer.limits.pin_proof_window), ..failed } } else { failed }
}

async fn destroy(tx: &mut impl Tx, now: Timestamp, token: Token) -> Result<(), StoreError> {
    let token = token.destroy(Destruction::Pin);
    tx.update_token(&token).await?;
    audit::append(tx, now, Event::of(Kind::PinDestroyed).by(&Actor::System).user(token.user).token(token.id)).await
}

async fn log_pause(tx: &mut impl Tx, now: Timestamp, token: &Token) -> Result<(), StoreError> {
    if token.pin.wait(now).is_none() {
        return Ok(());
    }
    let event = Event::of(Kind::PinPaused).user(token.user).token(token.id).detail("tries", &token.pin.count);
    audit::append(tx, now, event).await
}

/// A signature by the user key does not prove the PIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// No such evaluation of this token, or for another challenge.
    #[error("no such evaluation")]
    Unknown,
    /// It is too old.
    #[error("the evaluation is too old")]
    Stale,
    /// It has proved something already, and may not begin another thing.
    #[error("the evaluation was used already")]
    Used,
}

/// The evaluation, if it may prove the PIN now.
pub(crate) fn check_proof(
    issuer: &Issuer,
    now: Timestamp,
    evaluation: Option<Evaluation>,
) -> Result<Evaluation, ProofError> {
    let evaluation = evaluation.ok_or(ProofError::Unknown)?;
    if now.seconds_since(evaluation.at) > issuer.limits.pin_proof_window {
        return Err(ProofError::Stale);
    }
    Ok(evaluation)
}

/// [`check_proof`] of a message that begins something. Whoever sends an old message again begins nothing: its evaluation has
/// been used, unless it is the repeat of what is under way.
pub(crate) fn check_first_proof(
    issuer: &Issuer,
    now: Timestamp,
    evaluation: Option<Evaluation>,
    is_repeat: bool,
) -> Result<Evaluation, ProofError> {
    let evaluation = check_proof(issuer, now, evaluation)?;
    if evaluation.is_proved && !is_repeat { Err(ProofError::Used) } else { Ok(evaluation) }
}

/// The user key has signed: the PIN was known. Sets the tries to zero, once for each evaluation: the same message again, or
/// another one about the same evaluation, changes nothing. The caller writes the token.
pub(crate) async fn accept_proof(
    tx: &mut impl Tx,
    now: Timestamp,
    token: &mut Token,
    evaluation: &Evaluation,
) -> Result<(), StoreError> {
    if !evaluation.is_proved {
        token.proved = Some(now);
        token.pin = Lockout::default();
        tx.prove_evaluation(token.id, evaluation.rid).await?;
    }
    Ok(())
}

/// Why a `segl-pin-ok+jwt` is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PinOkError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// For another token or another issuer.
    #[error("for another token or issuer")]
    Audience,
    /// The evaluation.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The PIN was right, although nothing was approved: no try is lost.
pub async fn acknowledge(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    token: TokenId,
    jws: &Jws,
) -> Result<(), PinOkError> {
    let unverified = jws::parse::<PinOk>(jws.as_str())?;
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_usable(now)?;
    let claims = unverified.verify(&token.user_key)?;
    if claims.iss != token.id || claims.aud != issuer.origin {
        return Err(PinOkError::Audience);
    }
    let evaluation = check_proof(issuer, now, tx.evaluation(token.id, claims.rid).await?)?;
    accept_proof(&mut tx, now, &mut token, &evaluation).await?;
    tx.update_token(&token).await?;
    // A device that was cut off between storing the token and saying so is heard with its first use.
    let is_pending = matches!(token.state, TokenState::Pending { .. });
    if is_pending && tx.step(token.id, claims.rid).await?.is_some() {
        enrolment::make_up_for_acknowledgement(&mut tx, issuer, &token).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Stored evaluations of PINs.
pub trait EvaluationRows {
    /// Adds an evaluation.
    fn insert_evaluation(&mut self, evaluation: &Evaluation) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One evaluation.
    fn evaluation(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<Option<Evaluation>, StoreError>> + Send;
    /// Notes that a signature has proved the PIN of this evaluation.
    fn prove_evaluation(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Forgets all evaluations of a token, so that none can be repeated under another key.
    fn forget_evaluations(&mut self, token: TokenId) -> impl Future<Output = Result<(), StoreError>> + Send;
}
