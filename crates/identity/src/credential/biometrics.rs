//! Biometrics: a key and a seed of their own, never a second copy of what the PIN protects (`docs/protocol.md` §11).

use crate::credential::token::NotUsable;
use protocol::{
    ChangeId, PublicKey, Timestamp, TokenId,
    enrolment::PresencePolicy,
    jws::{self, Jws, JwsError},
    presence::{PresenceRequest, PresenceSeed},
    sealed_answer::{SealedAnswerError, SealedAnswerMessage, Subject},
};
use zeroize::Zeroizing;

use crate::audit::{self, Event, Kind};
use crate::credential::pin::{self, ProofError};
use crate::credential::token::Token;
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, Sealed, UnsealError};
use crate::notice::{Notice, NoticeKind};
use crate::policy::Rules;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// What biometrics have of their own.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The request that switched them on.
    pub change: ChangeId,
    /// The key that they release for approvals; none where the system only says yes or no.
    pub key: Option<PublicKey>,
    /// Their passcode seed, sealed.
    pub seed: Sealed,
    /// Since when.
    pub since: Timestamp,
}

/// Why biometrics are not switched on or off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PresenceError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// The rules of the owner's group do not allow it.
    #[error("the rules do not allow it")]
    Rules,
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// For another token or issuer, or with a key that has another use.
    #[error("for another token or issuer, or with a key that has another use")]
    Audience,
    /// The evaluation.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The holder's key for the answer is not one.
    #[error(transparent)]
    Answer(#[from] SealedAnswerError),
    /// Stored secrets do not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Switches biometrics on, in the place of an earlier registration. The same change again gets the same seed.
/// With a notice when it was done now.
pub async fn register(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    token: TokenId,
    jws: &Jws,
) -> Result<(SealedAnswerMessage, Option<Notice>), PresenceError> {
    // 1. The envelope, the token, the user key's signature, who says what to whom.
    let unverified = jws::parse::<PresenceRequest>(jws.as_str())?;
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_active()?;
    let claims = unverified.verify(&token.user_key)?;
    let is_reused = claims.key.is_some_and(|key| key == token.user_key || key == token.device_key);
    if claims.iss != token.id || claims.aud != issuer.origin || is_reused {
        return Err(PresenceError::Audience);
    }
    // 2. The rules of its owner's group, as they are now.
    let needed = if claims.key.is_some() { PresencePolicy::Approvals } else { PresencePolicy::Codes };
    let owner = tx.user(token.user).await?;
    if issuer.rules_for(owner.as_ref()).device.presence < needed {
        return Err(PresenceError::Rules);
    }
    // 3. The PIN, a moment ago.
    let evaluation = tx.evaluation(token.id, claims.rid).await?.filter(|evaluation| evaluation.change.is_none());
    let known = token.presence.take().filter(|known| known.change == claims.change && known.key == claims.key);
    let is_repeat = known.is_some();
    let evaluation = pin::check_first_proof(issuer, now, evaluation, is_repeat)?;
    pin::accept_proof(&mut tx, now, &mut token, &evaluation).await?;
    // 4. The seed of this registration, or a fresh one.
    let presence = known.unwrap_or_else(|| generate(issuer, rng, token.id, &claims, now));
    let seed = open_seed(issuer, token.id, &presence)?;
    let token = Token { presence: Some(presence), ..token };
    tx.update_token(&token).await?;
    if !is_repeat {
        let event = Event::of(Kind::BiometricsOn).user(token.user).token(token.id).detail("name", &token.name);
        audit::append(&mut tx, now, event).await?;
    }
    tx.commit().await?;
    // 5. Sealed to the holder's key, signed by the portal's.
    let subject = Subject { issuer: &issuer.origin, token_id: token.id, change: claims.change };
    let answer = PresenceSeed::new(&seed).seal(&subject, &claims.epk, now, rng)?;
    let notice = owner.filter(|_| !is_repeat).map(|owner| Notice {
        kind: NoticeKind::BiometricsOn,
        owner,
        token: token.name,
        source: None,
    });
    Ok((SealedAnswerMessage { jws: jws::sign(&answer, &issuer.challenge_keys().current) }, notice))
}

fn generate(
    issuer: &Issuer,
    rng: &mut impl Entropy,
    token: TokenId,
    claims: &PresenceRequest,
    now: Timestamp,
) -> Presence {
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(seed.as_mut_slice());
    let seed = issuer.kek.seal(Purpose::PresenceSeed, &associated_data(token, claims.change), seed.as_slice(), rng);
    Presence { change: claims.change, key: claims.key, seed, since: now }
}

/// The passcode seed behind biometrics.
pub(crate) fn open_seed(
    issuer: &Issuer,
    token: TokenId,
    presence: &Presence,
) -> Result<Zeroizing<[u8; 32]>, UnsealError> {
    issuer.kek.open_array(Purpose::PresenceSeed, &associated_data(token, presence.change), &presence.seed)
}

fn associated_data(token: TokenId, change: ChangeId) -> Vec<u8> {
    [token.as_bytes().as_slice(), change.as_bytes()].concat()
}

/// What biometrics may do for this token now: what the rules say, and only while its PIN is not forgotten.
pub(crate) fn allowed(issuer: &Issuer, rules: &Rules, token: &Token, now: Timestamp) -> PresencePolicy {
    match &token.presence {
        Some(presence) if token.knows_pin(&issuer.limits, now) => {
            let able = if presence.key.is_some() { PresencePolicy::Approvals } else { PresencePolicy::Codes };
            able.min(rules.device.presence)
        }
        _ => PresencePolicy::None,
    }
}

/// Switches biometrics off. Again: nothing more happens.
pub async fn remove(store: &impl Store, now: Timestamp, token: TokenId) -> Result<(), PresenceError> {
    let mut tx = store.write().await?;
    let token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_active()?;
    if token.presence.is_some() {
        let event = Event::of(Kind::BiometricsOff).user(token.user).token(token.id).detail("name", &token.name);
        tx.update_token(&Token { presence: None, ..token }).await?;
        audit::append(&mut tx, now, event).await?;
        tx.commit().await?;
    }
    Ok(())
}
