//! What gives a copied vault away: every evaluation of the PIN spends a value that only the latest copy knows
//! (`docs/protocol.md` §9).

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use protocol::{
    PrivateKey, RequestId, TokenId,
    ratchet::{SettleRequest, Step, commitment},
};
use vault::{PendingStep, Ratchet, SeglToken};

use crate::{
    exchange::{Call, ContactError, Exchange, ExchangeError},
    ports::Random,
    store::{Store, StoreError},
    token::{self, Token},
    unlock::UnlockError,
};

/// The requests of this program whose answers have come: their steps need not be settled.
#[derive(Default)]
pub(crate) struct Answered(Mutex<HashSet<RequestId>>);

impl Answered {
    /// Notes that the portal has this step.
    pub(crate) fn note(&self, request: RequestId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(request);
    }

    fn contains(&self, request: RequestId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&request)
    }
}

/// Makes the next step durable, and returns the request it is for. Only then it may be sent. Opens the vault once, unless
/// another program of this user makes a step meanwhile.
pub(crate) fn step(exchange: &Exchange<'_>, store: &Store, token: &Token) -> Result<(RequestId, Step), UnlockError> {
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
    Err(UnlockError::Contact(ContactError::Fault))
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
    if let Some(request) = last_step(token).filter(|last| !is_answered(exchange, last)) {
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
        let step = step_of(&token.ratchet, &next);
        token.pending = Some(PendingStep { request_id: *request.as_bytes(), next });
        Ok(step)
    })?;
    Ok(Next::Made(request, step))
}

/// The last step of a token, to be told once more should its answer never have come.
pub(crate) fn last_step(token: &SeglToken) -> Option<SettleRequest> {
    let pending = token.pending.as_ref()?;
    Some(SettleRequest { rid: RequestId::from(pending.request_id), step: step_of(&token.ratchet, &pending.next) })
}

fn is_answered(exchange: &Exchange<'_>, last: &SettleRequest) -> bool {
    exchange.portal_caches.answered.contains(last.rid)
}

/// Tells the portal of a step whose answer was lost; it may know it already.
fn settle(exchange: &Exchange<'_>, device_key: &PrivateKey, request: SettleRequest) -> Result<(), UnlockError> {
    let settled = exchange.signed_notify(&Call::new(device_key, "/ratchet"), &request);
    settled.map_err(ExchangeError::into_contact)?;
    exchange.portal_caches.answered.note(request.rid);
    Ok(())
}

fn step_of(current: &Ratchet, next: &Ratchet) -> Step {
    Step { proof: (*current.expose()).into(), next: commitment(next.expose()) }
}

const MOST_SETTLED: u8 = 4;
