//! The PIN opens the user key, and only with the portal's help (`docs/protocol.md` §5).

use protocol::{
    ChallengeId, ErrorBody, ErrorCode, PrivateKey, RequestId,
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfPublicKey},
};
use thiserror::Error;
use vault::{OprfOutput, Stretched};

use crate::{
    exchange::{Call, ContactError, Exchange, ExchangeError},
    ports::Random,
    store::StoreError,
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

/// Opens the user key of a token with the stretched PIN, *x* = Argon2id(PIN).
pub(crate) fn unlock(
    exchange: &Exchange<'_>,
    token: &Token,
    challenge: Option<ChallengeId>,
    stretched: &Stretched,
) -> Result<Unlocked, UnlockError> {
    // 1. The portal counts a try and evaluates; its proof is verified.
    let evaluated = evaluate(exchange, &token.device_key, &token.oprf_key, challenge, stretched)?;
    // 2. The output opens the user key or does not: the only check of the PIN anywhere.
    match token.open_user_key(&evaluated.output)? {
        Some(user_key) => Ok(Unlocked { user_key, request_id: evaluated.request_id }),
        None if evaluated.tries_left == 0 => Err(UnlockError::Destroyed),
        None => Err(UnlockError::WrongPin {
            tries_left: evaluated.tries_left,
            pause_seconds: pause_after(MAX_TRIES.saturating_sub(evaluated.tries_left)),
        }),
    }
}

/// One oblivious evaluation (RFC 9497 §3.3.2) of the stretched PIN.
pub(crate) fn evaluate(
    exchange: &Exchange<'_>,
    device_key: &PrivateKey,
    oprf_key: &OprfPublicKey,
    challenge: Option<ChallengeId>,
    stretched: &Stretched,
) -> Result<Evaluated, UnlockError> {
    let mut random = Random(&*exchange.ports.entropy);
    // 1. Blind: the portal sees a random point.
    let (blinding, blinded) = Blinding::blind(stretched.expose(), &mut random).map_err(|_| UnlockError::PortalFault)?;
    let request_id = RequestId::generate(&mut random);
    // 2. The portal counts, commits and evaluates. The same request again costs no second try.
    let request = EvaluationRequest { cid: challenge, change: None, step: None, rid: request_id, blinded };
    let reply: EvaluationReply = exchange.signed(&Call::new(device_key, "/oprf"), &request).map_err(refused)?;
    // 3. Verify the proof, unblind, hash.
    let output = blinding.finalize(&reply, oprf_key).map_err(|_| UnlockError::PortalFault)?;
    Ok(Evaluated { output: OprfOutput::from_bytes(*output), request_id, tries_left: reply.tries_left })
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
