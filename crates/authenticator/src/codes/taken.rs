//! What codes need of the vault, taken out of it in one opening, so that nothing is locked while a portal is asked.

use std::sync::Arc;

use otp::Scheme;
use protocol::TokenId;
use vault::{DeviceSecret, OtpToken, Pin, SharedKey, SharedPin, Vault};

use crate::{
    ports::Ports,
    store::{Held, Store, StoreError},
    third_party,
    token::{self, Token},
};

/// An identity whose codes are asked for.
pub(crate) enum Taken {
    /// Of a portal.
    Portal(Box<Token>),
    /// Of another issuer.
    Key(Key),
}

/// A token of another issuer, and everything that makes codes of it but the PIN.
pub(crate) struct Key {
    pub(crate) id: TokenId,
    pub(crate) shared: SharedPin,
    /// The portal's token whose PIN this is, as far as there is one.
    pub(crate) portal: Option<Box<Token>>,
    secret: DeviceSecret,
    vault: Arc<Vault>,
}

/// Takes an identity out of the vault.
pub(crate) fn take(ports: &Ports, store: &Store, id: TokenId) -> Result<Taken, StoreError> {
    let mut session = store.open(ports)?;
    let vault = session.held().map(|held| &held.vault).ok_or(StoreError::UnknownIdentity)?;
    if token::find_key(vault, id)?.is_none() {
        return Ok(Taken::Portal(Box::new(Token::take(session.into_held(), id)?)));
    }
    // 1. What an interrupted change of the PIN has left to be removed. A disk that forbids it forbids no code.
    third_party::forget_before_if_possible(&mut session);
    // 2. The secret of the masks, while the keyring is open anyway.
    let shared = third_party::shared(session.held()).ok_or(StoreError::Damaged)?;
    let secret = third_party::load(ports, shared.id)?;
    // 3. The portal's token with it. These codes are not the portal's, and must not go with its token.
    let Held { vault, device_secret, .. } = session.into_held().ok_or(StoreError::UnknownIdentity)?;
    let vault = Arc::new(vault);
    let of_portal = |followed: vault::TokenId| Token::of(Arc::clone(&vault), device_secret, followed.0.into()).ok();
    let portal = shared.shares_pin_of.and_then(of_portal).map(Box::new);
    Ok(Taken::Key(Key { id, shared, portal, secret, vault }))
}

impl Taken {
    /// The portal's token that the PIN is of.
    pub(crate) fn portal(&self) -> Option<&Token> {
        match self {
            Self::Portal(token) => Some(token),
            Self::Key(key) => key.portal.as_deref(),
        }
    }
}

impl Key {
    pub(crate) fn token(&self) -> Result<&OtpToken, StoreError> {
        token::find_key(&self.vault, self.id)?.ok_or(StoreError::UnknownIdentity)
    }

    /// Whether its codes are by counter.
    pub(crate) fn counts(&self) -> Result<bool, StoreError> {
        Ok(matches!(self.token()?.scheme, Scheme::Hotp(_)))
    }

    /// The key to the masks under a PIN, right or wrong. About 0.2 seconds.
    pub(crate) fn stretch(&self, ports: &Ports, pin: &Pin) -> Result<SharedKey, StoreError> {
        Ok(self.vault.stretch_shared(&*ports.kdf, pin, &self.shared, &self.secret)?)
    }
}
