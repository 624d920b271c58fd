//! The PIN opens the user key, and only with the portal's help (`docs/protocol.md` §5).

use protocol::{
    ChallengeId, ChangeId, ErrorBody, ErrorCode, PrivateKey, RequestId, Timestamp,
    approval::{PinOk, PinOkMessage},
    bytes::Bytes,
    jws,
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfPublicKey},
};
use thiserror::Error;
use vault::{OprfOutput, Stretched};

use crate::{
    exchange::{Call, ContactError, Exchange, ExchangeError},
    ports::Random,
    presence,
    ratchet::{self, StepError},
    store::{Store, StoreError},
    token::Token,
};

/// Why the PIN did not open the user key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum UnlockError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// Not the PIN.
    #[error("wrong PIN, {tries_left} tries left")]
    WrongPin {
        /// Tries that remain before the identity is destroyed.
        tries_left: u8,
        /// How long the portal now pauses, seconds; 0 for not at all.
        pause_seconds: u64,
    },
    /// Too many wrong PINs in a row: no PIN was tried.
    #[error("paused for {seconds} seconds")]
    Paused {
        /// Seconds until the next try.
        seconds: u64,
    },
    /// Ten wrong PINs in a row: the identity is of no use any more.
    #[error("destroyed after too many wrong PINs")]
    Destroyed,
    /// The portal evaluated with another key than the one pinned at enrolment: its fault, never a wrong PIN.
    #[error("the portal did not use the identity's own key")]
    PortalFault,
}

impl From<StepError> for UnlockError {
    fn from(error: StepError) -> Self {
        match error {
            StepError::Store(error) => Self::Store(error),
            StepError::Contact(error) => Self::Contact(error),
        }
    }
}

/// The open user key, for as long as it takes to sign. Zeroed when dropped.
pub(crate) struct Unlocked {
    pub(crate) user_key: PrivateKey,
    /// The evaluation that opened it.
    pub(crate) request_id: RequestId,
}

/// What an evaluation brought.
pub(crate) struct Evaluated {
    /// The output of the OPRF (*rwd*).
    pub(crate) output: OprfOutput,
    pub(crate) request_id: RequestId,
    pub(crate) tries_left: u8,
}

/// What an evaluation is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// The PIN of a stored token: shows a code, or answers this challenge. Spends a step of the ratchet.
    Use(Option<ChallengeId>),
    /// The first PIN of a token that is not stored yet.
    Enrol,
    /// The new PIN of this change, under the key that it brings.
    Change(ChangeId),
    /// The PIN of a token that was suspended as copied, whose ratchet is of no use any more.
    Reconnect,
}

/// Opens the user key of a token with the stretched PIN, *x* = Argon2id(PIN).
pub(crate) fn unlock(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    purpose: Purpose,
    stretched: &Stretched,
) -> Result<Unlocked, UnlockError> {
    // 1. The portal counts a try and evaluates; its proof is verified.
    let evaluated = match purpose {
        Purpose::Use(challenge) => use_pin(exchange, store, token, challenge, stretched)?,
        _ => evaluate(exchange, &token.device_key, &token.oprf_key, purpose, stretched)?,
    };
    // 2. The output opens the user key or does not: the only check of the PIN anywhere.
    match token.open_user_key(&evaluated.output)? {
        Some(user_key) => {
            // A vault that cannot be written keeps the earlier time: the PIN is asked for sooner.
            let _ = presence::note_pin(exchange.ports, store, token);
            Ok(Unlocked { user_key, request_id: evaluated.request_id })
        }
        None if evaluated.tries_left == 0 => Err(UnlockError::Destroyed),
        None => Err(UnlockError::WrongPin {
            tries_left: evaluated.tries_left,
            pause_seconds: pause_after(MAX_TRIES.saturating_sub(evaluated.tries_left)),
        }),
    }
}

/// Tells the portal that the PIN of this evaluation was right. Should it not arrive, one try stays counted.
pub(crate) fn report_right_pin(exchange: &Exchange<'_>, token: &Token, unlocked: &Unlocked) {
    let statement = PinOk {
        iss: token.id,
        aud: token.issuer.clone(),
        rid: unlocked.request_id,
        iat: Timestamp(exchange.ports.clock.now()),
    };
    let message = PinOkMessage { jws: jws::sign(&statement, &unlocked.user_key) };
    let _ = exchange.signed_notify(&Call::new(&token.device_key, "/pin-ok"), &message);
}

fn use_pin(
    exchange: &Exchange<'_>,
    store: &Store,
    token: &Token,
    challenge: Option<ChallengeId>,
    stretched: &Stretched,
) -> Result<Evaluated, UnlockError> {
    // 1. The step is durable before it is sent.
    let (rid, step) = ratchet::step(exchange, store, token)?;
    // 2. Evaluate.
    let (blinding, blinded) = blind(exchange, stretched)?;
    let request = EvaluationRequest { cid: challenge, change: None, step: Some(step), rid, blinded };
    let evaluated = send(exchange, &token.device_key, &token.oprf_key, &blinding, &request)?;
    // 3. The answer shows that the portal has the step.
    exchange.portal_caches.answered.note(rid);
    Ok(evaluated)
}

/// One oblivious evaluation (RFC 9497 §3.3.2) of the stretched PIN that spends no step of the ratchet.
pub(crate) fn evaluate(
    exchange: &Exchange<'_>,
    device_key: &PrivateKey,
    oprf_key: &OprfPublicKey,
    purpose: Purpose,
    stretched: &Stretched,
) -> Result<Evaluated, UnlockError> {
    let change = match purpose {
        Purpose::Change(change) => Some(change),
        Purpose::Use(_) | Purpose::Enrol | Purpose::Reconnect => None,
    };
    let (blinding, blinded) = blind(exchange, stretched)?;
    let rid = RequestId::generate(&mut Random(&*exchange.ports.entropy));
    let request = EvaluationRequest { cid: None, change, step: None, rid, blinded };
    send(exchange, device_key, oprf_key, &blinding, &request)
}

/// The portal sees a random point.
fn blind(exchange: &Exchange<'_>, stretched: &Stretched) -> Result<(Blinding, Bytes<33>), UnlockError> {
    let random = &mut Random(&*exchange.ports.entropy);
    Blinding::blind(stretched.expose(), random).map_err(|_| UnlockError::PortalFault)
}

/// The portal counts, commits and evaluates. The same request again costs no second try.
fn send(
    exchange: &Exchange<'_>,
    device_key: &PrivateKey,
    oprf_key: &OprfPublicKey,
    blinding: &Blinding,
    request: &EvaluationRequest,
) -> Result<Evaluated, UnlockError> {
    let reply: EvaluationReply = exchange.signed(&Call::new(device_key, "/oprf"), request).map_err(refused)?;
    // The proof is verified, then unblinded and hashed.
    let output = blinding.finalize(&reply, oprf_key).map_err(|_| UnlockError::PortalFault)?;
    let output = OprfOutput::from_bytes(*output);
    Ok(Evaluated { output, request_id: request.rid, tries_left: reply.tries_left })
}

fn refused(error: ExchangeError) -> UnlockError {
    match error {
        ExchangeError::Refused(ErrorBody { code: ErrorCode::PinPaused, retry_after, .. }) => {
            UnlockError::Paused { seconds: retry_after.unwrap_or(DEFAULT_PAUSE) }
        }
        error => match error.into_contact() {
            ContactError::Destroyed => UnlockError::Destroyed,
            error => UnlockError::Contact(error),
        },
    }
}

/// Seconds of pause after the `tries`-th try in a row (`docs/protocol.md` §5). What counts is the portal's own pause;
/// this one spares the user a round trip to learn it.
fn pause_after(tries: u8) -> u64 {
    match tries {
        0..=2 => 0,
        3 => 30,
        4 => 60,
        5 | 6 => 15 * 60,
        7 => 30 * 60,
        _ => 60 * 60,
    }
}

const MAX_TRIES: u8 = 10;

const DEFAULT_PAUSE: u64 = 60;
