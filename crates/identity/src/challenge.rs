//! What is asked: a login that waits for the user's answer.

use protocol::{
    Bytes, ChallengeId, PollNonce, Timestamp, TokenId,
    challenge::{self as wire, Act, Context, PollRequest, UserVerification},
    enrolment::PresencePolicy,
    jws::{self, Jws},
    version::PROTOCOL_VERSION,
};

use crate::account::user::UserId;
use crate::credential::biometrics;
use crate::credential::token::{Destruction, Token, TokenState};
use crate::issuer::Issuer;
use crate::kek::Sealed;
use crate::relying_party;
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
    /// Its browser began anew, or gave up.
    Withdrawn,
    /// Approved, and the browser that waited is in.
    Redeemed,
}

/// One challenge. Quiet ones (no user) look the same on the page and reach no device.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Its own name.
    pub id: ChallengeId,
    /// Whom it asks; none when it was quietly dropped.
    pub user: Option<UserId>,
    /// SHA-256 of the cookie of the browser that waits.
    pub login: Bytes<32>,
    /// Where it is in its life.
    pub state: ChallengeState,
    /// When it began.
    pub created: Timestamp,
    /// After this, no answer counts.
    pub expires: Timestamp,
    /// The number on the login page, sealed.
    pub number: Sealed,
    /// Where the browser is.
    pub origin: BrowserContext,
    /// SHA-256 of the response that ended it, and the token that sent it.
    pub answer: Option<(TokenId, Bytes<32>)>,
}

/// Where a login comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BrowserContext {
    /// The browser's address.
    pub ip: String,
    /// Its network, for comparison with the device's.
    pub network: String,
    /// Its name.
    pub browser: String,
    /// Its operating system.
    pub os: String,
    /// Whether it has logged in to this account before.
    pub is_known: bool,
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

    /// The copy that answers one poll of one token.
    fn to_wire(
        &self,
        issuer: &Issuer,
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
            rp: relying_party::portal(issuer),
            ctx: Context {
                ip: self.origin.ip.clone(),
                city: None,
                browser: self.origin.browser.clone(),
                os: self.origin.os.clone(),
                browser_known: self.origin.is_known,
                same_network: self.origin.network == source.network(),
            },
            txt: None,
            num: issuer.policy.number_digits,
            uv: accepted(issuer, token, now),
        }
    }
}

/// How this token's user may be verified now.
fn accepted(issuer: &Issuer, token: &Token, now: Timestamp) -> Vec<UserVerification> {
    match biometrics::allowed(&issuer.policy, token, now) {
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
    /// The token is gone.
    #[error("no such token")]
    UnknownToken,
    /// Suspended.
    #[error("the token is not active")]
    NotActive,
    /// Ten PIN tries.
    #[error("the token's key was destroyed")]
    Destroyed,
    /// Two copies are at work.
    #[error("the token was copied")]
    Copied,
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
    let token = tx.token(token).await?.ok_or(PollError::UnknownToken)?;
    match token.state {
        TokenState::Active => {}
        // So that the app is listening at the moment when *OK* is pressed.
        TokenState::Pending { until } if now < until => return Ok(Poll::Quiet { known_until: None }),
        TokenState::Suspended | TokenState::Lost => return Err(PollError::NotActive),
        TokenState::Copied { .. } => return Err(PollError::Copied),
        TokenState::Destroyed(Destruction::Pin) => return Err(PollError::Destroyed),
        TokenState::Destroyed(_) | TokenState::Pending { .. } => return Err(PollError::UnknownToken),
    }
    // 2. What is open.
    let open = tx.pending_challenge_of(token.user, now).await?;
    drop(tx);
    let Some(challenge) = open else {
        return Ok(if request.known.is_some() { Poll::KnownEnded } else { Poll::Quiet { known_until: None } });
    };
    if request.known == Some(challenge.id) {
        return Ok(Poll::Quiet { known_until: Some(challenge.expires) });
    }
    // 3. A copy of its own for this poll, kept so that the response can name it.
    let copy = challenge.to_wire(issuer, &token, source, request.pn, now);
    let jws = jws::sign(&copy, &issuer.challenge_keys.current);
    let mut tx = store.write().await?;
    if !tx.insert_delivery(challenge.id, token.id, &jws, issuer.policy.deliveries_per_challenge).await? {
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
    /// The challenge of a waiting login.
    fn challenge_of_login(
        &mut self,
        login: Bytes<32>,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// The user's challenge that is pending and not expired, if any.
    fn pending_challenge_of(
        &mut self,
        user: UserId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Challenge>, StoreError>> + Send;
    /// When unknown browsers began logins from this network after `since`, oldest first; at most `limit`, the latest.
    fn logins_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
    /// Writes the state of a challenge, if it is still pending; `false` when another was faster.
    fn close_challenge(&mut self, challenge: &Challenge) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Marks an approved challenge as used; `false` when it is not approved or was used already.
    fn redeem_challenge(&mut self, id: ChallengeId) -> impl Future<Output = Result<bool, StoreError>> + Send;
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
