//! Biometrics instead of the PIN (`docs/protocol.md` §11): a passcode seed of their own, never a second copy of what the
//! PIN protects.
//!
//! The seed lies under the device's secret alone, so it opens codes where the issuer's policy says so, for a week after
//! the PIN was last right, and nothing else.

use otp::Secret;
use protocol::{
    ChangeId, ErrorBody, ErrorCode, Timestamp, TokenId, jws,
    presence::{PresenceMessage, PresenceRequest, PresenceSeed},
    sealed_answer::{AnswerKey, SealedAnswer, SealedAnswerMessage, Subject},
};
use thiserror::Error;
use vault::{Pin, PresencePolicy, Seed, SeglToken};

use crate::{
    codes::{self, Passcodes},
    exchange::{Call, Exchange, ExchangeError},
    failure::{Code, Failure},
    ports::{Ports, PresenceError, Random},
    store::{Store, StoreError},
    token::{self, Token},
    unlock::{self, Purpose, UnlockError, Unlocked},
};

/// How biometrics stand for an identity.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PresenceState {
    /// Whether they are on.
    pub is_on: bool,
    /// Whether the issuer lets them show codes.
    pub is_allowed: bool,
    /// Whether a week has passed since the PIN was last right: it is asked for once more.
    pub pin_is_due: bool,
    /// Whether the device could ask now; why not, otherwise.
    pub device: Result<(), PresenceError>,
}

/// Why biometrics were not switched on.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PresenceOnError {
    /// The issuer does not allow them.
    #[error("the issuer does not allow biometrics")]
    NotAllowed,
    /// The reader, or whoever is at it.
    #[error(transparent)]
    Presence(#[from] PresenceError),
    /// This device, the portal, or the PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
}

/// Why biometrics show no codes.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PresenceCodesError {
    /// The issuer does not allow it any more.
    #[error("the issuer does not allow biometrics")]
    NotAllowed,
    /// They are off.
    #[error("biometrics are off")]
    Off,
    /// A week has passed since the PIN was last right.
    #[error("the PIN is due")]
    PinDue,
    /// The reader, or whoever is at it.
    #[error(transparent)]
    Presence(#[from] PresenceError),
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<StoreError> for PresenceOnError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

/// How biometrics stand for a token. The reader is looked at, and nobody is asked.
pub(crate) fn state(ports: &Ports, store: &Store, id: TokenId) -> Result<PresenceState, StoreError> {
    let (is_on, is_allowed, pin_is_due) = read(ports, store, id, |token| {
        let due = token.presence.as_ref().is_some_and(|presence| is_due(presence.pin_at, ports.clock.now()));
        (token.presence.is_some(), allows_codes(token), due)
    })?;
    Ok(PresenceState { is_on, is_allowed, pin_is_due, device: ports.presence.is_available() })
}

/// Switches biometrics on: the person, the PIN, the portal's consent, and a seed from it.
pub(crate) fn turn_on(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    pin: &Pin,
    reason: &str,
) -> Result<(), PresenceOnError> {
    // 1. The issuer allows it, as far as this device knows.
    if token.policy.presence < PresencePolicy::Codes {
        return Err(PresenceOnError::NotAllowed);
    }
    // 2. The person is there; no try of the PIN is spent on a reader that does not work.
    exchange.ports.presence.set_up()?;
    exchange.ports.presence.confirm(reason)?;
    // 3. The PIN opens the user key.
    let stretched = token.stretch(&*exchange.ports.kdf, pin)?;
    let unlocked = unlock::unlock(exchange, store, token, Purpose::Use(None), &stretched)?;
    // 4. The portal agrees and gives the second seed.
    let seed = register(exchange, token, &unlocked)?;
    // 5. Kept under the device's secret.
    let presence = vault::Presence { seed: Seed::from_bytes(*seed.seed()), pin_at: exchange.ports.clock.now() };
    store.open(exchange.ports)?.change(|vault| {
        token::find_mut(vault, token.id)?.presence = Some(presence);
        Ok(())
    })?;
    Ok(())
}

fn register(exchange: &Exchange<'_>, token: &Token, unlocked: &Unlocked) -> Result<PresenceSeed, PresenceOnError> {
    let random = &mut Random(&*exchange.ports.entropy);
    let change = ChangeId::generate(random);
    let key = AnswerKey::generate(random).map_err(|_| UnlockError::PortalFault)?;
    let statement = PresenceRequest {
        iss: token.id,
        aud: token.issuer.clone(),
        change,
        rid: unlocked.request_id,
        key: None,
        epk: key.public(),
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let message = PresenceMessage { jws: jws::sign(&statement, &unlocked.user_key) };
    let answer: SealedAnswerMessage =
        exchange.signed(&Call::new(&token.device_key, "/presence"), &message).map_err(refused)?;
    // Nobody but the portal of this token may give it secrets.
    let sealed: SealedAnswer = token.verify(answer.jws.as_str()).ok_or(UnlockError::PortalFault)?;
    let subject = Subject { issuer: &token.issuer, token_id: token.id, change };
    Ok(PresenceSeed::open(&subject, &key, &sealed).map_err(|_| UnlockError::PortalFault)?)
}

fn refused(error: ExchangeError) -> PresenceOnError {
    match error {
        ExchangeError::Refused(ErrorBody { code: ErrorCode::Refused, .. }) => PresenceOnError::NotAllowed,
        error => UnlockError::Contact(error.into_contact()).into(),
    }
}

/// Switches biometrics off: here at once, and at the portal where it can be reached. What the portal keeps opens nothing
/// without the seed that is gone.
pub(crate) fn turn_off(exchange: &Exchange<'_>, store: &Store, token: &Token) -> Result<(), StoreError> {
    if forget(exchange.ports, store, token.id)? {
        let _ = exchange.signed_empty(&Call::new(&token.device_key, "/presence/remove"));
    }
    Ok(())
}

/// Drops the seed, also from the file before this one; whether there was one.
pub(crate) fn forget(ports: &Ports, store: &Store, id: TokenId) -> Result<bool, StoreError> {
    let mut session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    if token::find(&held.vault, id)?.presence.is_none() {
        return Ok(false);
    }
    session.change(|vault| {
        token::find_mut(vault, id)?.presence = None;
        Ok(())
    })?;
    session.remove_previous()?;
    Ok(true)
}

/// The codes of the second seed, when the person is there. The portal is asked for nothing but the time.
pub(crate) fn passcodes(
    exchange: &Exchange<'_>,
    store: &Store,
    id: TokenId,
    reason: &str,
) -> Result<Passcodes, PresenceCodesError> {
    let ports = exchange.ports;
    // 1. On, allowed, and the PIN not forgotten; nothing is kept open while somebody is waited for.
    let now = ports.clock.now();
    read(ports, store, id, |token| usable(token, now).map(|_| ()))??;
    // 2. The person.
    ports.presence.confirm(reason)?;
    // 3. The portal's time, where it can be reached.
    let _ = exchange.introduce();
    // 4. The seed, two codes, and the seed is gone.
    read(ports, store, id, |token| {
        let presence = usable(token, ports.clock.now())?;
        Ok(codes::of_seed(exchange, &Secret::from(&presence.seed), token.otp.parameters, true))
    })?
}

/// The PIN was right: biometrics may stand for it for another week. A write an hour is enough.
pub(crate) fn note_pin(ports: &Ports, store: &Store, id: TokenId) -> Result<(), StoreError> {
    let now = ports.clock.now();
    let mut session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    let noted = token::find(&held.vault, id)?.presence.as_ref().map(|presence| presence.pin_at);
    if noted.is_none_or(|pin_at| (pin_at..pin_at.saturating_add(HOUR)).contains(&now)) {
        return Ok(());
    }
    session.change(|vault| {
        if let Some(presence) = &mut token::find_mut(vault, id)?.presence {
            presence.pin_at = now;
        }
        Ok(())
    })
}

fn usable(token: &SeglToken, now: u64) -> Result<&vault::Presence, PresenceCodesError> {
    if !allows_codes(token) {
        return Err(PresenceCodesError::NotAllowed);
    }
    let presence = token.presence.as_ref().ok_or(PresenceCodesError::Off)?;
    if is_due(presence.pin_at, now) { Err(PresenceCodesError::PinDue) } else { Ok(presence) }
}

fn allows_codes(token: &SeglToken) -> bool {
    token.policy.presence >= PresencePolicy::Codes
}

/// A clock that was set back does not lengthen the week.
fn is_due(pin_at: u64, now: u64) -> bool {
    now >= pin_at.saturating_add(PIN_LIFETIME) || now.saturating_add(HOUR) < pin_at
}

fn read<T>(ports: &Ports, store: &Store, id: TokenId, look: impl FnOnce(&SeglToken) -> T) -> Result<T, StoreError> {
    let session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    Ok(look(token::find(&held.vault, id)?))
}

impl From<PresenceError> for Failure {
    fn from(error: PresenceError) -> Self {
        match error {
            PresenceError::NoReader => Code::PresenceNoReader,
            PresenceError::NotEnrolled => Code::PresenceNotEnrolled,
            PresenceError::Denied => Code::PresenceDenied,
            PresenceError::Busy => Code::PresenceBusy,
            PresenceError::Refused => Code::PresenceRefused,
            PresenceError::Cancelled => Code::PresenceCancelled,
            PresenceError::TimedOut => Code::PresenceTimedOut,
            PresenceError::Failed => Code::PresenceFailed,
        }
        .into()
    }
}

impl From<PresenceOnError> for Failure {
    fn from(error: PresenceOnError) -> Self {
        match error {
            PresenceOnError::NotAllowed => Code::PresenceNotAllowed.into(),
            PresenceOnError::Presence(error) => error.into(),
            PresenceOnError::Unlock(error) => error.into(),
        }
    }
}

impl From<PresenceCodesError> for Failure {
    fn from(error: PresenceCodesError) -> Self {
        match error {
            PresenceCodesError::NotAllowed => Code::PresenceNotAllowed.into(),
            PresenceCodesError::Off => Code::PresenceOff.into(),
            PresenceCodesError::PinDue => Code::PresencePinDue.into(),
            PresenceCodesError::Presence(error) => error.into(),
            PresenceCodesError::Store(error) => error.into(),
        }
    }
}

const HOUR: u64 = 60 * 60;

/// So long biometrics stand for the PIN, seconds; the portal counts the same seven days by its own clock.
const PIN_LIFETIME: u64 = 7 * 24 * HOUR;
