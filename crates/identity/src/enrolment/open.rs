//! The device's side, first half: the QR code is scanned, and the activation password opens it.

use protocol::{
    Bytes, EnrolmentId, PublicKey, Timestamp, TokenId,
    enrolment::{
        EnrolmentMessage, EnrolmentMessageError, EnrolmentReply, EnrolmentReplyMessage, EnrolmentRequest, KeyStore,
        ReplyKey,
    },
    oprf::OprfKey,
};
use zeroize::Zeroizing;

use crate::account::user::User;
use crate::audit::{self, Event, Kind};
use crate::credential::token::{Token, TokenState};
use crate::enrolment::{Enrolment, EnrolmentState, secrets};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, UnsealError};
use crate::login::client::sha256;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};
use crate::throttle::Lockout;

/// Why a scan is not noted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScannedError {
    /// No such QR code.
    #[error("no such enrolment")]
    Unknown,
    /// It is too old.
    #[error("the QR code has expired")]
    Expired,
    /// It was used.
    #[error("the QR code was used")]
    Used,
    /// It was withdrawn.
    #[error("the QR code is void")]
    Void,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A device has read the QR code: the page says so.
pub async fn scanned(store: &impl Store, now: Timestamp, eid: EnrolmentId) -> Result<(), ScannedError> {
    let mut tx = store.write().await?;
    let enrolment = tx.lock_enrolment(eid).await?.ok_or(ScannedError::Unknown)?;
    match enrolment.state {
        EnrolmentState::Void => return Err(ScannedError::Void),
        EnrolmentState::Issued if now < enrolment.expires => {}
        EnrolmentState::Scanned if now < enrolment.expires => return Ok(()),
        EnrolmentState::Issued | EnrolmentState::Scanned => return Err(ScannedError::Expired),
        _ => return Err(ScannedError::Used),
    }
    let enrolment = enrolment.scan().map_err(|_| ScannedError::Used)?;
    tx.update_enrolment(&enrolment).await?;
    tx.wake(Topic::Enrolment(eid));
    tx.commit().await?;
    Ok(())
}

/// Why the enrolment message is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No such QR code.
    #[error("no such enrolment")]
    Unknown,
    /// It is too old.
    #[error("the QR code has expired")]
    Expired,
    /// It was used.
    #[error("the QR code was used")]
    Used,
    /// Withdrawn, or this was the fifth wrong activation password.
    #[error("the QR code is void")]
    Void,
    /// It does not open.
    #[error("wrong activation password")]
    WrongPassword {
        /// Tries that remain.
        tries_left: u8,
    },
    /// It opens, but does not hold; or its device key is enrolled already.
    #[error("malformed enrolment message")]
    Malformed,
    /// The device would keep its key in a file, and the rules do not allow it.
    #[error("a key in a file is not allowed")]
    KeyStore,
    /// Stored secrets do not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts the try, commits, opens the message, and makes the token, pending. The same message again gets the same reply.
pub async fn open(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    eid: EnrolmentId,
    source: Source,
    message: &EnrolmentMessage,
) -> Result<EnrolmentReplyMessage, OpenError> {
    // 1. Count the try and commit.
    let digest = sha256(&[&message.enc.0, message.ct.as_slice()].concat());
    let counted = match count(store, issuer, now, eid, digest).await? {
        Counted::Repeat(reply) => return Ok(EnrolmentReplyMessage { ct: reply }),
        Counted::Try(counted) => counted,
    };
    // 2. Open; failure is a wrong activation password.
    let sealed = counted.secrets.as_ref().ok_or(OpenError::Used)?;
    let (offer, _) = secrets::unseal(issuer, eid, sealed)?;
    let (request, key) = match offer.open(message) {
        Ok(opened) => opened,
        Err(EnrolmentMessageError::Sealed) => return Err(wrong_password(store, issuer, now, &counted, source).await?),
        Err(_) => return Err(OpenError::Malformed),
    };
    // 3. Where there is no keyring, the rules of the user's group decide.
    let user = store.read().await?.user(counted.user).await?;
    if request.key_store == KeyStore::File && !issuer.rules_for(user.as_ref()).device.key_file {
        return Err(OpenError::KeyStore);
    }
    // 4. What it pins begins with the key of the QR code; when that was retired meanwhile, only a new QR code helps.
    let keys = issuer.challenge_keys().public_from(offer.qr.challenge_key).ok_or(OpenError::Void)?;
    // 5. The token, pending, and the reply, in one transaction with the end of the QR code.
    conclude(store, issuer, now, rng, counted, source, digest, request, key, keys).await
}

enum Counted {
    Try(Enrolment),
    Repeat(Vec<u8>),
}

async fn count(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    eid: EnrolmentId,
    digest: Bytes<32>,
) -> Result<Counted, OpenError> {
    let mut tx = store.write().await?;
    let mut enrolment = tx.lock_enrolment(eid).await?.ok_or(OpenError::Unknown)?;
    match (enrolment.state, enrolment.reply.take()) {
        (EnrolmentState::Opened(_), Some((known, reply))) if known == digest => return Ok(Counted::Repeat(reply)),
        (EnrolmentState::Void, _) => return Err(OpenError::Void),
        (EnrolmentState::Issued | EnrolmentState::Scanned, _) => {}
        _ => return Err(OpenError::Used),
    }
    if !enrolment.is_open(now) {
        return Err(OpenError::Expired);
    }
    if enrolment.tries >= issuer.limits.activation_tries {
        return Err(OpenError::Void);
    }
    enrolment.tries = enrolment.tries.saturating_add(1);
    tx.update_enrolment(&enrolment).await?;
    tx.commit().await?;
    Ok(Counted::Try(enrolment))
}

async fn wrong_password(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    counted: &Enrolment,
    source: Source,
) -> Result<OpenError, StoreError> {
    let tries_left = issuer.limits.activation_tries.saturating_sub(counted.tries);
    let mut tx = store.write().await?;
    let kind = if tries_left == 0 { Kind::EnrolmentVoided } else { Kind::ActivationWrong };
    if tries_left == 0
        && let Some(enrolment) = tx.lock_enrolment(counted.eid).await?.filter(|enrolment| enrolment.is_open(now))
    {
        tx.update_enrolment(&enrolment.voided()).await?;
    }
    audit::append(&mut tx, now, Event::of(kind).user(counted.user).source(source).detail("tries", &counted.tries))
        .await?;
    tx.wake(Topic::Enrolment(counted.eid));
    tx.commit().await?;
    Ok(if tries_left == 0 { OpenError::Void } else { OpenError::WrongPassword { tries_left } })
}

#[expect(clippy::too_many_arguments, reason = "the end of one ceremony, each argument of its own type")]
async fn conclude(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    counted: Enrolment,
    source: Source,
    digest: Bytes<32>,
    request: EnrolmentRequest,
    key: ReplyKey,
    keys: Vec<PublicKey>,
) -> Result<EnrolmentReplyMessage, OpenError> {
    let (id, oprf_key) = (TokenId::generate(rng), OprfKey::generate(rng));
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(seed.as_mut_slice());
    let mut tx = store.write().await?;
    let user = tx.lock_user(counted.user).await?.ok_or(OpenError::Unknown)?;
    let enrolment = tx.lock_enrolment(counted.eid).await?.filter(|enrolment| enrolment.is_open(now));
    let enrolment = enrolment.ok_or(OpenError::Used)?;
    let pinned: Vec<_> = keys.iter().map(PublicKey::thumbprint).collect();
    let reply = seal_reply(issuer, now, id, &seed, &oprf_key, &user, key, keys)?;
    let request = EnrolmentRequest { device: request.device.presentable(), ..request };
    let device_name = request.device.name.clone();
    let token = generate_token(issuer, now, rng, id, &seed, &oprf_key, &user, request);
    if !tx.insert_token(&token).await? {
        return Err(OpenError::Malformed);
    }
    tx.note_pinned_keys(id, &pinned).await?;
    let enrolment = enrolment.opened(id, digest, reply.ct.clone()).map_err(|_| OpenError::Used)?;
    tx.update_enrolment(&enrolment).await?;
    let event = Event::of(Kind::TokenEnrolled).user(user.id).token(id).source(source).detail("device", &device_name);
    audit::append(&mut tx, now, event).await?;
    tx.wake(Topic::Enrolment(enrolment.eid));
    tx.commit().await?;
    Ok(reply)
}

#[expect(clippy::too_many_arguments, reason = "the fields of one message, each of its own type")]
fn seal_reply(
    issuer: &Issuer,
    now: Timestamp,
    id: TokenId,
    seed: &[u8; 32],
    oprf_key: &OprfKey,
    user: &User,
    key: ReplyKey,
    keys: Vec<PublicKey>,
) -> Result<EnrolmentReplyMessage, OpenError> {
    let rules = issuer.rules_for(Some(user));
    let reply = EnrolmentReply::new(
        id,
        seed,
        oprf_key.public(),
        keys,
        issuer.name.clone(),
        user.name.as_str().to_owned(),
        rules.pin_min,
        rules.device,
        now,
    );
    key.seal(&reply).map_err(|_| OpenError::Malformed)
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row, each of its own type")]
fn generate_token(
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    id: TokenId,
    seed: &[u8; 32],
    oprf_key: &OprfKey,
    user: &User,
    request: EnrolmentRequest,
) -> Token {
    Token {
        id,
        user: user.id,
        state: TokenState::Pending { until: now.plus(issuer.limits.pending_lifetime) },
        name: request.device.name.clone(),
        device: request.device,
        device_key: request.device_key,
        user_key: request.user_key,
        oprf_key: Some(issuer.kek.seal(Purpose::OprfKey, id.as_bytes(), oprf_key.to_seed().as_slice(), rng)),
        seed: Some(issuer.kek.seal(Purpose::Seed, id.as_bytes(), seed, rng)),
        ratchet: request.ratchet,
        created: now,
        last_used: None,
        pin: Lockout::default(),
        passcode: Lockout::default(),
        passcode_step: 0,
        key_store: request.key_store,
        changed: now,
        proved: None,
        last_factor: None,
        change: None,
        committed: None,
        presence: None,
    }
}
