//! What is asked: a login that waits for the user's answer.

use crate::credential::token::NotUsable;
use crate::policy::Rules;
use protocol::{
    Bytes, ChallengeId, PollNonce, Timestamp, TokenId,
    challenge::{self as wire, Act, Context, PollRequest, UserVerification},
    enrolment::PresencePolicy,
    jws::{self, Jws},
    version::PROTOCOL_VERSION,
};

use crate::account::user::{User, UserId};
use crate::credential::biometrics;
use crate::credential::token::{Token, TokenState};
use crate::issuer::Issuer;
use crate::kek::Sealed;
use crate::login::attempt::{AttemptId, LoginAttempt};
use crate::login::pull;
use crate::source::Source;
use crate::store::prelude::*;
use crate::store::{Store, StoreError};

/// Where a challenge is in its life. It ends once, and never begins anew.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ChallengeState {
    /// Waits for an answer, until it expires.
    Pending,
    /// "It is me."
    Approved,
    /// "Not now."
    Denied,
    /// "It was not me."
    Reported,
    /// The wrong number was typed.
    WrongNumber,
    /// Whoever waited began anew, or gave up.
    Withdrawn,
}

/// One challenge. Quiet ones (no user) look the same on the page and reach no device.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Its own name.
    pub id: ChallengeId,
    /// The attempt that it is about.
    pub attempt: AttemptId,
    /// Whom it asks; none when it was quietly dropped.
    pub user: Option<UserId>,
    /// Where it is in its life.
    pub state: ChallengeState,
    /// When it began.
    pub created: Timestamp,
    /// After this, no answer counts.
    pub expires: Timestamp,
    /// The number on the login page, sealed.
    pub number: Sealed,
    /// Whether devices are told of it by themselves.
    pub is_pushed: bool,
    /// What a number finds it by: 32 bytes. None where it cannot be pulled.
    pub number_tag: Option<Bytes<32>>,
    /// SHA-256 of the response that ended it, and the token that sent it.
    pub answer: Option<(TokenId, Bytes<32>)>,
}

/// The challenge has ended already.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the challenge has ended")]
pub struct EndedError;

impl Challenge {
    /// Ends it.
    pub fn end(self, state: ChallengeState, answer: Option<(TokenId, Bytes<32>)>) -> Result<Self, EndedError> {
        match self.state {
            ChallengeState::Pending => Ok(Self { state, answer, ..self }),
            _ => Err(EndedError),
        }
    }

    /// Whether an answer counts at `now`.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == ChallengeState::Pending && now < self.expires
    }

    /// Digits of its number, 0 for none. Where it can be pulled there are as many for every name.
    #[must_use]
    pub fn digits(&self, issuer: &Issuer, rules: &Rules) -> u8 {
        if self.number_tag.is_some() { pull::digits(issuer) } else { rules.number_digits }
    }

    /// The copy that answers one question of one token.
    #[expect(clippy::too_many_arguments, reason = "the fields of one message, each of its own type")]
    pub(crate) fn to_wire(
        &self,
        issuer: &Issuer,
        rules: &Rules,
        attempt: &LoginAttempt,
        token: &Token,
        source: Source,
        pn: PollNonce,
        now: Timestamp,
    ) -> wire::Challenge {
        wire::Challenge {
            iss: issuer.origin.clone(),
            aud: token.id,
            jti: self.id,
            iat: now,
            exp: self.expires,
            pn,
            ver: PROTOCOL_VERSION,
            act: Act::Login,
            rp: attempt.relying_party.clone(),
            ctx: Context {
                ip: attempt.client.ip.clone(),
                city: None,
                browser: attempt.client.browser.clone(),
                os: attempt.client.os.clone(),
                browser_known: attempt.client.is_known,
                same_network: (source.is_certain() && attempt.client.is_certain)
                    .then(|| attempt.client.network == source.network()),
            },
            txt: None,
            num: self.digits(issuer, rules),
            uv: accepted(issuer, rules, token, now),
        }
    }
}

/// How this token's user may be verified now.
fn accepted(issuer: &Issuer, rules: &Rules, token: &Token, now: Timestamp) -> Vec<UserVerification> {
    match biometrics::allowed(issuer, rules, token, now) {
        PresencePolicy::Approvals => vec![UserVerification::Pin, UserVerification::Bio],
        PresencePolicy::None | PresencePolicy::Codes => vec![UserVerification::Pin],
    }
}

/// What a poll finds.
#[derive(Debug)]
pub enum Poll {
    /// A challenge that the holder does not show yet: answer at once.
    News {
        /// Its signed copy.
        challenge: Jws,
    },
    /// The challenge that the holder shows has ended: answer at once.
    KnownEnded,
    /// Nothing new.
    Quiet {
        /// When the challenge that the holder shows expires, if it shows one.
        known_until: Option<Timestamp>,
    },
}

/// Why a poll is not answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PollError {
    /// The token cannot be used.
    #[error(transparent)]
    NotUsable(#[from] NotUsable),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks for a challenge for the token; called once when the poll arrives and again whenever its topic wakes.
pub async fn poll(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    token: TokenId,
    source: Source,
    request: &PollRequest,
) -> Result<Poll, PollError> {
    // 1. The token, as it is now.
    let mut tx = store.read().await?;
    let token = tx.token(token).await?.ok_or(NotUsable::Unknown)?;
    token.require_usable(now)?;
    if matches!(token.state, TokenState::Pending { .. }) {
        // So that the app is listening at the moment when *OK* is pressed.
        return Ok(Poll::Quiet { known_until: None });
    }
    token.require_active()?;
    // 2. What is open.
    let open = tx.pending_challenge_of(token.user, now).await?;
    let user = tx.user(token.user).await?.filter(User::is_open).ok_or(NotUsable::NotActive)?;
    let attempt = match &open {
        Some(challenge) => tx.attempt(challenge.attempt).await?,
        None => None,
    };
    drop(tx);
    let (Some(challenge), Some(attempt)) = (open, attempt) else {
        return Ok(if request.known.is_some() { Poll::KnownEnded } else { Poll::Quiet { known_until: None } });
    };
    if request.known == Some(challenge.id) {
        return Ok(Poll::Quiet { known_until: Some(challenge.expires) });
    }
    // 3. A copy of its own for this poll, kept so that the response can name it.
    let copy = challenge.to_wire(issuer, issuer.rules_for(Some(&user)), &attempt, &token, source, request.pn, now);
    let jws = jws::sign(&copy, &issuer.challenge_keys().current);
    let mut tx = store.write().await?;
    if !tx.insert_delivery(challenge.id, token.id, &jws, issuer.limits.deliveries_per_challenge).await? {
        return Ok(Poll::Quiet { known_until: None });
    }
    tx.commit().await?;
    Ok(Poll::News { challenge: jws })
}

/// Challenges and their signed copies.
pub trait ChallengeRows {
    /// Adds a challenge.
    fn insert_challenge(&mut self, challenge: &Challenge) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One challenge.
    fn challenge(&mut self, id: ChallengeId) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// The latest challenge of an attempt.
    fn last_challenge_of(
        &mut self,
        attempt: AttemptId,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// How many challenges an attempt has had.
    fn count_challenges(&mut self, attempt: AttemptId) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// The pending challenge of a login that can be pulled by this number's tag, if any; the latest.
    fn challenge_by_number(
        &mut self,
        tag: Bytes<32>,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// When this token asked in vain for a login after `since`, oldest first.
    fn pull_misses(
        &mut self,
        token: TokenId,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
    /// It has asked in vain.
    fn insert_pull_miss(
        &mut self,
        token: TokenId,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// It has found one.
    fn forget_pull_misses(&mut self, token: TokenId) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The user's challenge that is pushed, pending and not expired, if any.
    fn pending_challenge_of(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// Writes the state of a challenge, if it is still pending; `false` when another was faster.
    fn close_challenge(&mut self, challenge: &Challenge) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Keeps a signed copy, if the challenge is pending and has fewer than `limit`; `false` otherwise.
    fn insert_delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        jws: &Jws,
        limit: u8,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// The signed copy for `token` with this SHA-256.
    fn delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        digest: Bytes<32>,
    ) -> impl Future<Output = Result<Option<Jws>, StoreError>> + Send;
}
