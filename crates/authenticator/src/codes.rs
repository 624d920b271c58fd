//! One-time codes: this time step's and the next, checked with the portal where it can be reached.

use otp::{Passcode, Secret, totp};
use thiserror::Error;
use vault::{Pin, Stretched};

use crate::{
    approval,
    exchange::{ContactError, Exchange, ExchangeError},
    store::{Store, StoreError},
    token::Token,
    unlock::{self, Purpose, UnlockError},
};

/// What a PIN shows.
#[derive(Debug)]
pub struct Passcodes {
    /// The code of this time step.
    pub current: TimedPasscode,
    /// The code of the next one.
    pub next: TimedPasscode,
    /// Whether the portal found the PIN right. If not, it could not be reached, and a wrong PIN shows wrong codes.
    pub checked: bool,
    /// Seconds by which this device's clock is slow (positive) or fast; the codes allow for it. 0 when it is right or
    /// the portal could not be asked.
    pub clock_offset: i64,
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
    let clock = exchange.acquaintances.clock(exchange.origin);
    let now = clock.to_portal(exchange.ports.clock.now());
    let timed = |time: u64| {
        let until = time + parameters.period.seconds_remaining(time);
        TimedPasscode {
            passcode: totp::generate(seed, parameters, time),
            valid_from: clock.to_device(until - u64::from(u32::from(parameters.period))),
            valid_until: clock.to_device(until),
        }
    };
    let next = now + parameters.period.seconds_remaining(now);
    Passcodes { current: timed(now), next: timed(next), checked, clock_offset: clock.seconds() }
}

/// Whether the portal finds this PIN right.
pub(crate) fn check_pin(exchange: &Exchange<'_>, store: &Store, token: &Token, pin: &Pin) -> Result<(), UnlockError> {
    let stretched = token.stretch(&*exchange.ports.kdf, pin)?;
    check(exchange, store, token, &stretched)
}

fn check(exchange: &Exchange<'_>, store: &Store, token: &Token, stretched: &Stretched) -> Result<(), UnlockError> {
    exchange.introduce().map_err(ExchangeError::into_contact)?;
    let unlocked = unlock::unlock(exchange, store, token, Purpose::Use(None), stretched)?;
    approval::pin_was_right(exchange, token, &unlocked);
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
