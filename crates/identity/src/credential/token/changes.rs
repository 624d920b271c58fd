//! What its owner or the service desk does with a token.

use protocol::text::presentable;
use protocol::{Timestamp, TokenId};

use crate::account::user::UserId;
use crate::actor::{Actor, Authority};
use crate::audit::{self, Event, Kind};
use crate::credential::token::{Destruction, Token, TokenState, TokenTransitionError};
use crate::login::push;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Limits;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// Why a token is not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeTokenError {
    /// The user has no such token.
    #[error("no such token")]
    Unknown,
    /// A name has 1 to 64 characters, none of them a control character.
    #[error("not a name for a token")]
    Name,
    /// Not from the token's state.
    #[error(transparent)]
    Transition(#[from] TokenTransitionError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The user's tokens that are not deleted and were not left unconfirmed; oldest first.
pub async fn list(store: &impl Store, user: UserId) -> Result<Vec<Token>, StoreError> {
    let tokens = store.read().await?.tokens_of(user).await?;
    Ok(tokens.into_iter().filter(is_listed).collect())
}

/// Gives the token another name. A name authenticates nobody: any session of its owner will do.
pub async fn rename(
    store: &impl Store,
    now: Timestamp,
    user: UserId,
    id: TokenId,
    name: &str,
) -> Result<(), ChangeTokenError> {
    // What is not seen is no part of a name: two that look alike are alike.
    let name = if name.chars().any(char::is_control) { String::new() } else { presentable(name, usize::MAX) };
    if !(1..=64).contains(&name.chars().count()) {
        return Err(ChangeTokenError::Name);
    }
    let renamed = |token| Ok(Token { name, ..token });
    let (tx, _) = change(store, now, (&Actor::Owner, user), id, Kind::TokenRenamed, renamed).await?;
    Ok(tx.commit().await?)
}

/// Switches the token off; its device hears of it at once.
pub async fn suspend(store: &impl Store, now: Timestamp, by: &Authority, id: TokenId) -> Result<(), ChangeTokenError> {
    switch(store, now, by, id, Kind::TokenSuspended, Token::suspend).await
}

/// Switches the token on again.
pub async fn resume(store: &impl Store, now: Timestamp, by: &Authority, id: TokenId) -> Result<(), ChangeTokenError> {
    switch(store, now, by, id, Kind::TokenResumed, Token::resume).await
}

/// Deletes the token: its secrets are wiped at once.
pub async fn delete(
    store: &impl Store,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let deleted = |token: Token| Ok(token.destroy(Destruction::Deleted));
    let (mut tx, token) = change(store, now, (by.actor(), by.user()), id, Kind::TokenDeleted, deleted).await?;
    let owner = tx.user(token.user).await?.ok_or(ChangeTokenError::Unknown)?;
    tx.commit().await?;
    Ok(Notice { kind: NoticeKind::TokenDeleted, owner, token: token.name, source: None })
}

/// The device is lost: the token is off at once, and what its user is asked at this moment is withdrawn, because whoever
/// has the device must not be asked.
pub async fn lost(store: &impl Store, now: Timestamp, by: &Authority, id: TokenId) -> Result<Notice, ChangeTokenError> {
    let user = by.user();
    let (mut tx, token) = change(store, now, (by.actor(), user), id, Kind::TokenLost, Token::lose).await?;
    if let Some(pending) = tx.pending_challenge_of(user, now).await? {
        push::withdraw_challenge(&mut tx, pending).await?;
    }
    let owner = tx.user(user).await?.ok_or(ChangeTokenError::Unknown)?;
    tx.commit().await?;
    Ok(Notice { kind: NoticeKind::TokenLost, owner, token: token.name, source: None })
}

/// The owner lets one device go on with a token that was copied: for a while its PIN is evaluated without the ratchet
/// (`docs/protocol.md` §10). Gives back until when.
pub async fn reconnect(
    store: &impl Store,
    limits: &Limits,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Timestamp, ChangeTokenError> {
    let until = now.plus(limits.reconnect_window);
    switch(store, now, by, id, Kind::TokenReconnecting, |token| token.let_reconnect(until)).await?;
    Ok(until)
}

async fn switch(
    store: &impl Store,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
    kind: Kind,
    transition: impl FnOnce(Token) -> Result<Token, TokenTransitionError> + Send,
) -> Result<(), ChangeTokenError> {
    let (tx, _) = change(store, now, (by.actor(), by.user()), id, kind, transition).await?;
    Ok(tx.commit().await?)
}

/// One change, not committed yet. The token's own poll and its user's other devices look again when it is.
async fn change<S: Store>(
    store: &S,
    now: Timestamp,
    (actor, user): (&Actor, UserId),
    id: TokenId,
    kind: Kind,
    transition: impl FnOnce(Token) -> Result<Token, TokenTransitionError> + Send,
) -> Result<(S::Tx, Token), ChangeTokenError> {
    let mut tx = store.write().await?;
    let token = tx.lock_token(id).await?.filter(|token| token.user == user && is_listed(token));
    let token = Token { changed: now, ..transition(token.ok_or(ChangeTokenError::Unknown)?)? };
    tx.update_token(&token).await?;
    audit::append(&mut tx, now, Event::of(kind).by(actor).user(user).token(id).detail("name", &token.name)).await?;
    tx.wake(Topic::Devices(user));
    Ok((tx, token))
}

fn is_listed(token: &Token) -> bool {
    !matches!(token.state, TokenState::Destroyed(Destruction::Deleted | Destruction::Unconfirmed))
}
