//! What gives a copied vault away: every evaluation of the PIN spends a value that only the latest copy knows
//! (`docs/protocol.md` §9).

use protocol::{
    PrivateKey, RequestId, TokenId,
    ratchet::{SettleRequest, Step},
};
use thiserror::Error;
use vault::PendingStep;

use crate::{
    exchange::{Call, ContactError, Exchange, ExchangeError},
    ports::Random,
    store::{Store, StoreError},
    token::{self, Token},
};

/// Why no step was made.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub(crate) enum StepError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
}

/// Makes the next step durable, and returns the request it is for. Only then it may be sent. Opens the vault once, unless
/// another program of this user makes a step meanwhile.
pub(crate) fn step(exchange: &Exchange<'_>, store: &Store, token: &Token) -> Result<(RequestId, Step), StepError> {
    // 1. A request whose answer nobody has seen comes first, as far as it was there when the token was taken.
    if let Some(request) = token.last_step.clone().filter(|last| !is_answered(exchange, last)) {
        settle(exchange, &token.device_key, request)?;
    }
    // 2. Another program may have made a step since; then that one is settled too.
    for _ in 0..MOST_SETTLED {
        match try_step(exchange, store, token.id)? {
            Next::Made(request, step) => return Ok((request, step)),
            Next::Unsettled(request) => settle(exchange, &token.device_key, request)?,
        }
    }
    Err(StepError::Contact(ContactError::Fault))
}

enum Next {
    Made(RequestId, Step),
    Unsettled(SettleRequest),
}

fn try_step(exchange: &Exchange<'_>, store: &Store, id: TokenId) -> Result<Next, StoreError> {
    let random = &mut Random(&*exchange.ports.entropy);
    let mut session = store.open(exchange.ports)?;
    // 1. A request whose answer nobody has seen comes first.
    let held = session.held().ok_or(StoreError::UnknownIdentity)?;
    let token = token::find(&held.vault, id)?;
    if let Some(request) = token::last_step(token).filter(|last| !is_answered(exchange, last)) {
        return Ok(Next::Unsettled(request));
    }
    // 2. The next value, beside the one that is spent; durable before anything is sent.
    let request = RequestId::generate(random);
    let next = token::random_ratchet(random);
    let step = session.change(|vault| {
        let token = token::find_mut(vault, id)?;
        if let Some(pending) = token.pending.take() {
            token.ratchet = pending.next;
        }
        let step = token::step_of(&token.ratchet, &next);
        token.pending = Some(PendingStep { request_id: *request.as_bytes(), next });
        Ok(step)
    })?;
    Ok(Next::Made(request, step))
}

fn is_answered(exchange: &Exchange<'_>, last: &SettleRequest) -> bool {
    exchange.portal_caches.answered.contains(last.rid)
}

/// Tells the portal of a step whose answer was lost; it may know it already.
fn settle(exchange: &Exchange<'_>, device_key: &PrivateKey, request: SettleRequest) -> Result<(), StepError> {
    let settled = exchange.signed_notify(&Call::new(device_key, "/ratchet"), &request);
    settled.map_err(ExchangeError::into_contact)?;
    exchange.portal_caches.answered.note(request.rid);
    Ok(())
}

const MOST_SETTLED: u8 = 4;
