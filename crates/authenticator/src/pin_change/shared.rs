//! The PIN that codes of other issuers share: changed where there is no portal, and brought along where there is one
//! (`docs/vault-format.md` §6a, ADR 0007).

use protocol::TokenId;
use vault::{Pin, PinPolicy, Vault};

use super::ChangePinError;
use crate::{
    Authenticator,
    ports::Ports,
    store::{Store, StoreError},
    third_party::{self, Remasking},
    token,
};

impl Authenticator {
    /// Whether the codes of other issuers are under another PIN than the portal's identity, and have to be re-encrypted.
    pub fn pins_are_out_of_sync(&self) -> Result<bool, StoreError> {
        let session = self.store.open(&self.ports)?;
        Ok(session.held().is_some_and(|held| {
            held.vault.shared_pin.is_some_and(|shared| shared.shares_pin_of.is_none()) && held.vault.has_portal_token()
        }))
    }

    /// Whether codes of other issuers have a PIN here that a portal's new identity has to take, so that none is chosen.
    pub fn has_pin_to_share(&self) -> Result<bool, StoreError> {
        let session = self.store.open(&self.ports)?;
        Ok(third_party::shared(session.held()).is_some_and(|shared| shared.guard.is_some()))
    }

    /// Whether nobody counts tries for the PIN of this identity, and a wrong one may pass: type it twice before a change.
    pub fn is_uncounted(&self, id: TokenId) -> Result<bool, StoreError> {
        Ok(matches!(self.look(id)?, Some((_, None))))
    }

    /// Judges the PIN that is about to be replaced: by the portal, at the cost of a try; where there is none by what this
    /// device can tell, which lets one wrong PIN of 64 pass.
    pub fn check_old_pin(&self, id: TokenId, old: &Pin) -> Result<(), ChangePinError> {
        let portal = match self.look(id)? {
            None => id,
            Some((_, Some(portal))) => portal,
            Some((_, None)) if self.pins_are_out_of_sync()? => return Err(ChangePinError::OutOfSync),
            Some((_, None)) => return check(&self.ports, &self.store, old),
        };
        Ok(self.check_pin(portal, old)?)
    }

    /// Puts the codes of other issuers under the PIN of the portal's oldest identity, after a change of PIN did not
    /// reach them or the identity whose PIN they shared has gone. The portal checks `current`; nobody can check `previous`, the PIN
    /// that they are under now: let the user see a code work with it first, and type it twice. A wrong one loses them.
    pub fn reencrypt(&self, previous: &Pin, current: &Pin) -> Result<(), ChangePinError> {
        if !self.pins_are_out_of_sync()? {
            return Ok(());
        }
        let portal = self.store.open(&self.ports)?.held().and_then(|held| token::oldest_portal(&held.vault));
        let portal = portal.ok_or(StoreError::UnknownIdentity)?;
        self.check_pin(portal, current)?;
        remask(&self.ports, &self.store, previous, current, |vault| {
            token::position(vault, portal).map(|_| vault::TokenId(*portal.as_bytes()))
        })
    }
}

/// Judges a PIN that is about to take the place of the one that codes of other issuers share.
pub(crate) fn judge(old: &Pin, typed: &str) -> Result<Pin, ChangePinError> {
    let new = Pin::choose(typed, PinPolicy::default())?;
    if new == *old { Err(ChangePinError::SamePin) } else { Ok(new) }
}

/// Changes the PIN of the codes of other issuers in a vault without a portal's token: new masks, new guard, new secret.
pub(crate) fn change(ports: &Ports, store: &Store, old: &Pin, new: &Pin) -> Result<(), ChangePinError> {
    judge(old, new.expose())?;
    remask(ports, store, old, new, |_| None)
}

/// Holds a PIN against the guard; changes nothing.
fn check(ports: &Ports, store: &Store, pin: &Pin) -> Result<(), ChangePinError> {
    let session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    let shared = held.vault.shared_pin.ok_or(StoreError::UnknownIdentity)?;
    let key = third_party::stretch(ports, held, &shared, pin)?;
    third_party::judge(&shared, &key)?;
    Ok(())
}

fn remask(
    ports: &Ports,
    store: &Store,
    old: &Pin,
    new: &Pin,
    shares_pin_of: impl FnOnce(&Vault) -> Option<vault::TokenId>,
) -> Result<(), ChangePinError> {
    let mut session = store.open(ports)?;
    third_party::forget_before(&mut session)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    let shared = held.vault.shared_pin.ok_or(StoreError::UnknownIdentity)?;
    // 1. The old PIN, as far as anybody can tell.
    let key = third_party::stretch(ports, held, &shared, old)?;
    third_party::judge(&shared, &key)?;
    // 2. One write.
    let remasking = Remasking::prepare(ports, held, &shared, key, new, shares_pin_of(&held.vault))?;
    session.change(|vault| {
        remasking.apply(ports, vault);
        Ok(())
    })?;
    // 3. What was before goes.
    third_party::forget_before_if_possible(&mut session);
    Ok(())
}
