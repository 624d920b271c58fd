//! The enrolled credential and its life.

use protocol::{Bytes, PublicKey, Thumbprint, Timestamp, TokenId, device::DeviceInfo};

use crate::{
    audit::{self, Event, Kind},
    kek::Sealed,
    ports::{Store, StoreError, prelude::*},
    throttle::Lockout,
    user::UserId,
};

/// Where a token is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenState {
    /// Enrolled, and waiting for *OK* in the portal.
    Pending {
        /// When it dies, unless confirmed.
        until: Timestamp,
    },
    /// In use.
    Active,
    /// Switched off by its owner or the service desk; can be switched on again.
    Suspended,
    /// Gone for good; its secrets are wiped.
    Destroyed(Destruction),
}

/// Why a token is gone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Destruction {
    /// Ten consecutive PIN tries without proof.
    Pin,
    /// Deleted in the portal.
    Deleted,
    /// Never confirmed in the portal.
    Unconfirmed,
}

/// One enrolled token.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its own name.
    pub id: TokenId,
    /// Whose it is.
    pub user: UserId,
    /// Where it is in its life.
    pub state: TokenState,
    /// What its owner calls it.
    pub name: String,
    /// Self-asserted.
    pub device: DeviceInfo,
    /// Proves possession.
    pub device_key: PublicKey,
    /// Signs approvals.
    pub user_key: PublicKey,
    /// Sealed OPRF key; none when destroyed.
    pub oprf_key: Option<Sealed>,
    /// Sealed passcode seed; none when destroyed.
    pub seed: Option<Sealed>,
    /// SHA-256 of the ratchet value that comes next.
    pub ratchet: Bytes<32>,
    /// When it was enrolled.
    pub created: Timestamp,
    /// When it last approved a login or gave a passcode.
    pub last_used: Option<Timestamp>,
    /// PIN tries without proof.
    pub pin: Lockout,
    /// Wrong passcodes; spent means that passcodes are off.
    pub passcode: Lockout,
    /// The time step of the last passcode; only later ones count (RFC 6238 §5.2).
    pub passcode_step: u64,
}

/// The token is not in a state from which this can be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not possible in the token's state")]
pub struct TokenTransitionError;

impl Token {
    /// *OK* in the portal.
    pub fn activate(self, now: Timestamp) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Pending { until } if now < until => Ok(Self { state: TokenState::Active, ..self }),
            _ => Err(TokenTransitionError),
        }
    }

    /// Switches it off.
    pub fn suspend(self) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Active => Ok(Self { state: TokenState::Suspended, ..self }),
            _ => Err(TokenTransitionError),
        }
    }

    /// Switches it on again.
    pub fn resume(self) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Suspended => Ok(Self { state: TokenState::Active, ..self }),
            _ => Err(TokenTransitionError),
        }
    }

    /// Ends it and drops its secrets: no copy of the user key can be opened again.
    #[must_use]
    pub fn destroy(self, why: Destruction) -> Self {
        let state = match self.state {
            TokenState::Destroyed(Destruction::Pin) if why != Destruction::Deleted => self.state,
            _ => TokenState::Destroyed(why),
        };
        Self { state, oprf_key: None, seed: None, ..self }
    }

    /// Whether it may ask for evaluations: pending and in time, or active.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        match self.state {
            TokenState::Pending { until } => now < until,
            TokenState::Active => true,
            TokenState::Suspended | TokenState::Destroyed(_) => false,
        }
    }

    /// Whether it can approve a login.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == TokenState::Active
    }

    /// Thumbprint of the device key: the `kid` of its requests.
    #[must_use]
    pub fn device_kid(&self) -> Thumbprint {
        self.device_key.thumbprint()
    }

    /// What both screens show for comparison: the last 8 characters of the user key's thumbprint, in fours.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.user_key.thumbprint().short()
    }
}

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

/// The user's tokens that are pending, active, suspended or locked by the PIN; oldest first.
pub async fn list(store: &impl Store, user: UserId) -> Result<Vec<Token>, StoreError> {
    let tokens = store.read().await?.tokens_of(user).await?;
    Ok(tokens.into_iter().filter(is_listed).collect())
}

/// Gives the token another name.
pub async fn rename(
    store: &impl Store,
    now: Timestamp,
    user: UserId,
    id: TokenId,
    name: &str,
) -> Result<(), ChangeTokenError> {
    let name = name.trim().to_owned();
    if !(1..=64).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(ChangeTokenError::Name);
    }
    change(store, now, user, id, Kind::TokenRenamed, |token| Ok(Token { name, ..token })).await
}

/// Switches the token off.
pub async fn suspend(store: &impl Store, now: Timestamp, user: UserId, id: TokenId) -> Result<(), ChangeTokenError> {
    change(store, now, user, id, Kind::TokenSuspended, Token::suspend).await
}

/// Switches the token on again.
pub async fn resume(store: &impl Store, now: Timestamp, user: UserId, id: TokenId) -> Result<(), ChangeTokenError> {
    change(store, now, user, id, Kind::TokenResumed, Token::resume).await
}

/// Deletes the token: its secrets are wiped at once.
pub async fn delete(store: &impl Store, now: Timestamp, user: UserId, id: TokenId) -> Result<(), ChangeTokenError> {
    change(store, now, user, id, Kind::TokenDeleted, |token| Ok(token.destroy(Destruction::Deleted))).await
}

async fn change(
    store: &impl Store,
    now: Timestamp,
    user: UserId,
    id: TokenId,
    kind: Kind,
    transition: impl FnOnce(Token) -> Result<Token, TokenTransitionError> + Send,
) -> Result<(), ChangeTokenError> {
    let mut tx = store.write().await?;
    let token = tx.lock_token(id).await?.filter(|token| token.user == user && is_listed(token));
    let token = transition(token.ok_or(ChangeTokenError::Unknown)?)?;
    tx.update_token(&token).await?;
    audit::append(&mut tx, now, Event::of(kind).user(user).token(id).detail("name", &token.name)).await?;
    tx.commit().await?;
    Ok(())
}

fn is_listed(token: &Token) -> bool {
    !matches!(token.state, TokenState::Destroyed(Destruction::Deleted | Destruction::Unconfirmed))
}
