//! Biometrics instead of the PIN (`docs/protocol.md` §11): a passcode seed of their own, never a second copy of what the
//! PIN protects.
//!
//! The seed lies under the device's secret alone, so it opens codes where the issuer's policy says so, for a week after
//! the PIN was last right, and nothing else. Approvals are for a key that the system guards ([`crate::approval`]).

use otp::Secret;
use protocol::{
    ChangeId, ErrorBody, ErrorCode, Origin, PublicKey, Timestamp, TokenId, jws,
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
#[expect(clippy::struct_excessive_bools, reason = "four facts, of which none follows from the others")]
pub struct PresenceState {
    /// Whether they are on.
    pub is_on: bool,
    /// Whether the issuer lets them show codes.
    pub is_allowed: bool,
    /// Whether they approve logins too: the issuer allows it, and the system guards a key for it.
    pub may_approve: bool,
    /// Whether the PIN is asked for once more: a week has passed since it was last right, or, where the system takes a PIN of
    /// its own for the person, the program was started since.
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

/// Why biometrics do not take the PIN's place.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PresenceUseError {
    /// The issuer does not allow it any more.
    #[error("the issuer does not allow biometrics")]
    NotAllowed,
    /// They are off.
    #[error("biometrics are off")]
    Off,
    /// A week has passed since the PIN was last right, or the program was started since ([`PresenceState::pin_is_due`]).
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
    let device = ports.presence.is_available();
    read(ports, store, id, |token| {
        let presence = token.presence.as_ref();
        PresenceState {
            is_on: presence.is_some(),
            is_allowed: allows(token, PresencePolicy::Codes),
            may_approve: allows(token, PresencePolicy::Approvals) && presence.is_some_and(|own| own.key.is_some()),
            pin_is_due: presence.is_some_and(|own| is_due(ports, store, id, own)),
            device,
        }
    })
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
    let guarded = exchange.ports.presence.set_up(&token.id)?;
    exchange.ports.presence.confirm(&token.id, reason)?;
    // Without a key, or where the issuer wants none, they open codes alone.
    let guarded = guarded.filter(|_| token.policy.presence >= PresencePolicy::Approvals);
    let key = guarded.map(|point| PublicKey::from_sec1(&point).map_err(|_| PresenceError::Failed)).transpose()?;
    // 3. The PIN opens the user key.
    let stretched = token.stretch(&*exchange.ports.kdf, pin)?;
    let unlocked = unlock::unlock(exchange, store, token, Purpose::Use(None), &stretched)?;
    // 4. The portal agrees, takes the key, and gives the second seed.
    let seed = register(exchange, token, &unlocked, key)?;
    // 5. Kept under the device's secret.
    let presence = vault::Presence {
        key: key.map(|key| key.to_compressed()),
        seed: Seed::from_bytes(*seed.seed()),
        pin_at: exchange.ports.clock.now(),
    };
    store.open(exchange.ports)?.change(|vault| {
        token::find_mut(vault, token.id)?.presence = Some(presence);
        Ok(())
    })?;
    Ok(())
}

fn register(
    exchange: &Exchange<'_>,
    token: &Token,
    unlocked: &Unlocked,
    key: Option<PublicKey>,
) -> Result<PresenceSeed, PresenceOnError> {
    let random = &mut Random(&*exchange.ports.entropy);
    let change = ChangeId::generate(random);
    let answer_key = AnswerKey::generate(random).map_err(|_| UnlockError::PortalFault)?;
    let statement = PresenceRequest {
        iss: token.id,
        aud: token.issuer.clone(),
        change,
        rid: unlocked.request_id,
        key,
        epk: answer_key.public(),
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let message = PresenceMessage { jws: jws::sign(&statement, &unlocked.user_key) };
    let answer: SealedAnswerMessage =
        exchange.signed(&Call::new(&token.device_key, "/presence"), &message).map_err(refused)?;
    // Nobody but the portal of this token may give it secrets.
    let sealed: SealedAnswer = token.verify(answer.jws.as_str()).ok_or(UnlockError::PortalFault)?;
    let subject = Subject { issuer: &token.issuer, token_id: token.id, change };
    Ok(PresenceSeed::open(&subject, &answer_key, &sealed).map_err(|_| UnlockError::PortalFault)?)
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

/// Drops the seed, also from the file before this one, and the key; whether there was a seed.
pub(crate) fn forget(ports: &Ports, store: &Store, id: TokenId) -> Result<bool, StoreError> {
    ports.presence.forget(&id);
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

/// Whether biometrics may show the codes of a token now; its portal. Nothing is kept open while somebody is waited for.
pub(crate) fn admit(ports: &Ports, store: &Store, id: TokenId) -> Result<Origin, PresenceUseError> {
    read(ports, store, id, |token| {
        usable(ports, store, token, PresencePolicy::Codes)?;
        token.issuer.parse().map_err(|_| StoreError::Damaged.into())
    })?
}

/// The codes of the second seed of a token that was [admitted](admit), when the person is there. The portal is asked for
/// nothing but the time.
pub(crate) fn passcodes(
    exchange: &Exchange<'_>,
    store: &Store,
    id: TokenId,
    reason: &str,
) -> Result<Passcodes, PresenceUseError> {
    let ports = exchange.ports;
    // 1. The person.
    ports.presence.confirm(&id, reason)?;
    // 2. The portal's time, where it can be reached.
    let _ = exchange.introduce();
    // 3. On, allowed, and the PIN not forgotten, still; the seed, two codes, and the seed is gone.
    read(ports, store, id, |token| {
        let presence = usable(ports, store, token, PresencePolicy::Codes)?;
        Ok(codes::of_seed(exchange, &Secret::from(&presence.seed), token.otp.parameters, true))
    })?
}

/// The PIN was right: biometrics may stand for it for another week. The vault is opened only where they are on, and then
/// once an hour: that is often enough.
pub(crate) fn note_pin(ports: &Ports, store: &Store, token: &Token) -> Result<(), StoreError> {
    store.note_pin(token.id);
    let now = ports.clock.now();
    if token.pin_at.is_none_or(|pin_at| (pin_at..pin_at.saturating_add(HOUR)).contains(&now)) {
        return Ok(());
    }
    store.open(ports)?.change(|vault| {
        if let Some(presence) = &mut token::find_mut(vault, token.id)?.presence {
            presence.pin_at = now;
        }
        Ok(())
    })
}

/// The public half of the key that may approve for a token now.
pub(crate) fn approval_key(ports: &Ports, store: &Store, id: TokenId) -> Result<PublicKey, PresenceUseError> {
    read(ports, store, id, |token| {
        let presence = usable(ports, store, token, PresencePolicy::Approvals)?;
        let key = presence.key.ok_or(PresenceUseError::Off)?;
        PublicKey::from_sec1(&key).map_err(|_| StoreError::Damaged.into())
    })?
}

fn usable<'a>(
    ports: &Ports,
    store: &Store,
    token: &'a SeglToken,
    to: PresencePolicy,
) -> Result<&'a vault::Presence, PresenceUseError> {
    if !allows(token, to) {
        return Err(PresenceUseError::NotAllowed);
    }
    let presence = token.presence.as_ref().ok_or(PresenceUseError::Off)?;
    if is_due(ports, store, TokenId::from(token.token_id.0), presence) {
        Err(PresenceUseError::PinDue)
    } else {
        Ok(presence)
    }
}

fn allows(token: &SeglToken, to: PresencePolicy) -> bool {
    token.policy.presence >= to
}

fn is_due(ports: &Ports, store: &Store, id: TokenId, presence: &vault::Presence) -> bool {
    let (now, pin_at) = (ports.clock.now(), presence.pin_at);
    // A clock that was set back does not lengthen the week.
    let week_is_over = now >= pin_at.saturating_add(PIN_LIFETIME) || now.saturating_add(HOUR) < pin_at;
    week_is_over || (ports.presence.wants_pin_first() && !store.knows_pin(id))
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

impl From<PresenceUseError> for Failure {
    fn from(error: PresenceUseError) -> Self {
        match error {
            PresenceUseError::NotAllowed => Code::PresenceNotAllowed.into(),
            PresenceUseError::Off => Code::PresenceOff.into(),
            PresenceUseError::PinDue => Code::PresencePinDue.into(),
            PresenceUseError::Presence(error) => error.into(),
            PresenceUseError::Store(error) => error.into(),
        }
    }
}

const HOUR: u64 = 60 * 60;

/// So long biometrics stand for the PIN, seconds; the portal counts the same seven days by its own clock.
const PIN_LIFETIME: u64 = 7 * 24 * HOUR;
