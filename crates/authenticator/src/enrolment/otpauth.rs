//! Adding a key of another issuer: `otpauth://…` → who and how, and what was assumed → the PIN → stored.

mod storing;

use otp::{
    Digits, Scheme, Secret, hotp,
    otpauth::{Assumed, KeyUri, KeyUriError},
    totp,
};
use protocol::TokenId;
use thiserror::Error;
use vault::{Group, Marks, Note, Pin, PinError, PinPolicy};

pub(crate) use self::storing::{add, add_all};
use crate::{
    import::{self, Kind, Row},
    ports::Ports,
    store::{self, Held, Store, StoreError},
    text::presentable,
    third_party::GuardRefused,
    token,
    unlock::UnlockError,
};

/// A key URI that has been read: what it says, to be shown before anything is stored.
pub struct OtpauthKey {
    issuer: String,
    account: String,
    uri: KeyUri,
    marks: Marks,
}

impl OtpauthKey {
    pub(crate) fn read(text: &str) -> Result<Self, KeyUriError> {
        Ok(Self::of_uri(KeyUri::parse(text)?))
    }

    pub(super) fn of_uri(uri: KeyUri) -> Self {
        let (issuer, account) = (presentable(&uri.issuer, MAX_NAME), presentable(&uri.account, MAX_NAME));
        Self { issuer, account, uri, marks: Marks::default() }
    }

    /// A key that came in another way than a key URI, as if it had come in one.
    pub(crate) fn new(issuer: &str, account: &str, secret: Secret, scheme: Scheme) -> Self {
        let (issuer, account) = (issuer.to_owned(), account.to_owned());
        Self::of_uri(KeyUri { issuer, account, secret, scheme, managed: false, assumed: Vec::new() })
    }

    /// The same key, bound to this device or not: one that is bound does not leave in an export.
    pub(crate) fn bound(mut self, bound: bool) -> Self {
        self.uri.managed = bound;
        self
    }

    /// A row of another app's export, as if it had come in a key URI of its own, with its note and its group.
    #[must_use]
    pub fn from_row(row: Row) -> Option<Self> {
        let digits = Digits::of_any_issuer(row.digits);
        let scheme = match row.kind {
            Kind::Steam => Scheme::Steam,
            Kind::Totp { period } => {
                let period = totp::Period::of_any_issuer(period).ok()?;
                Scheme::Totp(totp::Parameters { algorithm: row.algorithm, digits: digits.ok()?, period })
            }
            Kind::Hotp { counter } => {
                Scheme::Hotp(hotp::Parameters { algorithm: row.algorithm, digits: digits.ok()?, counter })
            }
        };
        let mut key = Self::new(&row.issuer, &row.account, row.secret, scheme).bound(row.bound);
        key.marks.note = row.note.and_then(|note| Note::new(note).ok());
        key.marks.group = row.group.and_then(|group| Group::new(group).ok());
        Some(key)
    }

    /// The same key as a row of an export.
    pub(crate) fn into_row(self) -> Row {
        let row = import::row_of(self.uri);
        let note = self.marks.note.map(|note| note.as_str().to_owned());
        let group = self.marks.group.map(|group| group.as_str().to_owned());
        Row { note, group, ..row }
    }

    /// Who issued it, safe to show; may be empty.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whose it is, safe to show; may be empty.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// How its codes come about.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.uri.scheme
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.uri.secret
    }

    /// What the URI left open.
    #[must_use]
    pub fn assumed(&self) -> &[Assumed] {
        &self.uri.assumed
    }

    /// Whether the PIN cannot protect the key: it is no random bytes, so hidden under the PIN it would betray the PIN.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        vault::third_party::has_structure(self.uri.secret.expose())
    }
}

impl std::fmt::Debug for OtpauthKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OtpauthKey").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// What the user is to be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PinStep {
    /// A new PIN, twice: the vault has none yet.
    Choose,
    /// The PIN that the vault has: of the other codes, or of the portal's identity.
    Known,
}

/// How sure the user is of a PIN that nobody can check at the moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Typed {
    /// It was typed once.
    Once,
    /// It was typed twice, and the same both times.
    Twice,
}

/// Why a key was not added, or none of several. Nothing is stored.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum AddOtpauthError {
    /// This device, or the portal's word on the PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// The new PIN will not do.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// Not the PIN of the other codes.
    #[error("wrong PIN")]
    WrongPin,
    /// Nobody can check the PIN now: ask for it once more, and say [`Typed::Twice`].
    #[error("the PIN cannot be checked: it must be typed twice")]
    Unchecked,
    /// The issuer of an identity here does not allow codes of other issuers beside it.
    #[error("an issuer does not allow third-party codes")]
    Forbidden,
    /// The key is here already, or one for the same account of the same issuer.
    #[error("the key is here already")]
    Present,
    /// The other codes are under another PIN than the portal's identity: that comes first
    /// ([`crate::Authenticator::reencrypt`]).
    #[error("the PINs are out of sync")]
    OutOfSync,
}

impl From<StoreError> for AddOtpauthError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

impl From<GuardRefused> for AddOtpauthError {
    fn from(_: GuardRefused) -> Self {
        Self::WrongPin
    }
}

/// Whether a key may come, and which PIN is asked for.
pub(crate) fn pin_step(ports: &Ports, store: &Store) -> Result<PinStep, AddOtpauthError> {
    let session = store.open(ports)?;
    store::probe(ports, &session)?;
    admit(session.held())?;
    Ok(match session.held() {
        Some(held) if !held.vault.tokens.is_empty() => PinStep::Known,
        _ => PinStep::Choose,
    })
}

/// The portal's identity whose PIN a new key is to be under; `None` when no portal's is here.
pub(crate) fn portal_to_ask(ports: &Ports, store: &Store) -> Result<Option<TokenId>, AddOtpauthError> {
    let session = store.open(ports)?;
    admit(session.held())?;
    let Some(held) = session.held() else { return Ok(None) };
    let followed = held.vault.shared_pin.and_then(|shared| shared.shares_pin_of);
    Ok(followed.map(|id| TokenId::from(id.0)).or_else(|| token::oldest_portal(&held.vault)))
}

/// Judges a PIN that the vault's first codes are about to be put under.
pub(crate) fn choose(typed: &str) -> Result<Pin, PinError> {
    Pin::choose(typed, PinPolicy::default())
}

/// Policy, and PINs that have to be brought together first.
fn admit(held: Option<&Held>) -> Result<(), AddOtpauthError> {
    let Some(held) = held else { return Ok(()) };
    let forbids = |token: &vault::Token| matches!(token, vault::Token::Segl(token) if !token.policy.third_party);
    if held.vault.tokens.iter().any(forbids) {
        return Err(AddOtpauthError::Forbidden);
    }
    match held.vault.shared_pin {
        Some(shared) if shared.shares_pin_of.is_none() && held.vault.has_portal_token() => {
            Err(AddOtpauthError::OutOfSync)
        }
        _ => Ok(()),
    }
}

/// Longest name of an issuer or an account that is kept, characters.
const MAX_NAME: usize = 128;
