//! One-time codes: this time step's and the next, checked with the portal where it can be reached.
//!
//! They open the vault twice at most: to take what they need, and to write the step of the ratchet, or the counter that is
//! used up. Only where one use of the PIN must write both, or biometrics have to be told of it, it is opened once more.

mod shown;
mod taken;

use otp::{Passcode, Scheme, Secret, hotp, otpauth::MAX_COUNTER, steam, totp};
use protocol::TokenId;
use thiserror::Error;
use vault::{OtpToken, Pin, Stretched};

pub(crate) use self::taken::{Key, Taken, take};
use crate::{
    exchange::{ClockOffset, ContactError, Exchange, ExchangeError},
    ports::Ports,
    store::{Store, StoreError},
    third_party::{self, GuardCheck, GuardRefused},
    token::{self, Token},
    unlock::{self, Purpose, UnlockError},
};

/// What a PIN shows.
#[derive(Debug)]
pub struct Passcodes {
    /// The code of this time step.
    pub current: TimedPasscode,
    /// The code of the next one.
    pub next: TimedPasscode,
    /// Whether the PIN was found right, by the portal or, where there is none, as far as this device can tell. If not,
    /// nobody could be asked, and a wrong PIN shows wrong codes.
    pub checked: bool,
    /// Seconds by which this device's clock is slow (positive) or fast; the codes allow for it. 0 when it is right or
    /// the portal could not be asked.
    pub clock_offset: i64,
}

/// What a PIN shows of any identity.
#[derive(Debug)]
pub enum Codes {
    /// Codes by time.
    Timed(Passcodes),
    /// A code by counter (RFC 4226): it is used up, and the next call shows another.
    Counted(CountedPasscode),
}

/// A code by counter.
#[derive(Debug)]
pub struct CountedPasscode {
    /// The digits.
    pub passcode: Passcode,
    /// The counter it was made from.
    pub counter: u64,
    /// Whether the PIN was found right. If not, nobody could tell, and a wrong PIN shows a wrong code.
    pub checked: bool,
}

/// A code and when it counts, unix seconds by this device's clock.
#[derive(Debug)]
pub struct TimedPasscode {
    /// The digits.
    pub passcode: Passcode,
    /// First second.
    pub valid_from: u64,
    /// First second after.
    pub valid_until: u64,
}

/// Why there are no codes.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PasscodesError {
    /// This device, the portal, or the PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// Not the PIN of the codes of other issuers; nobody counts tries.
    #[error("wrong PIN")]
    WrongPin,
    /// Codes by counter are used up when they are shown: [`crate::Authenticator::codes`] does that, and says so.
    #[error("a code by counter")]
    CounterBased,
    /// All counters have been used.
    #[error("the counter is used up")]
    CounterSpent,
}

impl From<StoreError> for PasscodesError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

impl From<GuardRefused> for PasscodesError {
    fn from(_: GuardRefused) -> Self {
        Self::WrongPin
    }
}

/// What a portal has said of the PIN that codes of other issuers follow.
#[derive(Clone, Copy)]
pub(crate) struct PinCheck {
    /// Its token.
    pub(crate) token: TokenId,
    /// By how much its clock differs.
    pub(crate) clock: ClockOffset,
}

/// The codes of a token of another issuer; `check` is what the portal has said whose PIN it is under.
pub(crate) fn of_key(
    ports: &Ports,
    store: &Store,
    key: &Key,
    pin: &Pin,
    check: Option<&PinCheck>,
) -> Result<Codes, PasscodesError> {
    // 1. One stretching of the PIN serves the guard and the key.
    let shared_key = key.stretch(ports, pin)?;
    let checked = third_party::judge(&key.shared, &shared_key)? == GuardCheck::Passed || check.is_some();
    // 2. The PIN takes the mask off: the right one gives the right key, any other another one.
    let token = key.token()?;
    let secret = token.key.open(&shared_key);
    let clock = check.map(|check| check.clock).unwrap_or_default();
    match token.scheme {
        Scheme::Totp(parameters) => {
            let code = |time| totp::generate(&secret, parameters, time);
            Ok(Codes::Timed(timed(ports.clock.now(), clock, parameters.period, checked, code)))
        }
        Scheme::Steam => {
            let code = |time| steam::generate(&secret, time);
            Ok(Codes::Timed(timed(ports.clock.now(), clock, steam::PERIOD, checked, code)))
        }
        Scheme::Hotp(parameters) => {
            // 3. A counter is used up, durably, before its code is seen: no crash and no second program shows it again.
            let counter = spend(ports, store, key.id)?;
            let hotp::Parameters { algorithm, digits, .. } = parameters;
            Ok(Codes::Counted(CountedPasscode {
                passcode: hotp::generate(&secret, counter, algorithm, digits),
                counter,
                checked,
            }))
        }
    }
}

/// The counter of the next code, which no other code will have.
fn spend(ports: &Ports, store: &Store, id: TokenId) -> Result<u64, PasscodesError> {
    let mut session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    let index = token::position(&held.vault, id).ok_or(StoreError::UnknownIdentity)?;
    let counter = counter(&held.vault.tokens[index]).ok_or(StoreError::UnknownIdentity)?;
    if counter > MAX_COUNTER {
        return Err(PasscodesError::CounterSpent);
    }
    session.change(|vault| {
        if let vault::Token::Otp(OtpToken { scheme: Scheme::Hotp(parameters), .. }) = &mut vault.tokens[index] {
            parameters.counter += 1;
        }
        Ok(())
    })?;
    Ok(counter)
}

fn counter(token: &vault::Token) -> Option<u64> {
    match token {
        vault::Token::Otp(OtpToken { scheme: Scheme::Hotp(parameters), .. }) => Some(parameters.counter),
        _ => None,
    }
}

/// This time step's code and the next.
fn timed(
    now: u64,
    clock: ClockOffset,
    period: totp::Period,
    checked: bool,
    code: impl Fn(u64) -> Passcode,
) -> Passcodes {
    let now = clock.to_portal(now);
    let timed = |time: u64| {
        let until = time + period.seconds_remaining(time);
        TimedPasscode {
            passcode: code(time),
            valid_from: clock.to_device(until - u64::from(u32::from(period))),
            valid_until: clock.to_device(until),
        }
    };
    let next = now + period.seconds_remaining(now);
    Passcodes { current: timed(now), next: timed(next), checked, clock_offset: clock.seconds() }
}

/// The codes of a token.
pub(crate) fn passcodes(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    pin: &Pin,
) -> Result<Passcodes, PasscodesError> {
    // 1. One stretching of the PIN serves both the portal's check and the seed.
    let stretched = token.stretch(&*exchange.ports.kdf, pin).map_err(UnlockError::Store)?;
    // 2. Where the portal can be reached, it tells a wrong PIN from a right one, and the time.
    let checked = match check(exchange, store, token, &stretched) {
        Ok(()) => true,
        // A disk or keyring that takes no step of the ratchet: as good as no network.
        Err(UnlockError::Store(StoreError::File(_) | StoreError::Keyring(_))) => false,
        Err(UnlockError::Contact(error)) if is_offline(error) => false,
        Err(error) => return Err(error.into()),
    };
    // 3. The PIN unmasks the seed: the right one the right seed, any other another one.
    let seed = token.unmask_seed(&stretched);
    // 4. Two codes, and the seed is gone.
    Ok(of_seed(exchange, &seed, token.otp_parameters(), checked))
}

/// The codes of a seed, of this time step and the next.
pub(crate) fn of_seed(
    exchange: &Exchange<'_>,
    seed: &Secret,
    parameters: totp::Parameters,
    checked: bool,
) -> Passcodes {
    let clock = exchange.portal_caches.clock(exchange.origin);
    let code = |time| totp::generate(seed, parameters, time);
    timed(exchange.ports.clock.now(), clock, parameters.period, checked, code)
}

/// Whether the portal finds this PIN right.
pub(crate) fn check_pin(exchange: &Exchange<'_>, store: &Store, token: &Token, pin: &Pin) -> Result<(), UnlockError> {
    let stretched = token.stretch(&*exchange.ports.kdf, pin)?;
    check(exchange, store, token, &stretched)
}

fn check(exchange: &Exchange<'_>, store: &Store, token: &Token, stretched: &Stretched) -> Result<(), UnlockError> {
    exchange.introduce().map_err(ExchangeError::into_contact)?;
    let unlocked = unlock::unlock(exchange, store, token, Purpose::Use(None), stretched)?;
    unlock::report_right_pin(exchange, token, &unlocked);
    Ok(())
}

/// Whether the portal was not there or not itself, as opposed to there and refusing this token.
fn is_offline(error: ContactError) -> bool {
    match error {
        ContactError::Unreachable
        | ContactError::TimedOut
        | ContactError::Insecure
        | ContactError::Proxy
        | ContactError::Fault
        | ContactError::TooManyRequests { .. } => true,
        ContactError::Unauthorized
        | ContactError::UnknownToken
        | ContactError::NotActive
        | ContactError::Destroyed
        | ContactError::Copied => false,
    }
}
