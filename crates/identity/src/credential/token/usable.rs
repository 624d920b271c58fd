//! Whether a token may be used: asked here, and nowhere else.

use protocol::Timestamp;

use crate::{
    account::user::User,
    credential::token::{Closer, Destruction, Token, TokenState},
    policy::Limits,
    store::{Store, StoreError, prelude::*},
};

/// Why a token cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotUsable {
    /// There is no such token, or it is deleted, or it was never confirmed.
    #[error("no such token")]
    Unknown,
    /// Suspended, lost, or waiting for *OK*.
    #[error("the token is not active")]
    NotActive,
    /// Two copies are at work, and its owner has not said that this device goes on.
    #[error("the token was copied")]
    Copied,
    /// Ten PIN tries without proof: its key is gone.
    #[error("the token's key was destroyed")]
    Destroyed,
}

/// What a token's owner can do with it in its state; renaming and deleting are always possible.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenAction {
    /// Switch it off.
    Disable,
    /// Switch it on again.
    Enable,
    /// Report its device lost.
    Lost,
    /// Let one device go on after it was copied.
    Reconnect,
}

/// Refuses a token whose account is closed; asked before anything that a device asks for.
pub async fn require_open_account(store: &impl Store, token: &Token) -> Result<(), RequireOpenError> {
    match store.read().await?.user(token.user).await?.filter(User::is_open) {
        Some(_) => Ok(()),
        None => Err(NotUsable::NotActive.into()),
    }
}

/// Why a device is not heard.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RequireOpenError {
    /// The account is closed.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Token {
    /// Whether it may approve, give passcodes and change its biometrics: active, and nothing else.
    pub fn require_active(&self) -> Result<(), NotUsable> {
        match self.state {
            TokenState::Active => Ok(()),
            TokenState::Pending { .. } | TokenState::Suspended(_) | TokenState::Lost(_) => Err(NotUsable::NotActive),
            TokenState::Copied { .. } => Err(NotUsable::Copied),
            TokenState::Destroyed(Destruction::Pin) => Err(NotUsable::Destroyed),
            TokenState::Destroyed(_) => Err(NotUsable::Unknown),
        }
    }

    /// Whether its PIN may be evaluated and its ratchet moved: active, or pending and in time, or reconnecting after it
    /// was copied.
    pub fn require_usable(&self, now: Timestamp) -> Result<(), NotUsable> {
        match self.state {
            TokenState::Pending { until } if now < until => Ok(()),
            TokenState::Pending { .. } => Err(NotUsable::Unknown),
            TokenState::Copied { .. } if self.is_reconnecting(now) => Ok(()),
            _ => self.require_active(),
        }
    }

    /// What its owner can do with it now.
    #[must_use]
    pub fn actions(&self) -> &'static [TokenAction] {
        match self.state {
            TokenState::Active => &[TokenAction::Disable, TokenAction::Lost],
            TokenState::Suspended(Closer::Owner) => &[TokenAction::Enable, TokenAction::Lost],
            TokenState::Suspended(Closer::Desk) => &[TokenAction::Lost],
            TokenState::Lost(Closer::Owner) => &[TokenAction::Enable],
            TokenState::Copied { .. } => &[TokenAction::Reconnect],
            TokenState::Lost(Closer::Desk) | TokenState::Pending { .. } | TokenState::Destroyed(_) => &[],
        }
    }

    /// Why its time is over at `now`, if it is: never confirmed, or the proof of the tenth PIN try did not come.
    #[must_use]
    pub fn run_out(&self, now: Timestamp) -> Option<Destruction> {
        match self.state {
            TokenState::Destroyed(_) => None,
            TokenState::Pending { until } if until <= now => Some(Destruction::Unconfirmed),
            _ if self.pin.is_locked_out() && self.pin.until <= now => Some(Destruction::Pin),
            _ => None,
        }
    }

    /// Whether its owner lets one device go on after it was copied.
    #[must_use]
    pub fn is_reconnecting(&self, now: Timestamp) -> bool {
        matches!(self.state, TokenState::Copied { reconnect_until: Some(until) } if now < until)
    }

    /// Whether biometrics may still stand for the PIN: the user key has signed in the last days.
    #[must_use]
    pub fn knows_pin(&self, limits: &Limits, now: Timestamp) -> bool {
        self.proved.is_some_and(|at| now.seconds_since(at) < limits.presence_lifetime)
    }

    /// Whether the account is bound by it: an e-mailed code alone opens no account that has one, even when it is off, lost
    /// or locked.
    #[must_use]
    pub fn binds(&self) -> bool {
        !matches!(
            self.state,
            TokenState::Pending { .. } | TokenState::Destroyed(Destruction::Deleted | Destruction::Unconfirmed)
        )
    }

    /// Whether it can approve a login.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.require_active().is_ok()
    }
}
