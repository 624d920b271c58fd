//! A new PIN, and the same ceremony for a token that was suspended as copied (`docs/protocol.md` §10).
//!
//! Begin, store both generations, commit, drop the old one. A crash at any point leaves one of the two PINs working, and
//! [`settle`] finds out which.

pub(crate) mod shared;

use protocol::{
    ChangeId, ErrorBody, ErrorCode, PrivateKey, Timestamp, TokenId,
    jws::{self, Jws},
    pin_change::{NewSecrets, PinChange, PinChangeMessage, PinCommit, PinCommitMessage},
    ratchet::commitment,
    sealed_answer::{AnswerKey, SealedAnswer, SealedAnswerMessage, Subject},
};
use thiserror::Error;
use vault::{CamouflagedOtp, OtpSalt, Pin, PinError, PinPolicy, Seed, camouflage};

use crate::{
    exchange::{Call, ContactError, Exchange, ExchangeError},
    failure::{Code, Failure},
    ports::Random,
    presence,
    store::{Held, Store, StoreError},
    third_party::{self, GuardRefused, Remasking},
    token::{self, Token},
    unlock::{self, Purpose, UnlockError, Unlocked},
};

/// Why a PIN was not changed, or an identity not reconnected. The old PIN still works, except where a variant says so.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ChangePinError {
    /// This device, the portal, or the old PIN.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// The new PIN will not do.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// The new PIN is the old one.
    #[error("the new PIN is the old one")]
    SamePin,
    /// The new PIN is stored, but the portal has not said that it knows: the next use with a network settles it. Until then
    /// it is not known which of the two PINs counts.
    #[error("the change is stored and waits for the portal")]
    Unsettled,
    /// Not the old PIN of the codes of other issuers; nobody counts tries.
    #[error("wrong PIN")]
    WrongPin,
    /// The codes of other issuers are under another PIN than the portal's identity. When a change ends like this it has
    /// come about, and the codes are still under the old PIN: [`crate::Authenticator::reencrypt`].
    #[error("the third-party codes are under another PIN")]
    OutOfSync,
}

impl From<GuardRefused> for ChangePinError {
    fn from(_: GuardRefused) -> Self {
        Self::WrongPin
    }
}

impl From<StoreError> for ChangePinError {
    fn from(error: StoreError) -> Self {
        Self::Unlock(error.into())
    }
}

impl From<ChangePinError> for Failure {
    fn from(error: ChangePinError) -> Self {
        match error {
            ChangePinError::Unlock(error) => error.into(),
            ChangePinError::Pin(error) => error.into(),
            ChangePinError::SamePin => Code::PinSame.into(),
            ChangePinError::Unsettled => Code::PinUnsettled.into(),
            ChangePinError::WrongPin => Code::WrongPin.into(),
            ChangePinError::OutOfSync => Code::PinsOutOfSync.into(),
        }
    }
}

/// What became of a change that a crash or the network had interrupted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Settled {
    /// None was open.
    Nothing,
    /// The new PIN counts from now on.
    NewPin,
    /// The old PIN goes on counting.
    OldPin,
    /// Another program of this user has settled it.
    Elsewhere,
}

/// Judges a PIN that is about to take the place of another.
pub(crate) fn judge(token: &Token, old: &Pin, typed: &str) -> Result<Pin, ChangePinError> {
    let new = Pin::choose(typed, PinPolicy::with_minimum(token.policy.pin_min).unwrap_or_default())?;
    if new == *old { Err(ChangePinError::SamePin) } else { Ok(new) }
}

/// Changes the PIN. Two exchanges more than an unlocking, and about 0.4 seconds of stretching.
pub(crate) fn change(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    old: &Pin,
    new: &Pin,
) -> Result<(), ChangePinError> {
    judge(token, old, new.expose())?;
    renew(exchange, store, token, Purpose::Use(None), old, new)
}

/// Gives a token that was suspended as copied new secrets under its PIN, once its owner has confirmed it in the portal.
pub(crate) fn reconnect(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    pin: &Pin,
) -> Result<(), ChangePinError> {
    renew(exchange, store, token, Purpose::Reconnect, pin, pin)
}

fn renew(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    purpose: Purpose,
    old: &Pin,
    new: &Pin,
) -> Result<(), ChangePinError> {
    // 1. The old PIN opens the user key.
    let stretched = token.stretch(&*exchange.ports.kdf, old)?;
    let unlocked = unlock::unlock(exchange, store, token, purpose, &stretched)?;
    // 2. Begin: the portal makes a new OPRF key and a new seed.
    let change = ChangeId::generate(&mut Random(&*exchange.ports.entropy));
    let secrets = begin(exchange, token, change, &unlocked)?;
    // The portal drops the biometrics with the old secrets; they are switched on anew.
    presence::forget(exchange.ports, store, token.id)?;
    // 3. Both generations and the commit, durably.
    let commit = store_both(exchange, store, token, change, &unlocked.user_key, &secrets, new)?;
    // 4. Commit: from here on the new PIN may be the one that counts.
    match send_commit(exchange, token, change, commit) {
        // 5. Only now, with both PINs at hand, the codes of other issuers follow: in the same write. The portal has the new
        // PIN: a vault that cannot be written now is settled later.
        Ok(Commit::Swapped) => match promote(exchange, store, token.id, change, Some((old, new))) {
            Ok(SharedCodes::Reencrypted) => Ok(()),
            Ok(SharedCodes::OutOfSync) => Err(ChangePinError::OutOfSync),
            Err(_) => Err(ChangePinError::Unsettled),
        },
        Ok(Commit::Superseded) => {
            abandon(exchange, store, token.id, change)?;
            Err(ChangePinError::Unlock(UnlockError::PortalFault))
        }
        Err(_) => Err(ChangePinError::Unsettled),
    }
}

fn begin(
    exchange: &Exchange<'_>,
    token: &Token,
    change: ChangeId,
    unlocked: &Unlocked,
) -> Result<NewSecrets, ChangePinError> {
    let key = AnswerKey::generate(&mut Random(&*exchange.ports.entropy)).map_err(|_| UnlockError::PortalFault)?;
    let statement = PinChange {
        iss: token.id,
        aud: token.issuer.clone(),
        change,
        rid: unlocked.request_id,
        epk: key.public(),
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let message = PinChangeMessage { jws: jws::sign(&statement, &unlocked.user_key) };
    let answer: SealedAnswerMessage = exchange
        .signed(&Call::new(&token.device_key, "/pin-changes"), &message)
        .map_err(|error| UnlockError::Contact(error.into_contact()))?;
    // Nobody but the portal of this token may give it secrets.
    let sealed: SealedAnswer = token.verify(answer.jws.as_str()).ok_or(UnlockError::PortalFault)?;
    let subject = Subject { issuer: &token.issuer, token_id: token.id, change };
    Ok(NewSecrets::open(&subject, &key, &sealed).map_err(|_| UnlockError::PortalFault)?)
}

/// Stretches the new PIN, has it evaluated under the new key, and writes what it seals beside what the old one sealed.
fn store_both(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    change: ChangeId,
    user_key: &PrivateKey,
    secrets: &NewSecrets,
    new: &Pin,
) -> Result<Jws, ChangePinError> {
    let random = &mut Random(&*exchange.ports.entropy);
    // 1. x′ under a salt of the new seed's own.
    let salt = OtpSalt::generate(random);
    let stretched = token.stretch_new(&*exchange.ports.kdf, new, &salt)?;
    // 2. The portal's part, with the new key.
    let purpose = Purpose::Change(change);
    let evaluated = unlock::evaluate(exchange, &token.device_key, &secrets.oprf_key, purpose, &stretched)?;
    let push = token.wrap_anew(user_key, &evaluated.output, random);
    // 3. The new seed's camouflage: masked once.
    let masked = camouflage::mask(Seed::from_bytes(*secrets.seed()), &stretched, &salt);
    let otp = CamouflagedOtp { salt, masked, parameters: token.otp_parameters() };
    // 4. The commit, signed now: whoever finds it later needs no PIN to send it.
    let ratchet = token::random_ratchet(random);
    let statement = PinCommit {
        iss: token.id,
        aud: token.issuer.clone(),
        change,
        rid: evaluated.request_id,
        ratchet: commitment(ratchet.expose()),
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let commit = jws::sign(&statement, user_key);
    // 5. One write.
    let (id, oprf_public_key) = (*change.as_bytes(), secrets.oprf_key.0.0);
    let second = vault::PinChange { id, oprf_public_key, push, otp, ratchet, commit: commit.as_str().to_owned() };
    store.open(exchange.ports)?.change(|vault| {
        let token = token::find_mut(vault, token.id)?;
        token.policy.pin_min = secrets.pin_min;
        token.change = Some(Box::new(second));
        Ok(())
    })?;
    Ok(commit)
}

/// Finishes a change that a crash or the network interrupted; unless nothing was open, the token must be read anew.
pub(crate) fn settle(exchange: &Exchange<'_>, store: &Store, token: &Token) -> Result<Settled, UnlockError> {
    if !token.is_changing {
        return Ok(Settled::Nothing);
    }
    let (change, commit) = {
        let session = store.open(exchange.ports)?;
        let held = session.held().ok_or(StoreError::UnknownIdentity)?;
        let Some(change) = &token::find(&held.vault, token.id)?.change else {
            return Ok(Settled::Elsewhere);
        };
        (ChangeId::from(change.id), Jws::received(change.commit.clone()))
    };
    match send_commit(exchange, token, change, commit).map_err(UnlockError::Contact)? {
        Commit::Swapped => promote(exchange, store, token.id, change, None).map(|_| Settled::NewPin),
        Commit::Superseded => abandon(exchange, store, token.id, change).map(|()| Settled::OldPin),
    }
    .map_err(UnlockError::Store)
}

/// What became of a commit.
enum Commit {
    /// The portal has swapped, now or before.
    Swapped,
    /// The portal does not know the change: the old generation counts.
    Superseded,
}

fn send_commit(exchange: &Exchange<'_>, token: &Token, change: ChangeId, commit: Jws) -> Result<Commit, ContactError> {
    let path = format!("/pin-changes/{change}/commit");
    match exchange.signed_notify(&Call::new(&token.device_key, &path), &PinCommitMessage { jws: commit }) {
        Ok(()) => Ok(Commit::Swapped),
        Err(ExchangeError::Refused(ErrorBody { code: ErrorCode::UnknownChange, .. })) => Ok(Commit::Superseded),
        Err(error) => Err(error.into_contact()),
    }
}

/// What became of the codes of other issuers.
enum SharedCodes {
    /// They are under the new PIN, or there are none.
    Reencrypted,
    /// They are under the old one.
    OutOfSync,
}

/// The second generation takes the place of the first, and who followed its PIN comes along if both PINs are at hand.
fn promote(
    exchange: &Exchange<'_>,
    store: &Store,
    id: TokenId,
    change: ChangeId,
    pins: Option<(&Pin, &Pin)>,
) -> Result<SharedCodes, StoreError> {
    let (ports, token_id) = (exchange.ports, vault::TokenId(*id.as_bytes()));
    let mut session = store.open(ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    if !is_stored(held, id, change)? {
        return Ok(SharedCodes::Reencrypted);
    }
    // 1. The new masks: under a secret of their own, so that the file before them tells nothing.
    let shared = held.vault.shared_pin.filter(|shared| shared.shares_pin_of == Some(token_id));
    let (remasking, is_out_of_sync) = match (shared, pins) {
        (Some(_), Some((old, new))) if old == new => (None, false),
        (Some(shared), Some((old, new))) => {
            let old = third_party::stretch(ports, held, &shared, old);
            let prepared = old.and_then(|old| Remasking::prepare(ports, held, &shared, old, new, Some(token_id)));
            // The portal has swapped: a keyring that fails must not keep this device from it.
            let prepared = prepared.ok();
            let is_out_of_sync = prepared.is_none();
            (prepared, is_out_of_sync)
        }
        (Some(_), None) => (None, true),
        (None, _) => (None, false),
    };
    // 2. One write for both.
    session.change(|vault| {
        token::find_mut(vault, id)?.promote_change();
        if is_out_of_sync {
            third_party::stop_sharing(vault, token_id);
        }
        if let Some(remasking) = &remasking {
            remasking.apply(ports, vault);
        }
        Ok(())
    })?;
    // 3. What was before goes.
    session.remove_previous()?;
    third_party::forget_before_if_possible(&mut session);
    Ok(if is_out_of_sync { SharedCodes::OutOfSync } else { SharedCodes::Reencrypted })
}

/// Forgets this very change, unless another program has; the file before it goes too, since it holds the other generation.
fn abandon(exchange: &Exchange<'_>, store: &Store, id: TokenId, change: ChangeId) -> Result<(), StoreError> {
    let mut session = store.open(exchange.ports)?;
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    if is_stored(held, id, change)? {
        session.change(|vault| {
            token::find_mut(vault, id)?.change = None;
            Ok(())
        })?;
        session.remove_previous()?;
    }
    Ok(())
}

fn is_stored(held: &Held, id: TokenId, change: ChangeId) -> Result<bool, StoreError> {
    let stored = &token::find(&held.vault, id)?.change;
    Ok(stored.as_ref().is_some_and(|stored| stored.id == *change.as_bytes()))
}
