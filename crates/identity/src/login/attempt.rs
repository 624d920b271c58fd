//! One login that somebody waits for, from the first step to its end, whatever door it came through.
//!
//! A door begins an attempt and carries its outcome home; it decides nothing. A push, an e-mailed code and a passcode are
//! proofs of an attempt, and [`finish`](crate::login::finish()) is the only place that makes something of a proof.

use std::{fmt, str::FromStr};

use protocol::{Bytes, Timestamp, TokenId, challenge::RelyingParty};

use crate::{
    account::user::{UserId, UserName},
    credential::token::Factor,
    entropy::Entropy,
    login::{
        client::SeenClient,
        methods::{AuthenticationMethod, Methods},
    },
    store::StoreError,
};

/// The name of an attempt: 16 random bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct AttemptId(pub Bytes<16>);

impl AttemptId {
    /// A fresh one.
    pub fn generate(rng: &mut impl Entropy) -> Self {
        Self(Bytes::generate(rng))
    }
}

/// A name that a system is registered under here, or a grant: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Name(String);

/// Not such a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a name has 1 to 64 ASCII letters, digits, '-', '_' and '.'")]
pub struct NameError;

impl Name {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let is_name = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if is_name { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

/// A system that is registered here: an OpenID client, a VPN, an organisation's Entra.
pub type ClientName = Name;

/// What a door keeps of a request that goes on after the login.
pub type GrantName = Name;

/// Who asks for the login.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Asker {
    /// The portal itself.
    Portal,
    /// An OpenID Connect client.
    Oidc(ClientName),
    /// A RADIUS client.
    Radius(ClientName),
    /// A connection to Microsoft Entra.
    Entra(ClientName),
    /// A client without a browser (CIBA).
    Ciba(ClientName),
}

/// Not an asker.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the name of an asker")]
pub struct AskerError;

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portal => f.write_str("portal"),
            Self::Oidc(client) => write!(f, "oidc:{}", client.as_str()),
            Self::Radius(client) => write!(f, "radius:{}", client.as_str()),
            Self::Entra(connection) => write!(f, "entra:{}", connection.as_str()),
            Self::Ciba(client) => write!(f, "ciba:{}", client.as_str()),
        }
    }
}

impl FromStr for Asker {
    type Err = AskerError;

    fn from_str(text: &str) -> Result<Self, AskerError> {
        let (door, name) = text.split_once(':').unwrap_or((text, ""));
        let client = || name.parse().map_err(|_| AskerError);
        match door {
            "portal" if name.is_empty() => Ok(Self::Portal),
            "oidc" => client().map(Self::Oidc),
            "radius" => client().map(Self::Radius),
            "entra" => client().map(Self::Entra),
            "ciba" => client().map(Self::Ciba),
            _ => Err(AskerError),
        }
    }
}

/// What happens after the login.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Continuation {
    /// A session begins, and the browser goes on to this page of the portal.
    Page(ReturnPath),
    /// A session begins, and the door goes on with what it keeps under this name.
    Grant(GrantName),
    /// No session: the door answers whoever asked.
    Reply,
}

/// Not a continuation.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not what can happen after a login")]
pub struct ContinuationError;

impl fmt::Display for Continuation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(path) => write!(f, "page:{}", path.as_str()),
            Self::Grant(grant) => write!(f, "grant:{}", grant.as_str()),
            Self::Reply => f.write_str("reply:"),
        }
    }
}

impl FromStr for Continuation {
    type Err = ContinuationError;

    fn from_str(text: &str) -> Result<Self, ContinuationError> {
        match text.split_once(':') {
            Some(("page", path)) => path.parse().map(Self::Page).map_err(|_| ContinuationError),
            Some(("grant", grant)) => grant.parse().map(Self::Grant).map_err(|_| ContinuationError),
            Some(("reply", "")) => Ok(Self::Reply),
            _ => Err(ContinuationError),
        }
    }
}

/// The path of a page of the portal: at most 200 ASCII characters, one `/` in front, and nothing that leads elsewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReturnPath(String);

/// Not a path of the portal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a path of this portal")]
pub struct ReturnPathError;

impl ReturnPath {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReturnPath {
    type Err = ReturnPathError;

    fn from_str(text: &str) -> Result<Self, ReturnPathError> {
        let is_path = text.starts_with('/')
            && !text.starts_with("//")
            && text.len() <= 200
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.?=&%".contains(&byte));
        if is_path { Ok(Self(text.to_owned())) } else { Err(ReturnPathError) }
    }
}

/// What has proved an attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Proof {
    /// How.
    pub method: AuthenticationMethod,
    /// When; a proof that nobody fetches in time is worth nothing any more.
    pub at: Timestamp,
    /// The token that gave it; none for an e-mailed code.
    pub token: Option<TokenId>,
    /// How the token's user was verified; none without a token.
    pub factor: Option<Factor>,
}

/// Where an attempt is in its life. It is proved once, and finished once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AttemptState {
    /// Waits for a proof.
    Open,
    /// Proved; whoever waits may come in.
    Proved(Proof),
    /// Whoever waited is in.
    Finished(Proof),
    /// Whoever waited began anew, or gave up.
    Withdrawn,
    /// Its time is over.
    Expired,
}

/// One attempt to log in.
#[derive(Clone, Debug)]
pub struct LoginAttempt {
    /// Its own name.
    pub id: AttemptId,
    /// SHA-256 of the secret of whoever waits: 32 bytes.
    pub secret: Bytes<32>,
    /// Who asks for it.
    pub asker: Asker,
    /// What the app shows as "Log in to".
    pub relying_party: RelyingParty,
    /// The name that was typed, whether or not somebody has it.
    pub name: UserName,
    /// The account of that name; without one everything looks as always, and nothing proves the attempt.
    pub account: Option<UserId>,
    /// Where it comes from.
    pub client: SeenClient,
    /// What it may be proved by.
    pub methods: Methods,
    /// What happens after it.
    pub continuation: Continuation,
    /// Where it is in its life.
    pub state: AttemptState,
    /// When it began.
    pub created: Timestamp,
    /// After this it cannot be proved.
    pub expires: Timestamp,
}

/// The attempt is not in a state from which this can be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not possible in the attempt's state")]
pub struct AttemptTransitionError;

impl LoginAttempt {
    /// A proof of its account's owner.
    pub fn prove(self, proof: Proof) -> Result<Self, AttemptTransitionError> {
        let is_open = self.is_open(proof.at) && self.account.is_some() && self.methods.has(proof.method);
        if is_open { Ok(Self { state: AttemptState::Proved(proof), ..self }) } else { Err(AttemptTransitionError) }
    }

    /// Whoever waited comes in, at most `patience` seconds after the proof.
    pub fn finish(self, now: Timestamp, patience: u64) -> Result<(Self, Proof), AttemptTransitionError> {
        match self.state {
            AttemptState::Proved(proof) if now.seconds_since(proof.at) < patience => {
                Ok((Self { state: AttemptState::Finished(proof), ..self }, proof))
            }
            _ => Err(AttemptTransitionError),
        }
    }

    /// Whoever waited gives up.
    pub fn withdraw(self) -> Result<Self, AttemptTransitionError> {
        match self.state {
            AttemptState::Open => Ok(Self { state: AttemptState::Withdrawn, ..self }),
            _ => Err(AttemptTransitionError),
        }
    }

    /// What has proved it counts no longer, or its account is closed: whoever waits does not come in.
    pub fn revoke(self) -> Result<Self, AttemptTransitionError> {
        match self.state {
            AttemptState::Open | AttemptState::Proved(_) => Ok(Self { state: AttemptState::Withdrawn, ..self }),
            _ => Err(AttemptTransitionError),
        }
    }

    /// Its time is over.
    pub fn expire(self, now: Timestamp) -> Result<Self, AttemptTransitionError> {
        match self.state {
            AttemptState::Open if now >= self.expires => Ok(Self { state: AttemptState::Expired, ..self }),
            _ => Err(AttemptTransitionError),
        }
    }

    /// Waits at least until `until`: a push or a code of it counts until then.
    #[must_use]
    pub fn waits_until(self, until: Timestamp) -> Self {
        Self { expires: self.expires.max(until), ..self }
    }

    /// Whether a proof counts at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == AttemptState::Open && now < self.expires
    }
}

/// Stored attempts.
pub trait AttemptRows {
    /// Adds an attempt.
    fn insert_attempt(&mut self, attempt: &LoginAttempt) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One attempt.
    fn attempt(&mut self, id: AttemptId) -> impl Future<Output = Result<Option<LoginAttempt>, StoreError>> + Send;
    /// The attempt of whoever has the secret with this SHA-256.
    fn attempt_of(
        &mut self,
        secret: Bytes<32>,
    ) -> impl Future<Output = Result<Option<LoginAttempt>, StoreError>> + Send;
    /// One attempt, held until the end of the transaction.
    fn lock_attempt(&mut self, id: AttemptId) -> impl Future<Output = Result<Option<LoginAttempt>, StoreError>> + Send;
    /// Writes the state of an attempt, and how long it waits.
    fn update_attempt(&mut self, attempt: &LoginAttempt) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The account's attempts that are open or proved and not finished.
    fn unfinished_attempts_of(
        &mut self,
        account: UserId,
    ) -> impl Future<Output = Result<Vec<LoginAttempt>, StoreError>> + Send;
    /// When unknown clients began attempts from this network after `since`, oldest first; at most `limit`, the latest.
    fn attempts_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
}

#[cfg(test)]
#[path = "attempt_tests.rs"]
mod tests;
