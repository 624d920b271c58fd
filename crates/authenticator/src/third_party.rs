//! The PIN that the tokens of other issuers share: checked, and changed (`docs/vault-format.md` §6a, ADR 0007).
//!
//! Two maskings of one key betray the PIN. So each masking has a secret of its own in the keyring, and a new one goes in
//! this order: its secret is stored; file, guard and masks change in one write; the file before it and the secret before
//! it are removed. After a crash the entry `before` says what is still to be removed.

use thiserror::Error;
use vault::{DeviceSecret, KeyringEntry, Pin, SharedKey, SharedPin, Vault, VaultId};

use crate::{
    ports::{KeyringError, Ports, Random},
    store::{Held, Session, StoreError},
};

/// The PIN did not pass the guard: six bits that notice 63 of 64 wrong ones. Nobody counts tries here.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("wrong PIN")]
pub(crate) struct GuardRefused;

/// What can be said of a PIN on this device alone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum GuardCheck {
    /// The guard lets it pass.
    Passed,
    /// There is no guard.
    Unknown,
}

/// What all tokens of other issuers have in common, if there are any.
pub(crate) fn shared(held: Option<&Held>) -> Option<SharedPin> {
    held.and_then(|held| held.vault.shared_pin)
}

/// The key to their masks under a PIN, right or wrong. About 0.2 seconds.
pub(crate) fn stretch(ports: &Ports, held: &Held, shared: &SharedPin, pin: &Pin) -> Result<SharedKey, StoreError> {
    let secret = load(ports, shared.id)?;
    Ok(held.vault.stretch_shared(&*ports.kdf, pin, shared, &secret)?)
}

/// Holds a PIN against the guard.
pub(crate) fn judge(shared: &SharedPin, key: &SharedKey) -> Result<GuardCheck, GuardRefused> {
    match shared.guard {
        None => Ok(GuardCheck::Unknown),
        Some(guard) if key.passes(guard) => Ok(GuardCheck::Passed),
        Some(_) => Err(GuardRefused),
    }
}

/// A beginning: the first token of another issuer is about to come. Its secret is in the keyring; nothing is written yet.
pub(crate) fn begin(ports: &Ports, vault: &Vault, pin: &Pin) -> Result<(SharedPin, SharedKey), StoreError> {
    let (mut shared, secret) = SharedPin::generate(&mut Random(&*ports.entropy));
    keep(ports, shared.id, &secret)?;
    let key = vault.stretch_shared(&*ports.kdf, pin, &shared, &secret)?;
    shared.guard = (!vault.has_portal_token()).then(|| key.guard());
    Ok((shared, key))
}

/// New masks for all keys, prepared: they need only be written.
pub(crate) struct Remasking {
    old: SharedKey,
    new: SharedKey,
    shared: SharedPin,
}

impl Remasking {
    /// Stores the secret of the new masks, and stretches the new PIN. The guard is made anew where there is no portal's
    /// token to follow.
    pub(crate) fn prepare(
        ports: &Ports,
        held: &Held,
        before: &SharedPin,
        old: SharedKey,
        new: &Pin,
        shares_pin_of: Option<vault::TokenId>,
    ) -> Result<Self, StoreError> {
        let (mut shared, new) = begin(ports, &held.vault, new)?;
        (shared.before, shared.shares_pin_of) = (Some(before.id), shares_pin_of);
        if shares_pin_of.is_some() {
            shared.guard = None;
        }
        Ok(Self { old, new, shared })
    }

    /// The change of the vault: to be written together with what makes it necessary.
    pub(crate) fn apply(&self, ports: &Ports, vault: &mut Vault) {
        vault.remask(&self.old, &self.new, self.shared, &mut Random(&*ports.entropy));
    }
}

/// Removes what is left of the masking before: the file, then its secret. Without either the other tells nothing.
pub(crate) fn forget_before(session: &mut Session<'_>) -> Result<(), StoreError> {
    let Some(before) = shared(session.held()).and_then(|shared| shared.before) else { return Ok(()) };
    session.remove_previous()?;
    session.ports().keyring.delete(&before)?;
    session.change(|vault| {
        if let Some(shared) = &mut vault.shared_pin {
            shared.before = None;
        }
        Ok(())
    })
}

/// The same where the change stands already: what cannot be removed now is removed at the next opening.
pub(crate) fn forget_before_if_possible(session: &mut Session<'_>) {
    let _ = forget_before(session);
}

/// A token of a portal has gone, or its PIN has changed where the old one is not at hand: the codes of other issuers no longer
/// share its PIN.
pub(crate) fn stop_sharing(vault: &mut Vault, token: vault::TokenId) {
    if let Some(shared) = &mut vault.shared_pin
        && shared.shares_pin_of == Some(token)
    {
        shared.shares_pin_of = None;
    }
}

/// The last token of another issuer may have gone; the name of the secret that is then to be deleted.
pub(crate) fn end_if_alone(vault: &mut Vault) -> Option<VaultId> {
    let alone = !vault.tokens.iter().any(|token| matches!(token, vault::Token::Otp(_)));
    if alone { vault.shared_pin.take().map(|shared| shared.id) } else { None }
}

/// The secret of the masks, from the keyring.
pub(crate) fn load(ports: &Ports, id: VaultId) -> Result<DeviceSecret, StoreError> {
    let entry = ports.keyring.load(&id)?.ok_or(StoreError::EntryMissing)?;
    let entry = KeyringEntry::from_bytes(&entry).map_err(|_| StoreError::EntryDamaged)?;
    if entry.vault_id == id { Ok(entry.device_secret) } else { Err(StoreError::EntryDamaged) }
}

/// Stores a secret, and sees that it comes back: masks under a secret that is lost are lost with it.
fn keep(ports: &Ports, id: VaultId, secret: &DeviceSecret) -> Result<(), StoreError> {
    let entry = KeyringEntry::before_first_file(id, secret).to_bytes();
    ports.keyring.store(&id, entry.as_slice())?;
    let kept = ports.keyring.load(&id)?;
    match kept {
        Some(kept) if kept.as_slice() == entry.as_slice() => Ok(()),
        _ => Err(KeyringError::Failed.into()),
    }
}
