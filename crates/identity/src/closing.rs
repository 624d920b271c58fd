//! An account is closed, opened again or deleted, and everybody is logged out of it.

use protocol::Timestamp;

use crate::{
    account::user::{User, UserId, UserState},
    actor::{Actor, Authority, AuthorityError},
    audit::{self, Event, Kind},
    credential::token::{Destruction, Ending, Token, end_in},
    issuer::Issuer,
    notice::{Notice, NoticeKind},
    store::{Store, StoreError, prelude::*},
};

/// Why an account is not closed, opened or deleted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloseError {
    /// There is no such account.
    #[error("no such account")]
    Unknown,
    /// It is so already.
    #[error("the account is {0} already")]
    Already(&'static str),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Closes the account: nobody logs in, every session, challenge and approval ends, and its devices are refused. Tokens stay
/// as they are, for the day on which it is opened again.
pub async fn disable(store: &impl Store, now: Timestamp, by: &Actor, id: UserId) -> Result<Notice, CloseError> {
    let (mut tx, user) = lock(store, id).await?;
    if !user.is_open() {
        return Err(CloseError::Already("disabled"));
    }
    let user = User { state: UserState::Disabled, ..user };
    tx.update_state(&user).await?;
    touch_tokens(&mut tx, now, id).await?;
    end_in(&mut tx, now, id, Ending::Account).await?;
    audit::append(&mut tx, now, Event::of(Kind::UserDisabled).by(by).user(id)).await?;
    tx.commit().await?;
    Ok(told(NoticeKind::AccountDisabled, user))
}

/// Opens it again.
pub async fn enable(store: &impl Store, now: Timestamp, by: &Actor, id: UserId) -> Result<Notice, CloseError> {
    let (mut tx, user) = lock(store, id).await?;
    if user.is_open() {
        return Err(CloseError::Already("enabled"));
    }
    let user = User { state: UserState::Open, ..user };
    tx.update_state(&user).await?;
    audit::append(&mut tx, now, Event::of(Kind::UserEnabled).by(by).user(id)).await?;
    tx.commit().await?;
    Ok(told(NoticeKind::AccountEnabled, user))
}

/// Deletes it: its tokens are wiped, and its names and address with them; the user name is free again. The audit log keeps
/// its rows, which name the account by its id.
pub async fn delete(store: &impl Store, now: Timestamp, by: &Actor, id: UserId) -> Result<Notice, CloseError> {
    let (mut tx, user) = lock(store, id).await?;
    for token in tx.tokens_of(id).await?.iter().filter(|token| token.binds() || token.oprf_key.is_some()) {
        let token = tx.lock_token(token.id).await?.ok_or(CloseError::Unknown)?;
        tx.update_token(&Token { changed: now, ..token.destroy(Destruction::Deleted) }).await?;
    }
    end_in(&mut tx, now, id, Ending::Account).await?;
    tx.forget_ways_in(id).await?;
    tx.update_state(&nobody(&user)).await?;
    audit::append(&mut tx, now, Event::of(Kind::UserDeleted).by(by).user(id)).await?;
    tx.commit().await?;
    Ok(told(NoticeKind::AccountDeleted, user))
}

/// Marks the account's tokens as changed, so that every node looks at them again.
async fn touch_tokens(tx: &mut impl Tx, now: Timestamp, id: UserId) -> Result<(), StoreError> {
    for token in tx.tokens_of(id).await? {
        if let Some(token) = tx.lock_token(token.id).await?.filter(Token::binds) {
            tx.update_token(&Token { changed: now, ..token }).await?;
        }
    }
    Ok(())
}

/// What stays of a deleted account.
fn nobody(user: &User) -> User {
    let name = format!("deleted.{:032x}", u128::from_be_bytes(*user.id.as_bytes()));
    User {
        name: name.parse().expect("32 hexadecimal digits after a word are a user name"),
        display_name: String::new(),
        email: format!("{name}@deleted.invalid").parse().expect("a user name before a domain is an address"),
        state: UserState::Deleted,
        ..user.clone()
    }
}

/// Logs everybody out of the account, the one who asks too. How many sessions that were.
pub async fn log_out(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
) -> Result<u64, AuthorityError> {
    let mut tx = store.write().await?;
    let user = by.hold(&mut tx, issuer, now).await?;
    let ended = end_in(&mut tx, now, user.id, Ending::Credential { keep: None }).await?;
    let event = Event::of(Kind::SessionsEnded).by(by.actor()).user(user.id).detail("sessions", &ended);
    audit::append(&mut tx, now, event).await?;
    tx.commit().await?;
    Ok(ended)
}

async fn lock<S: Store>(store: &S, id: UserId) -> Result<(S::Tx, User), CloseError> {
    let mut tx = store.write().await?;
    let user = tx.lock_user(id).await?.filter(|user| user.state != UserState::Deleted).ok_or(CloseError::Unknown)?;
    Ok((tx, user))
}

fn told(kind: NoticeKind, owner: User) -> Notice {
    Notice { kind, owner, token: String::new(), source: None }
}
