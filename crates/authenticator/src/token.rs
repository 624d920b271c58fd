//! The enrolled token: as its owner sees it, as a new one, and open for use.

use std::sync::Arc;

use otp::{Secret, totp::Parameters};
use protocol::{
    Origin, PrivateKey, RequestId, TokenId,
    bytes::Bytes,
    jws::{self, Claims},
    oprf::OprfPublicKey,
    ratchet::{SettleRequest, Step, commitment},
};
use rand_core::RngCore as _;
use thiserror::Error;
use vault::{
    CamouflagedOtp, DeviceKeyScalar, DeviceSecret, Kdf, OprfOutput, OtpSalt, OtpToken, Pin, PushOpenError, PushWrap,
    Ratchet, SeglToken, Stretched, TokenPolicy, UserKeyScalar, Vault, camouflage,
    push::{self, PushContext},
};
use zeroize::Zeroizing;

use crate::{
    challenge_keys::Pinned,
    failure::{Code, Failure},
    identity::Identity,
    ports::{Ports, Random},
    store::{Held, Store, StoreError},
    text::presentable,
    third_party,
};

/// The identities of a vault, in its order.
pub(crate) fn identities(held: Option<&Held>) -> Result<Vec<Identity>, StoreError> {
    held.map_or(Ok(Vec::new()), |held| held.vault.tokens.iter().map(Identity::of).collect())
}

/// The identity of this name.
pub(crate) fn identity(vault: &Vault, id: TokenId) -> Result<Identity, StoreError> {
    Identity::of(&vault.tokens[position(vault, id).ok_or(StoreError::UnknownIdentity)?])
}

/// The token of another issuer of this name; `None` when it is a portal's.
pub(crate) fn find_key(vault: &Vault, id: TokenId) -> Result<Option<&OtpToken>, StoreError> {
    match &vault.tokens[position(vault, id).ok_or(StoreError::UnknownIdentity)?] {
        vault::Token::Otp(token) => Ok(Some(token)),
        _ => Ok(None),
    }
}

/// The portal's token that was enrolled first.
pub(crate) fn oldest_portal(vault: &Vault) -> Option<TokenId> {
    let portals = vault.tokens.iter().filter_map(|token| segl(token).ok());
    portals.min_by_key(|token| token.created).map(|token| TokenId::from(token.token_id.0))
}

/// The portal's token of this name.
pub(crate) fn find(vault: &Vault, id: TokenId) -> Result<&SeglToken, StoreError> {
    segl(&vault.tokens[position(vault, id).ok_or(StoreError::UnknownIdentity)?])
}

/// The portal's token of this name, to be changed.
pub(crate) fn find_mut(vault: &mut Vault, id: TokenId) -> Result<&mut SeglToken, StoreError> {
    let index = position(vault, id).ok_or(StoreError::UnknownIdentity)?;
    match &mut vault.tokens[index] {
        vault::Token::Segl(token) => Ok(token),
        // There, but not of the kind that this is asked of.
        vault::Token::Otp(_) => Err(StoreError::UnknownIdentity),
        _ => Err(StoreError::Newer),
    }
}

/// The last step of a token, to be told once more should its answer never have come.
pub(crate) fn last_step(token: &SeglToken) -> Option<SettleRequest> {
    let pending = token.pending.as_ref()?;
    Some(SettleRequest { rid: RequestId::from(pending.request_id), step: step_of(&token.ratchet, &pending.next) })
}

/// The step from the current value of the ratchet to the next.
pub(crate) fn step_of(current: &Ratchet, next: &Ratchet) -> Step {
    Step { proof: (*current.expose()).into(), next: commitment(next.expose()) }
}

/// 32 random bytes for the ratchet.
pub(crate) fn random_ratchet(random: &mut Random<'_>) -> Ratchet {
    let mut value = Zeroizing::new([0; 32]);
    random.fill_bytes(value.as_mut_slice());
    Ratchet::from_bytes(*value)
}

/// Where in the vault a token is.
pub(crate) fn position(vault: &Vault, id: TokenId) -> Option<usize> {
    vault.tokens.iter().position(|entry| match entry {
        vault::Token::Segl(token) => token.token_id.0 == *id.as_bytes(),
        vault::Token::Otp(token) => token.id.0 == *id.as_bytes(),
        _ => false,
    })
}

/// Why a name is not taken.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum NameError {
    /// No character that can be seen.
    #[error("the name is empty")]
    Empty,
    /// More than 64 characters.
    #[error("the name is too long")]
    TooLong,
}

/// Why an identity was not renamed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RenameError {
    /// The name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty => Code::NameEmpty,
            NameError::TooLong => Code::NameTooLong,
        }
        .into()
    }
}

impl From<RenameError> for Failure {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::Name(error) => error.into(),
            RenameError::Store(error) => error.into(),
        }
    }
}

/// A name as it is kept: without what cannot be seen.
pub(crate) fn name(typed: &str) -> Result<String, NameError> {
    let name = presentable(typed, MAX_NAME + 1);
    match name.chars().count() {
        0 => Err(NameError::Empty),
        length if length > MAX_NAME => Err(NameError::TooLong),
        _ => Ok(name),
    }
}

/// Gives an entry its owner's name.
pub(crate) fn rename(vault: &mut Vault, id: TokenId, name: String) -> Result<Identity, StoreError> {
    let index = position(vault, id).ok_or(StoreError::UnknownIdentity)?;
    match &mut vault.tokens[index] {
        vault::Token::Segl(token) => token.label = Some(name),
        vault::Token::Otp(token) => token.label = Some(name),
        _ => return Err(StoreError::Newer),
    }
    identity(vault, id)
}

/// Removes a token from this device; with the last one the vault itself.
pub(crate) fn remove(ports: &Ports, store: &Store, id: TokenId) -> Result<(), StoreError> {
    let mut session = store.open(ports)?;
    let vault = session.held().map(|held| &held.vault).ok_or(StoreError::UnknownIdentity)?;
    let index = position(vault, id).ok_or(StoreError::UnknownIdentity)?;
    ports.presence.forget(&id);
    if vault.tokens.len() == 1 {
        return session.remove();
    }
    let secret = session.change(|vault| {
        vault.tokens.remove(index);
        third_party::stop_sharing(vault, vault::TokenId(*id.as_bytes()));
        Ok(third_party::end_if_alone(vault))
    })?;
    session.remove_previous()?;
    secret.map_or(Ok(()), |id| Ok(ports.keyring.delete(&id)?))
}

/// The keys of a token that is being enrolled. Zeroed when dropped.
pub(crate) struct NewKeys {
    pub(crate) device_key: PrivateKey,
    pub(crate) user_key: PrivateKey,
    ratchet: Ratchet,
}

impl NewKeys {
    pub(crate) fn generate(random: &mut Random<'_>) -> Self {
        let ratchet = random_ratchet(random);
        Self { device_key: PrivateKey::generate(random), user_key: PrivateKey::generate(random), ratchet }
    }

    /// SHA-256 of the first ratchet value.
    pub(crate) fn ratchet_commitment(&self) -> Bytes<32> {
        commitment(self.ratchet.expose())
    }

    pub(crate) fn device_key_scalar(&self) -> DeviceKeyScalar {
        DeviceKeyScalar::from_bytes(*self.device_key.to_scalar())
    }

    pub(crate) fn ratchet(&self) -> Ratchet {
        Ratchet::from_bytes(*self.ratchet.expose())
    }

    /// The user key under PIN, portal and device.
    pub(crate) fn wrap_user_key(
        &self,
        output: &OprfOutput,
        held: &Held,
        id: TokenId,
        random: &mut Random<'_>,
    ) -> PushWrap {
        wrap(&self.user_key, output, &held.vault, &held.device_secret, id, random)
    }
}

/// A user key under PIN, portal and device.
fn wrap(
    user_key: &PrivateKey,
    output: &OprfOutput,
    vault: &Vault,
    device_secret: &DeviceSecret,
    id: TokenId,
    random: &mut Random<'_>,
) -> PushWrap {
    let scalar = UserKeyScalar::from_bytes(*user_key.to_scalar());
    let (binding, token_id) = (vault.binding(), vault::TokenId(*id.as_bytes()));
    let context = PushContext { device_secret, binding: &binding, token_id: &token_id };
    push::wrap(&scalar, output, context, random)
}

/// A token open for use: everything but what the PIN protects. Taken out of the vault, so that nothing is locked while
/// a portal is asked.
pub(crate) struct Token {
    pub(crate) id: TokenId,
    pub(crate) issuer: Origin,
    pub(crate) device_key: PrivateKey,
    pub(crate) oprf_key: OprfPublicKey,
    pub(crate) pinned: Pinned,
    pub(crate) policy: TokenPolicy,
    /// Whether a PIN change is stored that the portal may not know of.
    pub(crate) is_changing: bool,
    /// The last step of the ratchet, whose answer may not have been seen.
    pub(crate) last_step: Option<SettleRequest>,
    /// When the PIN was last right, unix seconds, as far as biometrics are on and need to know.
    pub(crate) pin_at: Option<u64>,
    push: PushWrap,
    otp: CamouflagedOtp,
    vault: Arc<Vault>,
    device_secret: DeviceSecret,
}

impl Token {
    /// Takes a token out of its vault.
    pub(crate) fn take(held: Option<Held>, id: TokenId) -> Result<Self, StoreError> {
        let Held { vault, device_secret, .. } = held.ok_or(StoreError::UnknownIdentity)?;
        Self::of(Arc::new(vault), device_secret, id)
    }

    /// A token of a vault that has been taken out already.
    pub(crate) fn of(vault: Arc<Vault>, device_secret: DeviceSecret, id: TokenId) -> Result<Self, StoreError> {
        let token = find(&vault, id)?;
        Ok(Self {
            id,
            issuer: token.issuer.parse().map_err(|_| StoreError::Damaged)?,
            device_key: PrivateKey::from_scalar(token.device_key.expose()).map_err(|_| StoreError::Damaged)?,
            oprf_key: OprfPublicKey(Bytes(token.oprf_public_key)),
            pinned: Pinned::of(token)?,
            policy: token.policy,
            is_changing: token.change.is_some(),
            last_step: last_step(token),
            pin_at: token.presence.as_ref().map(|presence| presence.pin_at),
            push: token.push,
            otp: token.otp,
            vault,
            device_secret,
        })
    }

    /// *x* = Argon2id(PIN), about 0.2 seconds.
    pub(crate) fn stretch(&self, kdf: &(dyn Kdf + Send + Sync), pin: &Pin) -> Result<Stretched, StoreError> {
        Ok(self.vault.stretch(kdf, pin, &self.otp.salt)?)
    }

    /// The user key, or `None` when the PIN behind `output` was wrong.
    pub(crate) fn open_user_key(&self, output: &OprfOutput) -> Result<Option<PrivateKey>, StoreError> {
        let binding = self.vault.binding();
        let token_id = vault::TokenId(*self.id.as_bytes());
        let context = PushContext { device_secret: &self.device_secret, binding: &binding, token_id: &token_id };
        match push::unwrap(&self.push, output, context) {
            Ok(scalar) => PrivateKey::from_scalar(scalar.expose()).map(Some).map_err(|_| StoreError::Damaged),
            Err(PushOpenError::WrongPin) => Ok(None),
            Err(_) => Err(StoreError::Damaged),
        }
    }

    /// *x* of a new PIN, under the salt of a new seed.
    pub(crate) fn stretch_new(
        &self,
        kdf: &(dyn Kdf + Send + Sync),
        pin: &Pin,
        salt: &OtpSalt,
    ) -> Result<Stretched, StoreError> {
        Ok(self.vault.stretch(kdf, pin, salt)?)
    }

    /// The user key once more, under a new PIN.
    pub(crate) fn wrap_anew(&self, user_key: &PrivateKey, output: &OprfOutput, random: &mut Random<'_>) -> PushWrap {
        wrap(user_key, output, &self.vault, &self.device_secret, self.id, random)
    }

    /// The passcode seed that this PIN gives; only the right PIN gives the right one.
    pub(crate) fn unmask_seed(&self, stretched: &Stretched) -> Secret {
        Secret::from(&camouflage::unmask(&self.otp.masked, stretched, &self.otp.salt))
    }

    /// What the portal has signed with a challenge key that this token pins; `None` when it has not.
    pub(crate) fn verify<C: Claims>(&self, compact: &str) -> Option<C> {
        let unverified = jws::parse::<C>(compact).ok()?;
        let key = self.pinned.keys.iter().find(|key| key.thumbprint() == unverified.kid())?;
        unverified.verify(key).ok()
    }

    pub(crate) fn otp_parameters(&self) -> Parameters {
        self.otp.parameters
    }
}

fn segl(entry: &vault::Token) -> Result<&SeglToken, StoreError> {
    match entry {
        vault::Token::Segl(token) => Ok(token),
        vault::Token::Otp(_) => Err(StoreError::UnknownIdentity),
        _ => Err(StoreError::Newer),
    }
}

/// Longest name that an owner may give, characters.
const MAX_NAME: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_is_kept_without_what_cannot_be_seen() {
        assert_eq!(name("  Arbejde\u{202e}\n"), Ok("Arbejde".to_owned()));
        assert_eq!(name(" \u{200b} "), Err(NameError::Empty));
        assert_eq!(name(&"å".repeat(65)), Err(NameError::TooLong));
        assert_eq!(name(&"å".repeat(64)), Ok("å".repeat(64)));
    }
}
