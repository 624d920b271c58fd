//! What was decided: the portal's order of checks (`docs/protocol.md` §7). The first that fails ends it; outside, a
//! failure is one word, inside, the audit log has the reason.

use crate::credential::token::NotUsable;
use protocol::{
    ChallengeId, Timestamp,
    approval::{ApprovalState, Decision, Response},
    challenge::UserVerification,
    enrolment::PresencePolicy,
    jws::{self, Jws, JwsError},
};
use subtle::ConstantTimeEq;

use crate::account::user::User;
use crate::audit::{self, Event, Kind};
use crate::challenge::{Challenge, ChallengeState};
use crate::credential::biometrics;
use crate::credential::pin::{self, Evaluation, ProofError};
use crate::credential::token::{self, Ending, Factor, Token};
use crate::issuer::Issuer;
use crate::kek::UnsealError;
use crate::login::attempt::Proof as AttemptProof;
use crate::login::methods::AuthenticationMethod;
use crate::login::push::open_number;
use crate::notice::{Notice, NoticeKind};
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};

/// Why a response is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RespondError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// No such challenge for this user.
    #[error("no such challenge")]
    UnknownChallenge,
    /// Its time is over.
    #[error("the challenge has expired")]
    Expired,
    /// Answered already, or withdrawn.
    #[error("the challenge is closed")]
    Closed,
    /// The number differs; the challenge is closed now.
    #[error("wrong number")]
    WrongNumber,
    /// It does not hold.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The number does not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The precise reason, for the audit log.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Envelope, key or signature.
    #[error("{0}")]
    Jws(#[from] JwsError),
    /// Says that it is from another token.
    #[error("from another token")]
    Issuer,
    /// Meant for another issuer.
    #[error("for another issuer")]
    Audience,
    /// Names another challenge than the address it was sent to.
    #[error("names another challenge")]
    Challenge,
    /// Answers a text that was never sent to this token.
    #[error("answers another text")]
    Text,
    /// The user was not verified in a way that counts here.
    #[error("no accepted verification of the user")]
    Verification,
    /// The evaluation of the PIN.
    #[error("{0}")]
    Proof(#[from] ProofError),
}

/// What a response has led to.
#[derive(Debug)]
pub struct Concluded {
    /// What the holder hears.
    pub state: ApprovalState,
    /// What somebody has to be told, when it was done now.
    pub notice: Option<Notice>,
}

/// Verifies a response and ends its challenge. `token` has proved possession of its device key for this request.
pub async fn respond(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    token: &Token,
    cid: ChallengeId,
    jws: &Jws,
) -> Result<Concluded, RespondError> {
    let mut tx = store.write().await?;
    let (user, token) = lock(&mut tx, token).await?;
    match verify(&mut tx, issuer, now, &user, &token, cid, jws).await {
        Ok(Verified::Repeat(state)) => Ok(Concluded { state: repeat(state)?, notice: None }),
        Ok(Verified::New(answer)) => conclude(tx, issuer, now, user, token, *answer, jws).await,
        Err(error) => {
            if let RespondError::Refused(refusal) = &error {
                let event = Event::of(Kind::ResponseRefused).user(user.id).token(token.id).detail("reason", &refusal);
                audit::append(&mut tx, now, event).await?;
                tx.commit().await?;
            }
            Err(error)
        }
    }
}

/// A response that holds, and what it is about.
struct Answer {
    challenge: Challenge,
    text: Jws,
    response: Response,
    proof: Proof,
}

/// What stands behind a response.
enum Proof {
    /// The device, and nobody in particular: enough to deny.
    Device,
    /// The PIN: an evaluation, and the user key that it has opened.
    Pin(Evaluation),
    /// The key that biometrics release.
    Biometrics,
}

enum Verified {
    New(Box<Answer>),
    Repeat(ChallengeState),
}

/// Rows in the order that all transactions keep: user, then token.
async fn lock(tx: &mut impl Tx, token: &Token) -> Result<(User, Token), RespondError> {
    let user = tx.lock_user(token.user).await?.ok_or(NotUsable::Unknown)?;
    let token = tx.lock_token(token.id).await?.ok_or(NotUsable::Unknown)?;
    token.require_active()?;
    if !user.is_open() {
        return Err(NotUsable::NotActive.into());
    }
    Ok((user, token))
}

async fn verify(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: &User,
    token: &Token,
    cid: ChallengeId,
    jws: &Jws,
) -> Result<Verified, RespondError> {
    // 1. Size, three parts, header exactly {alg, typ, kid}, ES256, strict base64url.
    let unverified = jws::parse::<Response>(jws.as_str()).map_err(Refusal::from)?;
    // 2. The key: the token's user key, the one behind its biometrics, or its device key.
    let by_user_key = unverified.kid() == token.user_key.thumbprint();
    let behind_biometrics = token.presence.as_ref().and_then(|presence| presence.key.as_ref());
    let by_biometrics = behind_biometrics.filter(|key| unverified.kid() == key.thumbprint());
    let key = if by_user_key { &token.user_key } else { by_biometrics.unwrap_or(&token.device_key) };
    // 3. The signature over the bytes as received. 4. The payload, strictly, and who says what to whom.
    let response = unverified.verify(key).map_err(Refusal::from)?;
    if response.iss != token.id {
        return Err(Refusal::Issuer.into());
    }
    if response.aud != issuer.origin {
        return Err(Refusal::Audience.into());
    }
    if response.cid != cid {
        return Err(Refusal::Challenge.into());
    }
    // 5. The challenge: this user's, pending, in time by the portal's clock. The same response again gets the same answer.
    let challenge = tx.challenge(cid).await?.filter(|challenge| challenge.user == Some(token.user));
    let challenge = challenge.ok_or(RespondError::UnknownChallenge)?;
    if challenge.state != ChallengeState::Pending {
        let is_repeat = challenge.answer.is_some_and(|(by, digest)| by == token.id && digest == jws.digest());
        return if is_repeat { Ok(Verified::Repeat(challenge.state)) } else { Err(RespondError::Closed) };
    }
    if !challenge.is_open(now) {
        return Err(RespondError::Expired);
    }
    // 6. What was seen is what was sent: `chal` is the hash of a copy that this token was given.
    let text = tx.delivery(cid, token.id, response.chal).await?.ok_or(Refusal::Text)?;
    // 7. Denying and reporting need no PIN: the device key or the user key will do.
    if response.dec != Decision::Approve {
        return Ok(Verified::New(Box::new(Answer { challenge, text, response, proof: Proof::Device })));
    }
    // 8. Approving needs the user key, and an evaluation of the PIN for this very challenge; or the key behind biometrics,
    //    where the policy takes it and as long as the PIN is not forgotten.
    let proof = match (response.uv, response.rid) {
        (Some(UserVerification::Pin), Some(rid)) if by_user_key => {
            let evaluation = tx.evaluation(token.id, rid).await?;
            let evaluation = evaluation.filter(|known| known.cid == Some(cid) && known.change.is_none());
            Proof::Pin(pin::check_proof(issuer, now, evaluation).map_err(Refusal::from)?)
        }
        (Some(UserVerification::Bio), None)
            if by_biometrics.is_some()
                && biometrics::allowed(issuer, issuer.rules_for(Some(user)), token, now)
                    == PresencePolicy::Approvals =>
        {
            Proof::Biometrics
        }
        _ => return Err(Refusal::Verification.into()),
    };
    Ok(Verified::New(Box::new(Answer { challenge, text, response, proof })))
}

async fn conclude(
    mut tx: impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    mut user: User,
    mut token: Token,
    answer: Answer,
    jws: &Jws,
) -> Result<Concluded, RespondError> {
    let Answer { challenge, text, response, proof } = answer;
    let attempt = tx.lock_attempt(challenge.attempt).await?.ok_or(RespondError::Closed)?;
    let (network, ip) = (attempt.client.network.clone(), attempt.client.ip.clone());
    // 8, concluded. The user key has signed: the PIN was right, whatever the number.
    let factor = match &proof {
        Proof::Pin(evaluation) => {
            pin::accept_proof(&mut tx, now, &mut token, evaluation).await?;
            Some(Factor::Pin)
        }
        Proof::Biometrics => Some(Factor::Biometrics),
        Proof::Device => None,
    };
    // 9. The number, in constant time. A wrong one closes the challenge.
    let state = match response.dec {
        Decision::Deny => ChallengeState::Denied,
        Decision::Report => ChallengeState::Reported,
        Decision::Approve if number_fits(issuer, &challenge, &response)? => ChallengeState::Approved,
        Decision::Approve => ChallengeState::WrongNumber,
    };
    // 10. (The ratchet was spent with the evaluation.)
    // 11. One transaction: pending to its end by compare-and-swap, counters, and both signatures in the log.
    let kind = match state {
        ChallengeState::Approved => {
            user.push.approved();
            token.last_used = Some(now);
            token.last_factor = factor;
            Kind::LoginApproved
        }
        ChallengeState::WrongNumber => {
            // A stranger's page must not lead to a pause: numbers of unknown browsers count for nothing.
            if attempt.client.is_known {
                user.push.wrong_number(&issuer.limits, now);
            }
            Kind::WrongNumber
        }
        ChallengeState::Reported => {
            tx.block_source(user.id, &network, now.plus(issuer.limits.report_block)).await?;
            // Whoever began it may have got in before: everybody logs in anew.
            Kind::LoginReported
        }
        _ => Kind::LoginDenied,
    };
    if matches!(state, ChallengeState::Approved | ChallengeState::WrongNumber) {
        tx.update_push(&user).await?;
        tx.update_token(&token).await?;
    }
    let id = attempt.id;
    let ended = challenge.end(state, Some((token.id, jws.digest()))).map_err(|_| RespondError::Closed)?;
    if !tx.close_challenge(&ended).await? {
        return Err(RespondError::Closed);
    }
    if state == ChallengeState::Approved {
        let proof = AttemptProof { method: AuthenticationMethod::Push, at: now, token: Some(token.id), factor };
        tx.update_attempt(&attempt.prove(proof).map_err(|_| RespondError::Closed)?).await?;
    }
    if state == ChallengeState::Reported {
        token::end_in(&mut tx, now, user.id, Ending::Credential { keep: None }).await?;
    }
    let event = Event::of(kind).user(user.id).token(token.id).detail("from", &ip).evidence(text, jws.clone());
    audit::append(&mut tx, now, event).await?;
    // 12. Wake the page that waits, and the user's other devices, which stop asking.
    tx.wake(Topic::Attempt(id));
    tx.wake(Topic::Devices(user.id));
    tx.commit().await?;
    let notice = (state == ChallengeState::Reported).then_some(Notice {
        kind: NoticeKind::LoginReported,
        owner: user,
        token: token.name,
        source: Some(ip),
    });
    Ok(Concluded { state: repeat(state)?, notice })
}

fn number_fits(issuer: &Issuer, challenge: &Challenge, response: &Response) -> Result<bool, UnsealError> {
    let number = open_number(issuer, challenge)?;
    let typed = response.num.as_deref().unwrap_or_default();
    Ok(number.as_bytes().ct_eq(typed.as_bytes()).into())
}

/// What the holder hears of a challenge that its response has ended.
fn repeat(state: ChallengeState) -> Result<ApprovalState, RespondError> {
    match state {
        ChallengeState::Approved => Ok(ApprovalState::Approved),
        ChallengeState::Denied => Ok(ApprovalState::Denied),
        ChallengeState::Reported => Ok(ApprovalState::Reported),
        ChallengeState::WrongNumber => Err(RespondError::WrongNumber),
        ChallengeState::Pending | ChallengeState::Withdrawn => Err(RespondError::Closed),
    }
}
