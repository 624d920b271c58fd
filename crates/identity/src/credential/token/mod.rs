//! The enrolled credential and its life.

mod changes;
mod ending;
mod usable;

use crate::store::StoreError;
use protocol::{Bytes, ChangeId, PublicKey, Thumbprint, Timestamp, TokenId, device::DeviceInfo, enrolment::KeyStore};

pub use self::changes::{ChangeTokenError, delete, drop_biometrics, list, lost, reconnect, rename, resume, suspend};
pub(crate) use self::ending::{Ending, end_in};
pub use self::usable::{NotUsable, RequireOpenError, TokenAction, require_open_account};
use crate::account::user::UserId;
use crate::actor::Actor;
use crate::credential::biometrics::Presence;
use crate::credential::pin_change::PendingChange;
use crate::kek::Sealed;
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
    /// Switched off; can be switched on again.
    Suspended(Closer),
    /// Its device was reported lost; can be switched on again when it was found.
    Lost(Closer),
    /// Two copies of it were at work. Only a new PIN ceremony makes it active again.
    Copied {
        /// Until then its owner lets one device go on.
        reconnect_until: Option<Timestamp>,
    },
    /// Gone for good; its secrets are wiped.
    Destroyed(Destruction),
}

/// Who has switched a token off. What the service desk has closed, only the service desk opens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Closer {
    /// Its owner.
    Owner,
    /// The service desk, or somebody else who is not its owner.
    Desk,
}

impl Closer {
    /// Who this is.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        if *actor == Actor::Owner { Self::Owner } else { Self::Desk }
    }

    /// Whether what `self` has closed may be opened by `by`.
    fn yields_to(self, by: Self) -> bool {
        self == Self::Owner || by == Self::Desk
    }
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

    /// Switches it off. The service desk can take over what its owner has switched off.
    pub fn suspend(self, by: Closer) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Active => Ok(Self { state: TokenState::Suspended(by), ..self }),
            TokenState::Suspended(Closer::Owner) if by == Closer::Desk => {
                Ok(Self { state: TokenState::Suspended(by), ..self })
            }
            _ => Err(TokenTransitionError),
        }
    }

    /// Switches it on again; one that was copied does not go on by a click.
    pub fn resume(self, by: Closer) -> Result<Self, TokenTransitionError> {
        match self.state {
            TokenState::Suspended(closer) | TokenState::Lost(closer) if closer.yields_to(by) => {
                Ok(Self { state: TokenState::Active, ..self })
            }
            _ => Err(TokenTransitionError),
        }
    }

    /// Its device is lost: its biometrics end too. What the service desk had closed stays closed by the desk.
    pub fn lose(self, by: Closer) -> Result<Self, TokenTransitionError> {
        let by = match self.state {
            TokenState::Active | TokenState::Suspended(Closer::Owner) => by,
            TokenState::Suspended(Closer::Desk) => Closer::Desk,
            TokenState::Lost(Closer::Owner) if by == Closer::Desk => by,
            _ => return Err(TokenTransitionError),
        };
        Ok(Self { state: TokenState::Lost(by), presence: None, ..self })
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
    /// At most 100 tokens of which [`Token::run_out`] may say why their time is over at `now`, oldest first.
    fn tokens_to_end(&mut self, now: Timestamp) -> impl Future<Output = Result<Vec<Token>, StoreError>> + Send;
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
