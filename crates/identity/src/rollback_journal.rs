//! What a database that was put back from a backup must not take back.
//!
//! Each change of a token leaves a entry outside the database. A token with fewer changes in the database than its entry
//! tells has been put back: its tries, its ratchet, perhaps a destroyed key. It is rolled forward to where it does no harm.

use protocol::{Bytes, Timestamp, TokenId};

use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::credential::token::{Closer, Destruction, Token, TokenState};
use crate::policy::Limits;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};
use crate::throttle::Lockout;

/// One change of one token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The token.
    pub token: TokenId,
    /// How often it had changed, this time included.
    pub revision: u64,
    /// PIN tries without proof, after it.
    pub tries: u8,
    /// Where it stood after it.
    pub state: LastState,
}

/// Where a token stood, as far as it matters here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LastState {
    /// It could be used, or made to be.
    Live,
    /// It was off.
    Suspended(Closer),
    /// Its device was lost.
    Lost(Closer),
    /// It was gone.
    Destroyed(Destruction),
}

impl LastState {
    /// Of a token in this state.
    #[must_use]
    pub fn of(state: TokenState) -> Self {
        match state {
            TokenState::Pending { .. } | TokenState::Active | TokenState::Copied { .. } => Self::Live,
            TokenState::Suspended(by) => Self::Suspended(by),
            TokenState::Lost(by) => Self::Lost(by),
            TokenState::Destroyed(why) => Self::Destroyed(why),
        }
    }
}

/// The latest entries of tokens that the database knows only from before them.
pub async fn behind(store: &impl Store, latest: &[Entry]) -> Result<Vec<Entry>, StoreError> {
    let mut tx = store.read().await?;
    let mut behind = Vec::new();
    for entry in latest {
        // A token that the database does not know at all has no key that could be used.
        if tx.token_revision(entry.token).await?.is_some_and(|revision| revision < entry.revision) {
            behind.push(*entry);
        }
    }
    Ok(behind)
}

/// Rolls tokens forward: what was gone is gone again, what was off is off, the tries are at least what they were, and what
/// could be used is suspended as copied, because its ratchet, and perhaps its key, is not the device's. What is off comes back
/// only by the same way: its ratchet is one that no device has, so that its first use shows it as copied. Passcodes are off
/// until then. What nothing is written about, pushes and blocked networks, is put forward for every account. Sessions end.
pub async fn roll_forward(
    store: &impl Store,
    limits: &Limits,
    now: Timestamp,
    by: &Actor,
    behind: &[Entry],
) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    for user in tx.users().await? {
        if let Some(mut user) = tx.lock_user(user.id).await? {
            user.push.put_forward(limits, now);
            tx.update_push(&user).await?;
        }
    }
    for entry in behind {
        let Some(token) = tx.lock_token(entry.token).await? else {
            continue;
        };
        let tries = token.pin.count.max(entry.tries);
        let token = match entry.state {
            LastState::Destroyed(why) => token.destroy(why),
            LastState::Suspended(by) => Token { state: TokenState::Suspended(by), ..token },
            LastState::Lost(by) => Token { state: TokenState::Lost(by), ..token },
            LastState::Live => match token.state {
                TokenState::Destroyed(_) => token,
                // Nobody can tell whether it was confirmed since.
                TokenState::Pending { .. } => token.destroy(Destruction::Unconfirmed),
                _ => token.copied(),
            },
        };
        // The longest pause that so many tries could have begun, from now on.
        let before = Lockout { count: tries.saturating_sub(1), until: Timestamp(0) };
        let pin = if tries == 0 { Lockout::default() } else { before.record_failure(&limits.pin_pauses, now) };
        let passcode_step = token.passcode_step.max(now.0 / 30 + 1);
        let token = Token {
            pin,
            passcode: Lockout::spent(),
            passcode_step,
            ratchet: NO_DEVICE_HAS_IT,
            change: None,
            presence: None,
            changed: now,
            ..token
        };
        tx.raise_token_revision(entry.token, entry.revision).await?;
        tx.update_token(&token).await?;
        let event =
            Event::of(Kind::TokenRolledForward).by(by).user(token.user).token(token.id).detail("name", &token.name);
        audit::append(&mut tx, now, event).await?;
        tx.wake(Topic::Devices(token.user));
    }
    tx.delete_sessions().await?;
    // A code that was used, and a recovery that was stopped, must not come back either.
    tx.delete_recoveries().await?;
    tx.commit().await
}

/// What is rolled forward when the journal itself is lost: every token that is not gone may be older than it should be.
#[must_use]
pub fn everything(entries: Vec<Entry>) -> Vec<Entry> {
    let live = entries.into_iter().filter(|entry| !matches!(entry.state, LastState::Destroyed(_)));
    live.map(|entry| Entry { state: LastState::Live, ..entry }).collect()
}

/// Not the SHA-256 of any value that a device holds.
const NO_DEVICE_HAS_IT: Bytes<32> = Bytes([0xff; 32]);
