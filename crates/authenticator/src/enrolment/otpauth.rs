//! Adding a key of another issuer: `otpauth://…` → who and how, and what was assumed → the PIN → stored.

use otp::{
    Digits, Scheme, Secret, hotp,
    otpauth::{Assumed, KeyUri, KeyUriError},
    totp,
};
use protocol::TokenId;
use thiserror::Error;
use vault::{Group, Marks, Note, OtpKey, OtpToken, Pin, PinError, PinPolicy, SharedKey, Vault};

use crate::{
    identity::Identity,
    import::{Kind, Row},
    intake::Sighting,
    ports::{Ports, Random},
    store::{self, Held, Session, Store, StoreError},
    text::presentable,
    third_party::{self, GuardRefused, Verdict},
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

/// Why a key was not added. Nothing is stored.
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
    /// ([`crate::Authenticator::bring_along`]).
    #[error("the PINs are apart")]
    Apart,
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
    let followed = held.vault.shared_pin.and_then(|shared| shared.follows);
    Ok(followed.map(|id| TokenId::from(id.0)).or_else(|| token::oldest_portal(&held.vault)))
}

/// What became of the keys of an import, in their order; as many as were come to.
#[derive(Debug)]
pub struct Stored {
    /// The identity, or `None` where it was here already.
    pub identities: Vec<Option<Identity>>,
    /// Why the rest was not come to.
    pub ended: Option<AddOtpauthError>,
}

/// Stores key after key; `noted` hears how many have been come to.
pub(crate) fn add_all(
    ports: &Ports,
    store: &Store,
    keys: &[OtpauthKey],
    (pin, typed): (&Pin, Typed),
    checked: Option<TokenId>,
    noted: &mut dyn FnMut(usize),
) -> Result<Stored, AddOtpauthError> {
    let mut stored = Stored { identities: Vec::with_capacity(keys.len()), ended: None };
    for key in keys {
        match add(ports, store, key, pin, typed, checked) {
            Ok(identity) => stored.identities.push(Some(identity)),
            Err(AddOtpauthError::Present) => stored.identities.push(None),
            Err(error) if stored.identities.is_empty() => return Err(error),
            Err(error) => {
                stored.ended = Some(error);
                break;
            }
        }
        noted(stored.identities.len());
    }
    Ok(stored)
}

/// Stores the key. `checked` is the portal's identity that has found the PIN right, if one was asked and could say so.
pub(crate) fn add(
    ports: &Ports,
    store: &Store,
    key: &OtpauthKey,
    pin: &Pin,
    typed: Typed,
    checked: Option<TokenId>,
) -> Result<Identity, AddOtpauthError> {
    let mut session = store.open(ports)?;
    // 1. Things may have changed while the portal was asked.
    admit(session.held())?;
    let is_new = session.held().is_none();
    let mut fresh = if is_new { Some(Held::generate(ports)) } else { None };
    let held = session.held().or(fresh.as_ref()).expect("one of the two is there");
    let new = Sighting::of_key(key);
    if new.is_among(third_parties(&held.vault).map(Sighting::of_token)) {
        return Err(AddOtpauthError::Present);
    }
    // 2. The PIN: the one that is there, or a new one.
    let oldest = token::oldest_portal(&held.vault);
    let (shared, shared_key) = if let Some(shared) = held.vault.shared_pin {
        let shared_key = third_party::stretch(ports, held, &shared, pin)?;
        let verdict = third_party::judge(&shared, &shared_key)?;
        let said = shared.follows.is_some_and(|id| checked == Some(TokenId::from(id.0)));
        if verdict == Verdict::Unknown && !said && typed == Typed::Once {
            return Err(AddOtpauthError::Unchecked);
        }
        (shared, shared_key)
    } else {
        match oldest {
            None => drop(choose(pin.expose())?),
            Some(oldest) if checked == Some(oldest) || typed == Typed::Twice => {}
            Some(_) => return Err(AddOtpauthError::Unchecked),
        }
        let (mut shared, shared_key) = third_party::begin(ports, &held.vault, pin)?;
        shared.follows = oldest.map(|id| vault::TokenId(*id.as_bytes()));
        (shared, shared_key)
    };
    // 3. The same key twice would be two maskings of it, which give the PIN away.
    let opened: Vec<_> = third_parties(&held.vault).map(|token| (token, token.key.open(&shared_key))).collect();
    if new.is_among(opened.iter().map(|(token, key)| Sighting::of_token(token).with_key(key))) {
        return Err(AddOtpauthError::Present);
    }
    // 4. Masked once, and written.
    let id = TokenId::generate(&mut Random(&*ports.entropy));
    let entry = vault::Token::Otp(entry(ports, key, id, &shared_key)?);
    if let Some(held) = &mut fresh {
        held.vault.tokens.push(entry);
        held.vault.shared_pin = Some(shared);
        session.create(held)?;
        return Ok(token::identity(&held.vault, id)?);
    }
    Ok(write(&mut session, entry, shared, id)?)
}

fn write(
    session: &mut Session<'_>,
    entry: vault::Token,
    shared: vault::SharedPin,
    id: TokenId,
) -> Result<Identity, StoreError> {
    session.change(|vault| {
        vault.tokens.push(entry);
        vault.shared_pin = Some(shared);
        token::identity(vault, id)
    })
}

/// Judges a PIN that the vault's first codes are about to be put under.
pub(crate) fn choose(typed: &str) -> Result<Pin, PinError> {
    Pin::choose(typed, PinPolicy::default())
}

fn entry(ports: &Ports, key: &OtpauthKey, id: TokenId, shared: &SharedKey) -> Result<OtpToken, StoreError> {
    let secret = Secret::new(key.uri.secret.expose().to_vec()).map_err(|_| StoreError::Damaged)?;
    Ok(OtpToken {
        id: vault::TokenId(*id.as_bytes()),
        issuer: key.issuer.clone(),
        account: key.account.clone(),
        label: None,
        scheme: key.uri.scheme,
        key: OtpKey::seal(secret, shared, &mut Random(&*ports.entropy)),
        created: ports.clock.now(),
        bound: key.uri.managed,
        marks: key.marks.clone(),
    })
}

/// Policy, and PINs that have to be brought together first.
fn admit(held: Option<&Held>) -> Result<(), AddOtpauthError> {
    let Some(held) = held else { return Ok(()) };
    let forbids = |token: &vault::Token| matches!(token, vault::Token::Segl(token) if !token.policy.third_party);
    if held.vault.tokens.iter().any(forbids) {
        return Err(AddOtpauthError::Forbidden);
    }
    match held.vault.shared_pin {
        Some(shared) if shared.follows.is_none() && held.vault.has_portal_token() => Err(AddOtpauthError::Apart),
        _ => Ok(()),
    }
}

fn third_parties(vault: &Vault) -> impl Iterator<Item = &OtpToken> {
    vault.tokens.iter().filter_map(|token| match token {
        vault::Token::Otp(token) => Some(token),
        _ => None,
    })
}

/// Longest name of an issuer or an account that is kept, characters.
const MAX_NAME: usize = 128;
