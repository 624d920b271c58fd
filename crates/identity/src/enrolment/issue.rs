//! The profile page's side: a QR code and its activation password, and how far they have come.

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::{
    Bytes, EnrolmentId, Timestamp,
    activation::ActivationPassword,
    enrolment::{EnrolmentMessageError, Offer, OfferTerms},
};
use zeroize::Zeroizing;

use crate::account::user::UserId;
use crate::actor::{Authority, AuthorityError};
use crate::audit::{self, Event, Kind};
use crate::credential::token::{Destruction, Token};
use crate::enrolment::{Enrolment, EnrolmentState, secrets};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::UnsealError;
use crate::policy::HOUR;
use crate::slow_work::SlowWork;
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// What the profile page shows.
#[derive(Debug)]
pub struct EnrolmentOffer {
    /// Its name.
    pub eid: EnrolmentId,
    /// The text to draw as a QR code.
    pub qr_text: String,
    /// `XXXX-XXXX`; shown on demand, never in the same picture.
    pub activation_password: Zeroizing<String>,
    /// After this the code is worth nothing.
    pub expires: Timestamp,
}

/// Why no QR code is made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CreateEnrolmentError {
    /// Three an hour.
    #[error("too many QR codes")]
    TooMany {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// Key generation failed.
    #[error(transparent)]
    Offer(#[from] EnrolmentMessageError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a QR code; the user's earlier ones that nobody has used become void.
pub async fn create(
    store: &impl Store,
    issuer: &Issuer,
    work: &impl SlowWork,
    now: Timestamp,
    rng: &mut impl Entropy,
    by: &Authority,
) -> Result<EnrolmentOffer, CreateEnrolmentError> {
    let user = by.user();
    // 1. Not more than three an hour; looked at again when it counts.
    refuse_too_many(&mut store.read().await?, issuer, now, user).await?;
    // 2. The activation password, stretched where it holds up nobody.
    let (password, salt) = (ActivationPassword::generate(rng), Bytes::<16>::generate(rng));
    let plain = Zeroizing::new(*password.as_bytes());
    let stretched = work.run(move || stretch(plain.as_slice(), &salt)).await;
    // 3. eid, S0 and the one-time key pair.
    let terms = OfferTerms {
        issuer: &issuer.origin,
        eid: EnrolmentId::generate(rng),
        salt,
        stretched: &stretched,
        challenge_key: issuer.challenge_keys().current.public().thumbprint(),
        expires: now.plus(issuer.limits.enrolment_lifetime),
    };
    let offer = Offer::generate(&terms, rng)?;
    let enrolment = Enrolment {
        eid: terms.eid,
        user,
        state: EnrolmentState::Issued,
        created: now,
        expires: terms.expires,
        tries: 0,
        secrets: Some(secrets::seal(issuer, &offer, &password, rng)),
        reply: None,
    };
    // 4. Remembered, sealed, in place of earlier ones.
    let mut tx = store.write().await?;
    by.hold(&mut tx, issuer, now).await?;
    for earlier in refuse_too_many(&mut tx, issuer, now, user).await? {
        if matches!(earlier.state, EnrolmentState::Issued | EnrolmentState::Scanned) {
            tx.wake(Topic::Enrolment(earlier.eid));
            tx.update_enrolment(&earlier.voided()).await?;
        }
    }
    tx.insert_enrolment(&enrolment).await?;
    audit::append(&mut tx, now, Event::of(Kind::EnrolmentCreated).by(by.actor()).user(user)).await?;
    tx.commit().await?;
    Ok(EnrolmentOffer {
        eid: enrolment.eid,
        qr_text: offer.qr.to_text(),
        activation_password: password.grouped(),
        expires: enrolment.expires,
    })
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: UserId,
) -> Result<Vec<Enrolment>, CreateEnrolmentError> {
    let since = Timestamp(now.0.saturating_sub(HOUR));
    let recent = tx.enrolments_of(user, since).await?;
    let oldest = recent.len().checked_sub(issuer.limits.enrolments_per_hour).and_then(|index| recent.get(index));
    match oldest {
        Some(oldest) => {
            Err(CreateEnrolmentError::TooMany { retry_after: oldest.created.plus(HOUR).seconds_since(now) })
        }
        None => Ok(recent),
    }
}

/// Argon2id v1.3 (RFC 9106), 64 MiB, 3 passes, 4 lanes, 32 bytes: about 150 ms.
fn stretch(password: &[u8], salt: &Bytes<16>) -> Zeroizing<[u8; 32]> {
    let params = Params::new(64 * 1024, 3, 4, Some(32)).expect("parameters within the limits of RFC 9106 §3.1");
    let mut stretched = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, &salt.0, stretched.as_mut_slice())
        .expect("password, salt and output are within the limits of RFC 9106 §3.1");
    stretched
}

/// What the profile page shows of an enrolment.
#[derive(Debug)]
pub struct EnrolmentView {
    /// How far it is.
    pub progress: EnrolmentProgress,
    /// After this the code is worth nothing.
    pub expires: Timestamp,
    /// Tries that remain for the activation password.
    pub tries_left: u8,
}

/// How far an enrolment is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EnrolmentProgress {
    /// The QR code is on the screen.
    Issued,
    /// A device has read it.
    Scanned,
    /// The activation password was right; the employee chooses a PIN.
    Opened {
        /// What the device calls itself.
        device: String,
    },
    /// The device has stored the token: *OK* makes it active.
    Acknowledged {
        /// What the device calls itself.
        device: String,
        /// `XXXX XXXX`, shown on both screens.
        fingerprint: String,
    },
    /// *OK* was pressed.
    Confirmed,
    /// The code ran out, or nobody pressed *OK* in time.
    Expired,
    /// Withdrawn, or five wrong activation passwords.
    Void,
}

/// Why an enrolment is not shown or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolmentError {
    /// The user has no such enrolment.
    #[error("no such enrolment")]
    Unknown,
    /// Used, void or run out.
    #[error("the enrolment is over")]
    Over,
    /// Its secrets do not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// What allowed it does so no longer.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far the enrolment is; wait for [`Topic::Enrolment`] and ask again.
pub async fn progress(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    user: UserId,
    eid: EnrolmentId,
) -> Result<EnrolmentView, EnrolmentError> {
    let mut tx = store.read().await?;
    let enrolment =
        tx.enrolment(eid).await?.filter(|enrolment| enrolment.user == user).ok_or(EnrolmentError::Unknown)?;
    let token = match enrolment.token() {
        Some(token) => tx.token(token).await?,
        None => None,
    };
    Ok(EnrolmentView {
        progress: progress_of(&enrolment, token.as_ref(), now),
        expires: enrolment.expires,
        tries_left: issuer.limits.activation_tries.saturating_sub(enrolment.tries),
    })
}

fn progress_of(enrolment: &Enrolment, token: Option<&Token>, now: Timestamp) -> EnrolmentProgress {
    match (enrolment.state, token) {
        (EnrolmentState::Void, _) => EnrolmentProgress::Void,
        (EnrolmentState::Confirmed(_), _) => EnrolmentProgress::Confirmed,
        (EnrolmentState::Issued, _) if enrolment.is_open(now) => EnrolmentProgress::Issued,
        (EnrolmentState::Scanned, _) if enrolment.is_open(now) => EnrolmentProgress::Scanned,
        (EnrolmentState::Opened(_), Some(token)) if token.require_usable(now).is_ok() => {
            EnrolmentProgress::Opened { device: token.device.name.clone() }
        }
        (EnrolmentState::Acknowledged(_), Some(token)) if token.require_usable(now).is_ok() => {
            EnrolmentProgress::Acknowledged { device: token.device.name.clone(), fingerprint: token.fingerprint() }
        }
        _ => EnrolmentProgress::Expired,
    }
}

/// The text to draw; none when the code can no longer be used.
pub async fn qr_text(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    eid: EnrolmentId,
) -> Result<Option<String>, EnrolmentError> {
    let offered = offered(store, issuer, now, by, eid).await?;
    Ok(offered.map(|(offer, _)| offer.qr.to_text()))
}

/// The activation password, on demand: `XXXX-XXXX`.
pub async fn reveal(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    eid: EnrolmentId,
) -> Result<Zeroizing<String>, EnrolmentError> {
    let (_, password) = offered(store, issuer, now, by, eid).await?.ok_or(EnrolmentError::Over)?;
    Ok(password.grouped())
}

/// What is shown of a code while it can be used.
async fn offered(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    eid: EnrolmentId,
) -> Result<Option<(Offer, ActivationPassword)>, EnrolmentError> {
    let enrolment = store.read().await?.enrolment(eid).await?.filter(|enrolment| enrolment.user == by.user());
    let enrolment = enrolment.ok_or(EnrolmentError::Unknown)?;
    match &enrolment.secrets {
        Some(sealed) if enrolment.is_open(now) => Ok(Some(secrets::unseal(issuer, eid, sealed)?)),
        _ => Ok(None),
    }
}

/// Withdraws a QR code, and the token that waits for *OK*.
pub async fn cancel(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    by: &Authority,
    eid: EnrolmentId,
) -> Result<(), EnrolmentError> {
    let mut tx = store.write().await?;
    let user = by.hold(&mut tx, issuer, now).await?.id;
    let known = tx.enrolment(eid).await?.filter(|enrolment| enrolment.user == user).ok_or(EnrolmentError::Unknown)?;
    let token = match known.token() {
        Some(token) => tx.lock_token(token).await?,
        None => None,
    };
    let enrolment = tx.lock_enrolment(eid).await?.ok_or(EnrolmentError::Unknown)?;
    if matches!(enrolment.state, EnrolmentState::Confirmed(_)) || enrolment.token() != known.token() {
        return Err(EnrolmentError::Over);
    }
    if let Some(token) = token {
        tx.update_token(&token.destroy(Destruction::Unconfirmed)).await?;
    }
    tx.update_enrolment(&enrolment.voided()).await?;
    audit::append(
        &mut tx,
        now,
        Event::of(Kind::EnrolmentVoided).by(by.actor()).user(user).detail("reason", "withdrawn"),
    )
    .await?;
    tx.wake(Topic::Enrolment(eid));
    tx.commit().await?;
    Ok(())
}
