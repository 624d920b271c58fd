//! A new PIN: new secrets, an evaluation under the new key, and one transaction that swaps (`docs/protocol.md` §10).
//! Reconnecting a token that was copied is the same ceremony.

use crate::credential::token::NotUsable;
use protocol::{
    ChangeId, Timestamp, TokenId,
    jws::{self, Jws, JwsError},
    oprf::OprfKey,
    pin_change::{NewSecrets, PinChange, PinCommit},
    sealed_answer::{SealedAnswerError, SealedAnswerMessage, Subject},
};
use zeroize::Zeroizing;

use crate::audit::{self, Event, Kind};
use crate::credential::pin::{self, ProofError};
use crate::credential::token::{Token, TokenState};
use crate::entropy::Entropy;
use crate::issuer::Issuer;
use crate::kek::{Purpose, Sealed, UnsealError};
use crate::notice::{Notice, NoticeKind};
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};
use crate::throttle::Lockout;

/// Secrets that wait beside the ones in use until their holder has stored them.
#[derive(Clone, Debug)]
pub struct PendingChange {
    /// Its name, chosen by the holder.
    pub id: ChangeId,
    /// The new OPRF key, sealed.
    pub oprf_key: Sealed,
    /// The new passcode seed, sealed.
    pub seed: Sealed,
}

impl PendingChange {
    /// What its secrets are sealed for: this token and this change.
    pub(crate) fn associated_data(&self, token: TokenId) -> Vec<u8> {
        associated_data(token, self.id)
    }
}

fn associated_data(token: TokenId, change: ChangeId) -> Vec<u8> {
    [token.as_bytes().as_slice(), change.as_bytes()].concat()
}

/// Why a PIN change is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PinChangeError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// Another change took its place, or it is committed already.
    #[error("no such PIN change")]
    UnknownChange,
    /// The envelope or the signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// For another token, issuer or change.
    #[error("for another token, issuer or change")]
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

/// Begins: makes the new secrets and keeps them beside the ones in use. The same change again gets the same secrets.
pub async fn begin(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    token: TokenId,
    jws: &Jws,
) -> Result<SealedAnswerMessage, PinChangeError> {
    // 1. The envelope, the token, the user key's signature, who says what to whom.
    let unverified = jws::parse::<PinChange>(jws.as_str())?;
    let mut tx = store.write().await?;
    let mut token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    require_changeable(&token, now)?;
    let claims = unverified.verify(&token.user_key)?;
    if claims.iss != token.id || claims.aud != issuer.origin {
        return Err(PinChangeError::Audience);
    }
    if token.committed == Some(claims.change) {
        return Err(PinChangeError::UnknownChange);
    }
    // 2. The old PIN, a moment ago, under the key in use.
    let evaluation = tx.evaluation(token.id, claims.rid).await?.filter(|evaluation| evaluation.change.is_none());
    let repeat = token.change.take().filter(|change| change.id == claims.change);
    let evaluation = pin::check_first_proof(issuer, now, evaluation, repeat.is_some())?;
    pin::accept_proof(&mut tx, now, &mut token, &evaluation).await?;
    // 3. The secrets of this change, or fresh ones in the place of an older change.
    let change = repeat.unwrap_or_else(|| generate(issuer, rng, token.id, claims.change));
    let data = change.associated_data(token.id);
    let seed = issuer.kek.open_array::<32>(Purpose::NextSeed, &data, &change.seed)?;
    let oprf_key = issuer.kek.open_array::<32>(Purpose::NextOprfKey, &data, &change.oprf_key)?;
    let id = token.id;
    let owner = tx.user(token.user).await?;
    tx.update_token(&Token { change: Some(change), ..token }).await?;
    tx.commit().await?;
    // 4. Sealed to the holder's key, signed by the portal's.
    let secrets =
        NewSecrets::new(&seed, OprfKey::from_seed(*oprf_key).public(), issuer.rules_for(owner.as_ref()).pin_min);
    let subject = Subject { issuer: &issuer.origin, token_id: id, change: claims.change };
    let answer = secrets.seal(&subject, &claims.epk, now, rng)?;
    Ok(SealedAnswerMessage { jws: jws::sign(&answer, &issuer.challenge_keys().current) })
}

fn generate(issuer: &Issuer, rng: &mut impl Entropy, token: TokenId, change: ChangeId) -> PendingChange {
    let data = associated_data(token, change);
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill_bytes(seed.as_mut_slice());
    let oprf_key = OprfKey::generate(rng).to_seed();
    PendingChange {
        id: change,
        oprf_key: issuer.kek.seal(Purpose::NextOprfKey, &data, oprf_key.as_slice(), rng),
        seed: issuer.kek.seal(Purpose::NextSeed, &data, seed.as_slice(), rng),
    }
}

/// Commits: the holder has stored both generations, so the new secrets take the place of the old ones. The same commit
/// again changes nothing. With a notice when it was done now.
pub async fn commit(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    token: TokenId,
    change: ChangeId,
    jws: &Jws,
) -> Result<Option<Notice>, PinChangeError> {
    // 1. The envelope, the token, the user key's signature, who says what to whom.
    let unverified = jws::parse::<PinCommit>(jws.as_str())?;
    let mut tx = store.write().await?;
    let token = tx.lock_token(token).await?.ok_or(NotUsable::Unknown)?;
    require_changeable(&token, now)?;
    let claims = unverified.verify(&token.user_key)?;
    if claims.iss != token.id || claims.aud != issuer.origin || claims.change != change {
        return Err(PinChangeError::Audience);
    }
    // 2. Done already: the answer was lost.
    if token.committed == Some(change) {
        return Ok(None);
    }
    // 3. The change that waits. The holder may have slept since: its evaluation may be old, even forgotten, but not
    //    another's.
    let pending = token.change.as_ref().filter(|pending| pending.id == change).ok_or(PinChangeError::UnknownChange)?;
    let evaluation = tx.evaluation(token.id, claims.rid).await?;
    if evaluation.is_some_and(|evaluation| evaluation.change != Some(change)) {
        return Err(ProofError::Unknown.into());
    }
    // 4. k := k′, S := S′, a new ratchet, no tries. No evaluation under the old key can be repeated under the new one.
    //    Biometrics end: whoever had the old PIN may have switched them on.
    let (oprf_key, seed) = reseal(issuer, rng, token.id, pending)?;
    let is_reconnecting = token.state != TokenState::Active;
    // Passcodes of a reconnected device are of another seed: what was tried before says nothing about it.
    let passcode = if is_reconnecting { Lockout::default() } else { token.passcode };
    let token = Token {
        state: TokenState::Active,
        oprf_key: Some(oprf_key),
        seed: Some(seed),
        ratchet: claims.ratchet,
        pin: Lockout::default(),
        passcode,
        proved: Some(now),
        changed: now,
        change: None,
        committed: Some(change),
        presence: None,
        ..token
    };
    tx.update_token(&token).await?;
    tx.forget_evaluations(token.id).await?;
    // 5. The log, the owner, the device's poll.
    let owner = tx.user(token.user).await?;
    let (event, kind) = if is_reconnecting {
        (Kind::TokenReconnected, NoticeKind::TokenReconnected)
    } else {
        (Kind::PinChanged, NoticeKind::PinChanged)
    };
    let event = Event::of(event).user(token.user).token(token.id).detail("name", &token.name);
    audit::append(&mut tx, now, event).await?;
    tx.wake(Topic::Devices(token.user));
    tx.commit().await?;
    Ok(owner.map(|owner| Notice { kind, owner, token: token.name, source: None }))
}

/// Out of the waiting place, into the place of the secrets in use.
fn reseal(
    issuer: &Issuer,
    rng: &mut impl Entropy,
    token: TokenId,
    change: &PendingChange,
) -> Result<(Sealed, Sealed), UnsealError> {
    let data = change.associated_data(token);
    let oprf_key = issuer.kek.open_array::<32>(Purpose::NextOprfKey, &data, &change.oprf_key)?;
    let seed = issuer.kek.open_array::<32>(Purpose::NextSeed, &data, &change.seed)?;
    Ok((
        issuer.kek.seal(Purpose::OprfKey, token.as_bytes(), oprf_key.as_slice(), rng),
        issuer.kek.seal(Purpose::Seed, token.as_bytes(), seed.as_slice(), rng),
    ))
}

/// A change needs *OK* in the portal first.
fn require_changeable(token: &Token, now: Timestamp) -> Result<(), NotUsable> {
    match token.state {
        TokenState::Pending { .. } => Err(NotUsable::NotActive),
        _ => token.require_usable(now),
    }
}
