//! What a database that was put back from a backup must not take back.
//!
//! Each change of a token leaves a mark outside the database. A token with fewer changes in the database than its mark
//! tells has been put back: its tries, its ratchet, perhaps a destroyed key. It is put forward to where it does no harm.

use protocol::{Timestamp, TokenId};

use crate::{
    audit::{self, Event, Kind},
    policy::Policy,
    ports::{Store, StoreError, Topic, prelude::*},
    throttle::Lockout,
    token::{Destruction, Token, TokenState},
};

/// One change of one token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// The token.
    pub token: TokenId,
    /// How often it had changed, this time included.
    pub revision: u64,
    /// PIN tries without proof, after it.
    pub tries: u8,
    /// Where it stood after it.
    pub standing: Standing,
}

/// Where a token stood, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It could be used, or made to be.
    Live,
    /// It was off.
    Suspended,
    /// Its device was lost.
    Lost,
    /// It was gone.
    Destroyed(Destruction),
}

impl Standing {
    /// Of a token as it is.
    #[must_use]
    pub fn of(token: &Token) -> Self {
        match token.state {
            TokenState::Pending { .. } | TokenState::Active | TokenState::Copied { .. } => Self::Live,
            TokenState::Suspended => Self::Suspended,
            TokenState::Lost => Self::Lost,
            TokenState::Destroyed(why) => Self::Destroyed(why),
        }
    }
}

/// The latest marks of tokens that the database knows only from before them.
pub async fn behind(store: &impl Store, latest: &[Mark]) -> Result<Vec<Mark>, StoreError> {
    let mut tx = store.read().await?;
    let mut behind = Vec::new();
    for mark in latest {
        // A token that the database does not know at all has no key that could be used.
        if tx.token_revision(mark.token).await?.is_some_and(|revision| revision < mark.revision) {
            behind.push(*mark);
        }
    }
    Ok(behind)
}

/// Puts tokens forward: what was gone is gone again, what was off is off, the tries are at least what they were, and what
/// could be used is suspended as copied, because its ratchet, and perhaps its key, is not the device's. Sessions end.
pub async fn put_forward(
    store: &impl Store,
    policy: &Policy,
    now: Timestamp,
    behind: &[Mark],
) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for mark in behind {
        let Some(token) = tx.lock_token(mark.token).await? else {
            continue;
        };
        let tries = token.pin.count.max(mark.tries);
        let token = match mark.standing {
            Standing::Destroyed(why) => token.destroy(why),
            Standing::Suspended => Token { state: TokenState::Suspended, ..token },
            Standing::Lost => Token { state: TokenState::Lost, ..token },
            Standing::Live if matches!(token.state, TokenState::Destroyed(_)) => token,
            Standing::Live => token.copied(),
        };
        // The longest pause that so many tries could have begun, from now on.
        let before = Lockout { count: tries.saturating_sub(1), until: Timestamp(0) };
        let pin = if tries == 0 { Lockout::default() } else { before.strike(&policy.pin_pauses, now) };
        let passcode_step = token.passcode_step.max(now.0 / 30 + 1);
        tx.raise_token_revision(mark.token, mark.revision).await?;
        tx.update_token(&Token { pin, passcode_step, changed: now, ..token.clone() }).await?;
        let event = Event::of(Kind::TokenPutForward).user(token.user).token(token.id).detail("name", &token.name);
        audit::append(&mut tx, now, event).await?;
        tx.wake(Topic::Devices(token.user));
    }
    tx.delete_sessions().await?;
    tx.commit().await
}
