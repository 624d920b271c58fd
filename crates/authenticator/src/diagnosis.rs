//! What is in order and what is not, for a person who looks for the reason.

use std::collections::BTreeSet;

use protocol::{Origin, version::PROTOCOL_VERSION};

use crate::{
    exchange::{Exchange, ExchangeError, PortalCaches},
    failure::Failure,
    ports::Ports,
    store::{Store, StoreError},
    text::presentable,
    token,
};

/// The state of everything an authenticator depends on.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The version of the protocol that is spoken.
    pub protocol_version: u8,
    /// The device's time, unix seconds.
    pub time: u64,
    /// Whether the keyring keeps what it is given: an entry was written, read and deleted.
    pub keyring: Result<(), Failure>,
    /// The vault, or `None` when there is none yet.
    pub vault: Result<Option<VaultState>, Failure>,
    /// Every portal of an identity, asked once.
    pub portals: Vec<PortalState>,
}

/// A vault that opens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct VaultState {
    /// How often it has been written.
    pub generation: u64,
    /// How many identities it holds.
    pub identities: usize,
}

/// A portal and what it said.
#[derive(Clone, Debug)]
pub struct PortalState {
    /// Where it is.
    pub issuer: Origin,
    /// Its answer.
    pub answer: Result<PortalAnswer, Failure>,
}

/// What a portal says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PortalAnswer {
    /// The organisation's name, safe to show.
    pub name: String,
    /// The portal's version, safe to show.
    pub version: String,
    /// Seconds by which this device's clock is slow (positive) or fast; less than five are the network's delay.
    pub clock_offset: i64,
}

pub(crate) fn diagnose(ports: &Ports, store: &Store, portal_caches: &PortalCaches) -> Diagnosis {
    let (vault, issuers) = match look_into_vault(ports, store) {
        Ok((vault, issuers)) => (Ok(vault), issuers),
        Err(error) => (Err(error.into()), BTreeSet::new()),
    };
    let portals = issuers.into_iter().map(|issuer| {
        let answer = ask(&Exchange { ports, portal_caches, origin: &issuer });
        PortalState { issuer, answer }
    });
    Diagnosis {
        protocol_version: PROTOCOL_VERSION,
        time: ports.clock.now(),
        keyring: ports.keyring.probe().map_err(Failure::from),
        vault,
        portals: portals.collect(),
    }
}

fn look_into_vault(ports: &Ports, store: &Store) -> Result<(Option<VaultState>, BTreeSet<Origin>), StoreError> {
    let session = store.open(ports)?;
    let identities = token::identities(session.held())?;
    let state = session
        .held()
        .map(|held| VaultState { generation: held.vault.generation(), identities: held.vault.tokens.len() });
    Ok((state, identities.into_iter().filter_map(|identity| identity.issuer).collect()))
}

fn ask(exchange: &Exchange<'_>) -> Result<PortalAnswer, Failure> {
    let info = exchange.introduce().map_err(ExchangeError::into_contact)?;
    Ok(PortalAnswer {
        name: presentable(&info.name, MAX_TEXT),
        version: presentable(&info.version, MAX_TEXT),
        clock_offset: exchange.portal_caches.clock(exchange.origin).seconds(),
    })
}

const MAX_TEXT: usize = 128;
