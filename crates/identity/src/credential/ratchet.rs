//! Every evaluation by a stored token spends a value that two copies cannot both know (`docs/protocol.md` §9).

use crate::credential::token::NotUsable;
use protocol::{
    Bytes, RequestId, Timestamp, TokenId,
    ratchet::{self, SettleRequest, Step},
};
use subtle::ConstantTimeEq;

use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::credential::token::{self, Ending, Token};
use crate::notice::{Notice, NoticeKind};
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// One step that was taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TakenStep {
    /// The token.
    pub token: TokenId,
    /// The request it was taken for.
    pub rid: RequestId,
    /// What it has put in place of the value before.
    pub next: Bytes<32>,
    /// When.
    pub at: Timestamp,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Taken {
    /// It was the next one.
    Now,
    /// It was taken before: its answer was lost.
    Before,
    /// Somebody else has taken another one: there are two copies.
    Copied,
}

/// Takes a step, in the caller's transaction; the caller writes the token.
pub(crate) async fn take(
    tx: &mut impl Tx,
    now: Timestamp,
    token: &mut Token,
    rid: RequestId,
    step: &Step,
) -> Result<Taken, StoreError> {
    // 1. A repeat changes nothing.
    let known = tx.step(token.id, rid).await?;
    if known.is_some_and(|known| known.next.0.ct_eq(&step.next.0).into()) {
        return Ok(Taken::Before);
    }
    // 2. Who knows the value behind the hash is the latest copy.
    if !bool::from(ratchet::commitment(&step.proof.0).0.ct_eq(&token.ratchet.0)) {
        return Ok(Taken::Copied);
    }
    token.ratchet = step.next;
    tx.insert_step(&TakenStep { token: token.id, rid, next: step.next, at: now }).await?;
    Ok(Taken::Now)
}

/// Two copies are at work: the token is off, whichever of them is its owner's. The caller commits, and tells.
pub(crate) async fn suspend(tx: &mut impl Tx, now: Timestamp, token: Token) -> Result<Option<Notice>, StoreError> {
    let token = Token { changed: now, ..token.copied() };
    tx.update_token(&token).await?;
    let owner = tx.user(token.user).await?;
    let event =
        Event::of(Kind::TokenCopied).by(&Actor::System).user(token.user).token(token.id).detail("name", &token.name);
    audit::append(tx, now, event).await?;
    token::end_in(tx, now, token.user, Ending::Credential { keep: None }).await?;
    Ok(owner.map(|owner| Notice { kind: NoticeKind::TokenCopied, owner, token: token.name, source: None }))
}

/// Why a step is not settled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettleError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// Two copies are at work.
    #[error("the token was copied")]
    CopyFound(Option<Box<Notice>>),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Settles a step whose answer was lost with the program that asked; nothing is evaluated, no try is counted.
pub async fn settle(
    store: &impl Store,
    now: Timestamp,
    token: TokenId,
    request: &SettleRequest,
) -> Result<(), SettleError> {
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    // Whoever reconnects begins a new ratchet: a step is of the other copy.
    if token.is_reconnecting(now) {
        return Err(NotUsable::Copied.into());
    }
    token.require_usable(now)?;
    if take(&mut tx, now, &mut token, request.rid, &request.step).await? != Taken::Copied {
        tx.update_token(&token).await?;
        return Ok(tx.commit().await?);
    }
    let notice = suspend(&mut tx, now, token).await?;
    tx.commit().await?;
    Err(SettleError::CopyFound(notice.map(Box::new)))
}

/// Stored steps of the ratchet.
pub trait StepRows {
    /// Keeps a step of the ratchet, in the place of another of the same request.
    fn insert_step(&mut self, step: &TakenStep) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The step of a request: kept for a day, and the last one of each token for ever.
    fn step(
        &mut self,
        token: TokenId,
        rid: RequestId,
    ) -> impl Future<Output = Result<Option<TakenStep>, StoreError>> + Send;
}
