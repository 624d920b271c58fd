//! The enrolled credential and its life.

mod changes;

use crate::store::StoreError;
use protocol::{Bytes, ChangeId, PublicKey, Thumbprint, Timestamp, TokenId, device::DeviceInfo, enrolment::KeyStore};

pub use self::changes::{ChangeTokenError, delete, list, lost, reconnect, rename, resume, suspend};
use crate::account::user::UserId;
use crate::credential::biometrics::Presence;
use crate::credential::pin_change::PendingChange;
use crate::kek::Sealed;
use crate::policy::Policy;
use crate::throttle::Lockout;

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
    /// Its device was reported lost; can be switched on again when it was found.
    Lost,
    /// Two copies of it were at work. Only a new PIN ceremony makes it active again.
    Copied {
        /// Until then its owner lets one device go on.
        reconnect_until: Option<Timestamp>,
    },
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
    /// Where the device keeps its secret, as it says itself.
    pub key_store: KeyStore,
    /// When its state last changed; the other nodes look for it.
    pub changed: Timestamp,
    /// When the user key last signed: the PIN was known then.
    pub proved: Option<Timestamp>,
    /// How its user was last verified.
    pub last_factor: Option<Factor>,
    /// A PIN change that its holder has not committed.
    pub change: Option<PendingChange>,
    /// The last PIN change that was committed.
    pub committed: Option<ChangeId>,
    /// What biometrics have of their own.
    pub presence: Option<Presence>,
}

/// How a user was verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Factor {
    /// The PIN.
    Pin,
    /// Biometrics of the device.
    Biometrics,
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

    /// Switches it on again; one that was copied does not go on by a click.
    pub fn resume(self) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Suspended | TokenState::Lost => Ok(Self { state: TokenState::Active, ..self }),
            _ => Err(TokenTransitionError),
        }
    }

    /// Its device is lost.
    pub fn lose(self) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Active | TokenState::Suspended => Ok(Self { state: TokenState::Lost, ..self }),
            _ => Err(TokenTransitionError),
        }
    }

    /// The ratchet has shown two copies of it.
    #[must_use]
    pub fn copied(self) -> Self {
        Self { state: TokenState::Copied { reconnect_until: None }, ..self }
    }

    /// Its owner lets one device go on, until `until`.
    pub fn let_reconnect(self, until: Timestamp) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Copied { .. } => {
                Ok(Self { state: TokenState::Copied { reconnect_until: Some(until) }, ..self })
            }
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
        Self { state, oprf_key: None, seed: None, change: None, presence: None, ..self }
    }

    /// Whether it may ask for evaluations: pending and in time, active, or on its way back after it was copied.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        match self.state {
            TokenState::Pending { until } => now < until,
            TokenState::Active => true,
            TokenState::Copied { .. } => self.is_reconnecting(now),
            TokenState::Suspended | TokenState::Lost | TokenState::Destroyed(_) => false,
        }
    }

    /// Whether its owner lets one device go on after it was copied.
    #[must_use]
    pub fn is_reconnecting(&self, now: Timestamp) -> bool {
        matches!(self.state, TokenState::Copied { reconnect_until: Some(until) } if now < until)
    }

    /// Whether biometrics may still stand for the PIN: the user key has signed in the last days.
    #[must_use]
    pub fn knows_pin(&self, policy: &Policy, now: Timestamp) -> bool {
        self.proved.is_some_and(|at| now.seconds_since(at) < policy.presence_lifetime)
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

/// Stored tokens.
pub trait TokenRows {
    /// Adds a token; `false` when its device key is already enrolled.
    fn insert_token(&mut self, token: &Token) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// One token.
    fn token(&mut self, id: TokenId) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// One token, held until the end of the transaction.
    fn lock_token(&mut self, id: TokenId) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// The token of a device key.
    fn token_by_device_key(
        &mut self,
        kid: Thumbprint,
    ) -> impl Future<Output = Result<Option<Token>, StoreError>> + Send;
    /// All tokens of a user, oldest first, destroyed ones too.
    fn tokens_of(&mut self, user: UserId) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;
    /// Writes everything of a token that changes.
    fn update_token(&mut self, token: &Token) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// How often a token has changed.
    fn token_revision(&mut self, id: TokenId) -> impl Future<Output = Result<Option<u64>, StoreError>> + Send;
    /// Makes that at least `revision`, after the database was put back from a backup.
    fn raise_token_revision(
        &mut self,
        id: TokenId,
        revision: u64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
