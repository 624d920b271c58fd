//! Keys of other issuers on their way to another device or program: opened under the PIN, and then sealed in a file under
//! a password of its own, or written as key URIs, one after the other (ADR 0014).
//!
//! What is bound to this device stays: a portal's identity, an Entrust soft token, and a key that its issuer manages.

mod aegis;
mod password;
mod uri;

use otp::{Scheme, Secret, otpauth::MAX_COUNTER};
use protocol::TokenId;
use thiserror::Error;
use vault::{OtpToken, Pin, Vault};
use zeroize::Zeroizing;

pub use self::password::{ExportPassword, ExportPasswordError, Strength};
use crate::{
    Authenticator,
    codes::PinCheck,
    enrolment::otpauth::Typed,
    failure::{Code, Failure},
    identity::Identity,
    ports::Random,
    store::StoreError,
    third_party::{self, GuardCheck, GuardRefused},
    unlock::UnlockError,
};

/// An identity, and whether it may leave.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// The identity.
    pub identity: Identity,
    /// Why it stays, if it does.
    pub stays: Option<Stays>,
}

/// Why an identity stays on this device.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stays {
    /// It is a portal's: its keys were made for this device, and the portal would take a copy for a theft.
    Portal,
    /// Its issuer bound it to one device, or manages it: Entrust's soft tokens, privacyIDEA's keys.
    Bound,
    /// All its counters have been used.
    Spent,
}

/// A key that leaves. Zeroed when dropped; neither cloned, printed nor serialised.
pub struct Departing {
    /// Whose it is, as the list says it.
    pub identity: Identity,
    scheme: Scheme,
    secret: Secret,
    note: Option<Zeroizing<String>>,
}

impl Departing {
    /// The key URI, for another program to read off a screen; it is the key itself.
    #[must_use]
    pub fn uri(&self) -> Zeroizing<String> {
        uri::write(self)
    }

    /// Whether its codes are by counter: two devices would then count with one counter.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self.scheme, Scheme::Hotp(_))
    }
}

impl std::fmt::Debug for Departing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Departing").field("identity", &self.identity.token_id).finish_non_exhaustive()
    }
}

/// Why no key leaves.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ExportError {
    /// This device, or the portal's check of the PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// Not the PIN of the codes.
    #[error("wrong PIN")]
    WrongPin,
    /// Nobody can check the PIN now, and a wrong one gives wrong keys: show a code of it, ask once more, and say
    /// [`Typed::Twice`].
    #[error("the PIN cannot be checked: it must be typed twice")]
    Unchecked,
    /// One of them may not leave.
    #[error("it stays on this device")]
    Stays,
    /// None was asked for.
    #[error("nothing to export")]
    Nothing,
}

impl From<StoreError> for ExportError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

impl From<GuardRefused> for ExportError {
    fn from(_: GuardRefused) -> Self {
        Self::WrongPin
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Unlock(error) => error.into(),
            ExportError::WrongPin => Code::WrongPin.into(),
            ExportError::Unchecked => Code::PinUnchecked.into(),
            ExportError::Stays => Code::ExportStays.into(),
            ExportError::Nothing => Code::ExportNothing.into(),
        }
    }
}

impl From<ExportPasswordError> for Failure {
    fn from(error: ExportPasswordError) -> Self {
        match error {
            ExportPasswordError::TooShort => Code::ExportPasswordShort,
            ExportPasswordError::TooUniform => Code::ExportPasswordGuessable,
        }
        .into()
    }
}

impl Authenticator {
    /// Every identity, and whether it may leave.
    pub fn export_candidates(&self) -> Result<Vec<Candidate>, StoreError> {
        let session = self.store.open(&self.ports)?;
        let Some(held) = session.held() else { return Ok(Vec::new()) };
        let candidate = |token| Ok(Candidate { identity: Identity::of(token)?, stays: stays(token)? });
        held.vault.tokens.iter().map(candidate).collect()
    }

    /// Opens the keys of these identities under the PIN, in the vault's order, all of them or none. Where a portal's
    /// identity has the same PIN it is asked, at the cost of a try when the PIN is wrong.
    pub fn open_for_export(&self, ids: &[TokenId], pin: &Pin, typed: Typed) -> Result<Vec<Departing>, ExportError> {
        // 1. The portal's check of the PIN, if it has one.
        let shares_pin_of =
            third_party::shared(self.store.open(&self.ports)?.held()).and_then(|shared| shared.shares_pin_of);
        let shares_pin_of = shares_pin_of.map(|id| TokenId::from(id.0));
        let check = shares_pin_of.map(|portal| self.check_at_portal(portal, pin)).transpose()?.flatten();
        let mut session = self.store.open(&self.ports)?;
        third_party::forget_before_if_possible(&mut session);
        let held = session.held().ok_or(StoreError::UnknownIdentity)?;
        // 2. What may not leave is not opened.
        let tokens = chosen(&held.vault, ids)?;
        // 3. One stretching of the PIN serves the guard and all keys.
        let shared = held.vault.shared_pin.ok_or(StoreError::Damaged)?;
        let key = third_party::stretch(&self.ports, held, &shared, pin)?;
        let said =
            check.is_some_and(|PinCheck { token, .. }| shared.shares_pin_of == Some(vault::TokenId(*token.as_bytes())));
        if third_party::judge(&shared, &key)? == GuardCheck::Unknown && !said && typed == Typed::Once {
            return Err(ExportError::Unchecked);
        }
        let open = |(token, identity): (&OtpToken, Identity)| Departing {
            note: note(token),
            scheme: token.scheme,
            secret: token.key.open(&key),
            identity,
        };
        Ok(tokens.into_iter().map(open).collect())
    }

    /// Seals keys in a file of Aegis' own format, which other programs read too (`docs/export.md`). About a quarter of a
    /// second.
    #[must_use]
    pub fn seal_export(&self, keys: &[Departing], password: &ExportPassword) -> Vec<u8> {
        aegis::seal(keys, password, &mut Random(&*self.ports.entropy))
    }
}

/// The tokens of these names, in the vault's order.
fn chosen<'a>(vault: &'a Vault, ids: &[TokenId]) -> Result<Vec<(&'a OtpToken, Identity)>, ExportError> {
    let mut tokens = Vec::with_capacity(ids.len());
    for token in &vault.tokens {
        let identity = Identity::of(token)?;
        if !ids.contains(&identity.token_id) {
            continue;
        }
        match token {
            vault::Token::Otp(key) if stays(token)?.is_none() => tokens.push((key, identity)),
            _ => return Err(ExportError::Stays),
        }
    }
    let here = |id: &&TokenId| tokens.iter().any(|(_, identity)| identity.token_id == **id);
    match ids.iter().find(|id| !here(id)) {
        Some(_) => Err(StoreError::UnknownIdentity.into()),
        None if tokens.is_empty() => Err(ExportError::Nothing),
        None => Ok(tokens),
    }
}

fn stays(token: &vault::Token) -> Result<Option<Stays>, StoreError> {
    match token {
        vault::Token::Segl(_) => Ok(Some(Stays::Portal)),
        vault::Token::Otp(token) if token.bound => Ok(Some(Stays::Bound)),
        vault::Token::Otp(OtpToken { scheme: Scheme::Hotp(hotp), .. }) if hotp.counter > MAX_COUNTER => {
            Ok(Some(Stays::Spent))
        }
        vault::Token::Otp(_) => Ok(None),
        _ => Err(StoreError::Newer),
    }
}

/// What its owner wrote, after the name that its owner gave it: other programs have no place for that.
fn note(token: &OtpToken) -> Option<Zeroizing<String>> {
    let note = token.marks.note.as_ref().map(vault::Note::as_str);
    let lines: Vec<&str> = token.label.as_deref().into_iter().chain(note).collect();
    (!lines.is_empty()).then(|| Zeroizing::new(lines.join("\n")))
}
