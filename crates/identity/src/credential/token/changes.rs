//! What its owner or the service desk does with a token.

use protocol::text::presentable;
use protocol::{Timestamp, TokenId};

use crate::account::user::{User, UserId};
use crate::actor::{Authority, AuthorityError};
use crate::audit::{self, Event, Kind};
use crate::credential::token::{self, Closer, Destruction, Ending, Token, TokenState, TokenTransitionError};
use crate::issuer::Issuer;
use crate::notice::{Notice, NoticeKind};
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
    /// Not from the token's state, or closed by the service desk.
    #[error(transparent)]
    Transition(#[from] TokenTransitionError),
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The user's tokens that are not deleted and were not left unconfirmed; oldest first.
pub async fn list(store: &impl Store, user: UserId) -> Result<Vec<Token>, StoreError> {
    let tokens = store.read().await?.tokens_of(user).await?;
    Ok(tokens.into_iter().filter(is_listed).collect())
}

/// Gives the token another name. A name authenticates nobody.
pub async fn rename(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
    name: &str,
) -> Result<(), ChangeTokenError> {
    // What is not seen is no part of a name: two that look alike are alike.
    let name = if name.chars().any(char::is_control) { String::new() } else { presentable(name, usize::MAX) };
    if !(1..=64).contains(&name.chars().count()) {
        return Err(ChangeTokenError::Name);
    }
    let (tx, _, _) =
        change(store, issuer, now, by, id, Kind::TokenRenamed, |token| Ok(Token { name, ..token })).await?;
    Ok(tx.commit().await?)
}

/// Switches the token off; its device hears of it at once, and what it has begun ends.
pub async fn suspend(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let off = |token: Token| token.suspend(Closer::of(by.actor()));
    let changed = change(store, issuer, now, by, id, Kind::TokenSuspended, off).await?;
    end(changed, now, by, NoticeKind::TokenSuspended).await
}

/// Switches the token on again. What the service desk has switched off, only the desk switches on.
pub async fn resume(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let on = |token: Token| token.resume(Closer::of(by.actor()));
    let (tx, owner, token) = change(store, issuer, now, by, id, Kind::TokenResumed, on).await?;
    tx.commit().await?;
    Ok(Notice { kind: NoticeKind::TokenResumed, owner, token: token.name, source: None })
}

/// Deletes the token: its secrets are wiped at once, and what it has begun ends.
pub async fn delete(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let deleted = |token: Token| Ok(token.destroy(Destruction::Deleted));
    let changed = change(store, issuer, now, by, id, Kind::TokenDeleted, deleted).await?;
    end(changed, now, by, NoticeKind::TokenDeleted).await
}

/// The device is lost: the token is off at once. Whoever has the device is asked nothing, is logged in nowhere, and what it
/// has approved a moment ago lets nobody in.
pub async fn lost(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let lost = |token: Token| token.lose(Closer::of(by.actor()));
    let changed = change(store, issuer, now, by, id, Kind::TokenLost, lost).await?;
    end(changed, now, by, NoticeKind::TokenLost).await
}

/// The owner lets one device go on with a token that was copied: for a while its PIN is evaluated without the ratchet
/// (`docs/protocol.md` §10). Gives back until when.
pub async fn reconnect(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Timestamp, ChangeTokenError> {
    let until = now.plus(issuer.limits.reconnect_window);
    let on = |token: Token| token.let_reconnect(until);
    let (tx, _, _) = change(store, issuer, now, by, id, Kind::TokenReconnecting, on).await?;
    tx.commit().await?;
    Ok(until)
}

/// Switches the biometrics of the token's device off: its codes after them count no longer.
pub async fn drop_biometrics(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
) -> Result<Notice, ChangeTokenError> {
    let off = |token: Token| match token.presence {
        Some(_) => Ok(Token { presence: None, ..token }),
        None => Err(TokenTransitionError),
    };
    let (tx, owner, token) = change(store, issuer, now, by, id, Kind::BiometricsOff, off).await?;
    tx.commit().await?;
    Ok(Notice { kind: NoticeKind::BiometricsOff, owner, token: token.name, source: None })
}

/// One change, not committed yet: the transaction, the owner, and the token as it is now.
type Changed<T> = (T, User, Token);

/// Ends what the token has begun, and commits.
async fn end(
    (mut tx, owner, token): Changed<impl Tx>,
    now: Timestamp,
    by: &Authority,
    kind: NoticeKind,
) -> Result<Notice, ChangeTokenError> {
    token::end_in(&mut tx, now, owner.id, Ending::Credential { keep: by.session() }).await?;
    tx.commit().await?;
    Ok(Notice { kind, owner, token: token.name, source: None })
}

/// The token's own poll and its user's other devices look again when it is committed.
async fn change<S: Store>(
    store: &S,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    id: TokenId,
    kind: Kind,
    transition: impl FnOnce(Token) -> Result<Token, TokenTransitionError> + Send,
) -> Result<Changed<S::Tx>, ChangeTokenError> {
    let mut tx = store.write().await?;
    let owner = by.hold(&mut tx, issuer, now).await?;
    let token = tx.lock_token(id).await?.filter(|token| token.user == owner.id && is_listed(token));
    let token = Token { changed: now, ..transition(token.ok_or(ChangeTokenError::Unknown)?)? };
    tx.update_token(&token).await?;
    let event = Event::of(kind).by(by.actor()).user(owner.id).token(id).detail("name", &token.name);
    audit::append(&mut tx, now, event).await?;
    tx.wake(Topic::Devices(owner.id));
    Ok((tx, owner, token))
}

fn is_listed(token: &Token) -> bool {
    !matches!(token.state, TokenState::Destroyed(Destruction::Deleted | Destruction::Unconfirmed))
}
