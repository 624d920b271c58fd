//! Enumerations as numbers.

use identity::credential::token::{Closer, Destruction, Factor, TokenState};
use identity::store::StoreError;
use protocol::{Timestamp, enrolment::KeyStore};

use crate::tokens::time;

/// The number of a state, and the time that belongs to it.
pub(super) fn write_state(state: TokenState) -> (i64, i64) {
    match state {
        TokenState::Pending { until } => (0, time(until)),
        TokenState::Active => (1, 0),
        TokenState::Suspended(Closer::Owner) => (2, 0),
        TokenState::Suspended(Closer::Desk) => (8, 0),
        TokenState::Destroyed(Destruction::Pin) => (3, 0),
        TokenState::Destroyed(Destruction::Deleted) => (4, 0),
        TokenState::Destroyed(Destruction::Unconfirmed) => (5, 0),
        TokenState::Copied { reconnect_until } => (6, reconnect_until.map_or(0, time)),
        TokenState::Lost(Closer::Owner) => (7, 0),
        TokenState::Lost(Closer::Desk) => (9, 0),
    }
}

pub(super) fn read_state(state: i64, until: Timestamp) -> Result<TokenState, StoreError> {
    Ok(match state {
        0 => TokenState::Pending { until },
        1 => TokenState::Active,
        2 => TokenState::Suspended(Closer::Owner),
        3 => TokenState::Destroyed(Destruction::Pin),
        4 => TokenState::Destroyed(Destruction::Deleted),
        5 => TokenState::Destroyed(Destruction::Unconfirmed),
        6 => TokenState::Copied { reconnect_until: (until.0 > 0).then_some(until) },
        7 => TokenState::Lost(Closer::Owner),
        8 => TokenState::Suspended(Closer::Desk),
        9 => TokenState::Lost(Closer::Desk),
        _ => return Err(StoreError::Corrupt("state")),
    })
}

pub(super) fn write_key_store(key_store: KeyStore) -> i64 {
    match key_store {
        KeyStore::Keyring => 0,
        KeyStore::File => 1,
    }
}

pub(super) fn read_key_store(number: i64) -> Result<KeyStore, StoreError> {
    match number {
        0 => Ok(KeyStore::Keyring),
        1 => Ok(KeyStore::File),
        _ => Err(StoreError::Corrupt("key_store")),
    }
}

pub(crate) fn write_factor(factor: Factor) -> i64 {
    match factor {
        Factor::Pin => 0,
        Factor::Biometrics => 1,
    }
}

pub(crate) fn read_factor(number: i64) -> Result<Factor, StoreError> {
    match number {
        0 => Ok(Factor::Pin),
        1 => Ok(Factor::Biometrics),
        _ => Err(StoreError::Corrupt("factor")),
    }
}
