//! The end of an enrolment: the PIN seals the identity, the vault keeps it, the portal is told
//! (`docs/protocol.md` §3 step 5).

use std::sync::PoisonError;

use otp::totp::Parameters;
use protocol::{
    ErrorBody, ErrorCode, RequestId, Timestamp,
    enrolment::{self, Acknowledgement, AcknowledgementMessage, EnrolmentReply, IssuerPolicy},
    jws,
};
use subtle::ConstantTimeEq as _;
use thiserror::Error;
use vault::{
    CamouflagedOtp, OtpSalt, Pin, PinError, PresencePolicy, PushWrap, Seed, SeglToken, TokenPolicy, VaultId, camouflage,
};

use super::segl::Activated;
use crate::{
    challenge_keys,
    exchange::{Call, ContactError, Exchange, ExchangeError},
    identity::Identity,
    ports::Random,
    store::{Held, Session, Store, StoreError},
    third_party::{self, Remasking},
    token::{self, NewKeys},
    unlock::{self, Purpose, UnlockError},
};

/// Why an enrolment could not be finished. All but [`FinishError::Expired`] may be tried again with the same
/// [`Activated`]: nothing half-made remains.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum FinishError {
    /// The PIN will not do.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// Not the PIN of the first attempt, which has sealed the identity already.
    #[error("not the PIN of the first attempt")]
    PinDiffers,
    /// Not the PIN of the codes that are on this device already: they will be under the portal's PIN, so it is the same.
    #[error("not the PIN of the codes that are here")]
    PinNotShared,
    /// The issuer does not allow codes of other issuers on the same device, and there are some. Nothing is stored.
    #[error("the issuer does not allow third-party codes")]
    ThirdPartyForbidden,
    /// This device, the portal, or the way to it.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// It cannot be finished any more: the portal has forgotten it, or the vault it was sealed for is gone. A new QR
    /// code is needed.
    #[error("the enrolment cannot be finished any more")]
    Expired,
}

impl From<StoreError> for FinishError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

/// How far an attempt to finish has come; the next attempt goes on from there.
pub(super) struct Progress {
    /// Gone when there is nothing left to sign.
    keys: Option<NewKeys>,
    sealed: Option<Sealed>,
}

/// What the PIN has sealed. A seed is masked once, under one PIN, one salt and one vault: a second mask of the same seed
/// would give the PIN away.
struct Sealed {
    place: Place,
    push: PushWrap,
    otp: CamouflagedOtp,
    /// The portal's evaluation of the PIN, which the acknowledgement names.
    evaluation: RequestId,
}

/// The vault that the identity was sealed for.
enum Place {
    /// One that is not stored yet.
    New(Held),
    /// The one of this device.
    Stored(VaultId),
}

impl Progress {
    /// Nothing yet.
    pub(super) fn new(keys: NewKeys) -> Self {
        Self { keys: Some(keys), sealed: None }
    }
}

/// Seals, writes, acknowledges. An attempt that failed is taken up where
/// it stopped.
pub(crate) fn finish(
    exchange: &Exchange<'_>,
    store: &Store,
    activated: &Activated,
    pin: &Pin,
) -> Result<Identity, FinishError> {
    let mut progress = activated.progress.lock().unwrap_or_else(PoisonError::into_inner);
    let Progress { keys, sealed } = &mut *progress;
    // 1. Nothing left to do: the same answer again.
    let Some(new) = keys else { return stored(exchange, store, activated) };
    // 2. The PIN: acceptable, and the one of an earlier attempt.
    activated.choose_pin(pin.expose())?;
    let sealed = if let Some(sealed) = sealed {
        same_pin(exchange, store, activated, sealed, pin)?;
        sealed
    } else {
        // 3. The portal evaluates; seed and user key go under the PIN.
        admit(exchange, store, activated, pin)?;
        sealed.insert(seal(exchange, store, activated, new, pin)?)
    };
    // 4. The vault, durably.
    write(exchange, store, activated, new, sealed, pin)?;
    // 5. Only then the portal is told.
    acknowledge(exchange, store, activated, new, sealed.evaluation)?;
    // 6. The keys are in the vault and nowhere else.
    *keys = None;
    stored(exchange, store, activated)
}

/// Whether codes of other issuers that are here may stay, and are under this PIN.
fn admit(exchange: &Exchange<'_>, store: &Store, activated: &Activated, pin: &Pin) -> Result<(), FinishError> {
    let session = store.open(exchange.ports)?;
    let Some(held) = session.held() else { return Ok(()) };
    let Some(shared) = held.vault.shared_pin else { return Ok(()) };
    if !activated.reply.policy.third_party {
        return Err(FinishError::ThirdPartyForbidden);
    }
    if shared.guard.is_some() {
        let key = third_party::stretch(exchange.ports, held, &shared, pin)?;
        third_party::judge(&shared, &key).map_err(|_| FinishError::PinNotShared)?;
    }
    Ok(())
}

fn seal(
    exchange: &Exchange<'_>,
    store: &Store,
    activated: &Activated,
    new: &NewKeys,
    pin: &Pin,
) -> Result<Sealed, FinishError> {
    let (ports, reply) = (exchange.ports, &activated.reply);
    let random = &mut Random(&*ports.entropy);
    // 1. The vault it will live in: this device's, or a new one.
    let stored = store.open(ports)?.into_held();
    let is_new = stored.is_none();
    let held = stored.unwrap_or_else(|| Held::generate(ports));
    // 2. x = Argon2id(PIN) under a salt of this token's own.
    let salt = OtpSalt::generate(random);
    let stretched = held.vault.stretch(&*ports.kdf, pin, &salt).map_err(StoreError::from)?;
    // 3. The portal's part of the user key's protection.
    let evaluated = unlock::evaluate(exchange, &new.device_key, &reply.oprf_key, Purpose::Enrol, &stretched);
    let evaluated = evaluated.map_err(gone)?;
    let push = new.wrap_user_key(&evaluated.output, &held, reply.token_id, random);
    // 4. The seed's camouflage.
    let masked = camouflage::mask(Seed::from_bytes(*reply.seed()), &stretched, &salt);
    let otp = CamouflagedOtp { salt, masked, parameters: Parameters::SEGL };
    let place = if is_new { Place::New(held) } else { Place::Stored(held.vault.vault_id()) };
    Ok(Sealed { place, push, otp, evaluation: evaluated.request_id })
}

/// Whether this PIN unmasks the seed that is known while the enrolment is in memory.
fn same_pin(
    exchange: &Exchange<'_>,
    store: &Store,
    activated: &Activated,
    sealed: &Sealed,
    pin: &Pin,
) -> Result<(), FinishError> {
    let stretch =
        |held: &Held| held.vault.stretch(&*exchange.ports.kdf, pin, &sealed.otp.salt).map_err(StoreError::from);
    let stretched = match &sealed.place {
        Place::New(held) => stretch(held)?,
        Place::Stored(id) => stretch(&same_vault(store.open(exchange.ports)?.into_held(), *id)?)?,
    };
    let seed = camouflage::unmask(&sealed.otp.masked, &stretched, &sealed.otp.salt);
    let same = bool::from(seed.ct_eq(&Seed::from_bytes(*activated.reply.seed())));
    if same { Ok(()) } else { Err(FinishError::PinDiffers) }
}

fn write(
    exchange: &Exchange<'_>,
    store: &Store,
    activated: &Activated,
    new: &NewKeys,
    sealed: &mut Sealed,
    pin: &Pin,
) -> Result<(), FinishError> {
    let entry = entry(exchange, activated, new, sealed)?;
    let mut session = store.open(exchange.ports)?;
    match &mut sealed.place {
        Place::New(held) => {
            // Another program may have made a vault since: what was sealed for ours does not open in that one.
            if session.held().is_some() {
                return Err(FinishError::Expired);
            }
            held.vault.tokens = vec![entry];
            session.create(held)?;
            sealed.place = Place::Stored(held.vault.vault_id());
        }
        Place::Stored(id) => {
            if session.held().is_none_or(|held| held.vault.vault_id() != *id) {
                return Err(FinishError::Expired);
            }
            // A vault with a portal's token has no guard, nor the masks that the guard spoke of.
            let remasking = unguard(exchange, &session, activated, pin)?;
            // An attempt whose acknowledgement was lost has written it already.
            session.change(|vault| {
                match token::position(vault, activated.reply.token_id) {
                    Some(index) => vault.tokens[index] = entry,
                    None => vault.tokens.push(entry),
                }
                if let Some(remasking) = &remasking {
                    remasking.apply(exchange.ports, vault);
                }
                Ok(())
            })?;
            third_party::forget_before_if_possible(&mut session);
        }
    }
    Ok(())
}

/// The end of the guard, prepared: new masks for the codes of other issuers, whose PIN the new token's is.
fn unguard(
    exchange: &Exchange<'_>,
    session: &Session<'_>,
    activated: &Activated,
    pin: &Pin,
) -> Result<Option<Remasking>, FinishError> {
    let Some(held) = session.held() else { return Ok(None) };
    let Some(shared) = held.vault.shared_pin.filter(|shared| shared.guard.is_some()) else { return Ok(None) };
    let key = third_party::stretch(exchange.ports, held, &shared, pin)?;
    // Another program may have changed it since it was asked for.
    third_party::judge(&shared, &key).map_err(|_| FinishError::PinNotShared)?;
    let portal_token = vault::TokenId(*activated.reply.token_id.as_bytes());
    Ok(Some(Remasking::prepare(exchange.ports, held, &shared, key, pin, Some(portal_token))?))
}

fn entry(
    exchange: &Exchange<'_>,
    activated: &Activated,
    new: &NewKeys,
    sealed: &Sealed,
) -> Result<vault::Token, StoreError> {
    let reply = &activated.reply;
    Ok(vault::Token::Segl(SeglToken {
        issuer: activated.issuer().as_str().to_owned(),
        issuer_name: activated.issuer_name(),
        account_name: activated.account(),
        label: None,
        token_id: vault::TokenId(*reply.token_id.as_bytes()),
        device_key: new.device_key_scalar(),
        oprf_public_key: reply.oprf_key.0.0,
        challenge_keys: challenge_keys::to_vault(&reply.challenge_keys)?,
        ratchet: new.ratchet(),
        push: sealed.push,
        otp: sealed.otp,
        created: exchange.ports.clock.now(),
        pending: None,
        policy: policy(reply),
        change: None,
        presence: None,
        marks: vault::Marks::default(),
    }))
}

fn policy(reply: &EnrolmentReply) -> TokenPolicy {
    let IssuerPolicy { presence, codes_idle, key_file, third_party } = reply.policy;
    let presence = match presence {
        enrolment::PresencePolicy::None => PresencePolicy::None,
        enrolment::PresencePolicy::Codes => PresencePolicy::Codes,
        enrolment::PresencePolicy::Approvals => PresencePolicy::Approvals,
    };
    TokenPolicy { pin_min: reply.pin_min, presence, codes_idle, key_file, third_party }
}

fn acknowledge(
    exchange: &Exchange<'_>,
    store: &Store,
    activated: &Activated,
    new: &NewKeys,
    evaluation: RequestId,
) -> Result<(), FinishError> {
    let eid = activated.invitation.qr().eid;
    let statement = Acknowledgement {
        iss: activated.reply.token_id,
        aud: activated.issuer().clone(),
        eid,
        rid: evaluation,
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let message = AcknowledgementMessage { jws: jws::sign(&statement, &new.user_key) };
    let path = format!("/enrolments/{eid}/ack");
    match exchange.signed_notify(&Call::new(&new.device_key, &path), &message) {
        Ok(()) => Ok(()),
        Err(error) => {
            let error = gone(UnlockError::from(acknowledgement_refused(error)));
            // Nobody at the portal waits for it any more: it does not stay here either.
            if error == FinishError::Expired {
                let _ = token::remove(exchange.ports, store, activated.reply.token_id);
            }
            Err(error)
        }
    }
}

/// The identity as it is stored.
fn stored(exchange: &Exchange<'_>, store: &Store, activated: &Activated) -> Result<Identity, FinishError> {
    let session = store.open(exchange.ports)?;
    let identities = token::identities(session.held())?;
    let id = activated.reply.token_id;
    identities.into_iter().find(|identity| identity.token_id == id).ok_or(FinishError::Expired)
}

fn same_vault(held: Option<Held>, id: VaultId) -> Result<Held, FinishError> {
    held.filter(|held| held.vault.vault_id() == id).ok_or(FinishError::Expired)
}

/// A token that the portal no longer knows was not finished in time.
fn gone(error: UnlockError) -> FinishError {
    match error {
        UnlockError::Contact(ContactError::UnknownToken | ContactError::NotActive) => FinishError::Expired,
        error => FinishError::Unlock(error),
    }
}

fn acknowledgement_refused(error: ExchangeError) -> ContactError {
    match error {
        ExchangeError::Refused(ErrorBody {
            code: ErrorCode::EnrolmentExpired | ErrorCode::EnrolmentVoid | ErrorCode::UnknownEnrolment,
            ..
        }) => ContactError::UnknownToken,
        error => error.into_contact(),
    }
}
