//! What is asked: polling a portal and holding what comes against the pinned keys (`docs/protocol.md` §6).

use std::time::Duration;

use protocol::{
    ChallengeId, Origin, PollNonce, PrivateKey, Thumbprint, Timestamp, TokenId,
    bytes::Bytes,
    challenge::{self as wire, ChallengeError, Expected, PollReply, PollRequest},
    challenge_keys::ChallengeKeysError,
    jws::Jws,
};
use thiserror::Error;

use crate::{
    challenge_keys::{Pinned, TakeError},
    exchange::{Call, ContactError, Exchange, TIMEOUT},
    ports::{Ports, Random},
    store::{Store, StoreError},
    text::presentable,
    token::{self, Token},
};

/// A challenge whose signature holds. All its text is safe to show.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Names the challenge.
    pub id: ChallengeId,
    /// The token that is asked.
    pub token_id: TokenId,
    /// The system that asks for the login.
    pub system: String,
    /// The system's web origin.
    pub origin: String,
    /// Network address of the browser.
    pub ip: String,
    /// Place of that address, where the issuer knows it.
    pub city: Option<String>,
    /// The browser.
    pub browser: String,
    /// The browser's operating system.
    pub os: String,
    /// Whether this browser has logged in to this account before.
    pub browser_known: bool,
    /// Whether the browser and this device share a public address; none where the portal cannot see it.
    pub same_network: Option<bool>,
    /// What the issuer adds in its own words.
    pub text: Option<String>,
    /// Whether the portal takes biometrics for it, by a key that it knows.
    pub takes_presence: bool,
    /// How many digits the login page shows, to be typed; 0 for none.
    pub number_digits: u8,
    /// When it was made, unix seconds by this device's clock.
    pub issued_at: u64,
    /// When it ends, unix seconds by this device's clock.
    pub expires_at: u64,
    digest: Bytes<32>,
}

impl Challenge {
    /// SHA-256 of the challenge as received: what is shown is what is signed.
    pub(crate) fn digest(&self) -> Bytes<32> {
        self.digest
    }

    fn new(compact: &Jws, challenge: &wire::Challenge, to_device: impl Fn(Timestamp) -> u64) -> Self {
        let line = |text: &str| presentable(text, MAX_LINE);
        Self {
            id: challenge.jti,
            token_id: challenge.aud,
            system: line(&challenge.rp.name),
            origin: challenge.rp.origin.as_str().to_owned(),
            ip: line(&challenge.ctx.ip),
            city: challenge.ctx.city.as_deref().map(line).filter(|city| !city.is_empty()),
            browser: line(&challenge.ctx.browser),
            os: line(&challenge.ctx.os),
            browser_known: challenge.ctx.browser_known,
            same_network: challenge.ctx.same_network,
            text: challenge.txt.as_deref().map(|text| presentable(text, MAX_TEXT)).filter(|text| !text.is_empty()),
            takes_presence: challenge.uv.contains(&wire::UserVerification::Bio),
            number_digits: challenge.num,
            issued_at: to_device(challenge.exp).saturating_sub(wire::LIFETIME),
            expires_at: to_device(challenge.exp),
            digest: compact.digest(),
        }
    }
}

/// What a poll brought.
#[derive(Clone, Debug)]
pub struct Poll {
    /// A challenge other than the known one.
    pub challenge: Option<Challenge>,
    /// Whether the known challenge still waits for an answer.
    pub known_open: bool,
    /// The portal's time, unix seconds.
    pub portal_time: u64,
}

/// Why a poll brought nothing.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PollError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// A challenge came that the pinned keys did not sign, or that is not for this poll; it is not shown.
    #[error("the challenge does not hold: {0}")]
    Forged(ChallengeError),
    /// A statement about the portal's keys came that does not hold; what is pinned stays.
    #[error("the statement about challenge keys does not hold: {0}")]
    Keys(ChallengeKeysError),
}

impl From<TakeError> for PollError {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Refused(error) => Self::Keys(error),
            TakeError::Store(error) => Self::Store(error),
        }
    }
}

/// What is kept of a token while the portal holds a poll: the vault's secret is not needed for that, and goes.
pub(crate) struct Waiting {
    id: TokenId,
    issuer: Origin,
    device_key: PrivateKey,
    pinned: Pinned,
}

impl Waiting {
    pub(crate) fn issuer(&self) -> &Origin {
        &self.issuer
    }

    /// What the portal is told: nothing as long as the keys of the enrolment are pinned, since it may not know the question.
    fn named(&self) -> Option<Vec<Thumbprint>> {
        self.pinned.stated_at.map(|_| self.pinned.keys.iter().map(protocol::PublicKey::thumbprint).collect())
    }

    pub(crate) fn device_key(&self) -> &PrivateKey {
        &self.device_key
    }

    /// What came in answer to the request with this nonce, held against the pinned keys. Nothing of it is read before.
    pub(crate) fn verified(
        &self,
        exchange: &Exchange<'_>,
        compact: &Jws,
        poll_nonce: PollNonce,
        time: Timestamp,
    ) -> Result<Challenge, ChallengeError> {
        let clock = exchange.portal_caches.note_time(exchange.origin, time, exchange.ports.clock.now());
        let (issuer, token, keys) = (&self.issuer, self.id, self.pinned.keys.as_slice());
        let challenge = wire::verify(compact, &Expected { issuer, token, keys, poll_nonce, now: time })?;
        Ok(Challenge::new(compact, &challenge, |time| clock.to_device(time.0)))
    }
}

impl From<Token> for Waiting {
    fn from(token: Token) -> Self {
        let Token { id, issuer, device_key, pinned, .. } = token;
        Self { id, issuer, device_key, pinned }
    }
}

/// Asks once; returns at once when there is news, else after at most `wait` seconds.
pub(crate) fn poll(
    exchange: &Exchange<'_>,
    store: &Store,
    mut token: Waiting,
    known: Option<ChallengeId>,
    wait: u64,
) -> Result<Poll, PollError> {
    // 1. Freshness that this device contributes: an old answer does not fit a new poll.
    let poll_nonce = PollNonce::generate(&mut Random(&*exchange.ports.entropy));
    let wait = wait.min(wire::MAX_WAIT);
    // 2. Ask. A lost answer is not asked for again here: whoever polls, polls again.
    let call = Call {
        timeout: TIMEOUT + Duration::from_secs(wait),
        repeats: false,
        ..Call::new(&token.device_key, "/challenges/poll")
    };
    let request = PollRequest { pn: poll_nonce, known, wait, pinned: token.named() };
    let reply: PollReply = exchange.signed(&call, &request).map_err(crate::exchange::ExchangeError::into_contact)?;
    exchange.portal_caches.note_time(exchange.origin, reply.time, exchange.ports.clock.now());
    // 3. The keys that the portal signs with from now on.
    if let Some(statement) = &reply.keys {
        token.pinned = learn(exchange.ports, store, &token, statement)?;
    }
    // 4. Nothing of a challenge is read before its signature holds.
    let Some(compact) = reply.challenge else {
        return Ok(Poll { challenge: None, known_open: reply.known_open, portal_time: reply.time.0 });
    };
    let challenge = token.verified(exchange, &compact, poll_nonce, reply.time).map_err(PollError::Forged)?;
    Ok(Poll { challenge: Some(challenge), known_open: reply.known_open, portal_time: reply.time.0 })
}

/// Takes a statement about the portal's keys, and returns what the token pins then (`docs/protocol.md` §13).
fn learn(ports: &Ports, store: &Store, token: &Waiting, statement: &Jws) -> Result<Pinned, PollError> {
    // 1. Held against what is pinned now: another program may have taken a later one while the portal was asked.
    let mut session = store.open(ports)?;
    let vault = session.held().map(|held| &held.vault).ok_or(StoreError::UnknownIdentity)?;
    let (pinned, is_new) = Pinned::take(token::find(vault, token.id)?, &token.issuer, statement)?;
    // 2. The whole set at once. What cannot be written now is stated again with the next answer.
    if is_new {
        let keys = pinned.to_vault()?;
        let _ = session.change(|vault| {
            token::find_mut(vault, token.id)?.challenge_keys = keys;
            Ok(())
        });
    }
    Ok(pinned)
}

/// Longest name, place or browser that is shown, characters.
const MAX_LINE: usize = 128;

/// Longest text of the issuer that is shown, characters.
const MAX_TEXT: usize = 512;
