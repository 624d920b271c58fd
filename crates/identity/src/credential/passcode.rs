//! A passcode of a token, typed on the login page (RFC 6238).

use crate::login::attempt::Proof;
use crate::login::client::{ClientContext, ClientSecret};
use crate::login::methods::AuthenticationMethod;
use crate::login::push;
use crate::policy::Rules;
use otp::{Passcode, Secret, totp};
use protocol::{Timestamp, enrolment::PresencePolicy};

use crate::account::user::User;
use crate::audit::{self, Event, Kind};
use crate::credential::biometrics;
use crate::credential::token::{Factor, Token};
use crate::issuer::Issuer;
use crate::kek::{Purpose, UnsealError};
use crate::store::prelude::*;
use crate::store::{Store, StoreError, Topic};
use crate::throttle::Lockout;

/// Why a passcode lets nobody in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckPasscodeError {
    /// It differs, was used already, or there is no such account or token: the same answer.
    #[error("wrong passcode")]
    Wrong,
    /// Too many wrong ones in a row. Only to browsers that have logged in to this account before.
    #[error("paused")]
    Paused {
        /// Seconds until the next try.
        retry_after: u64,
    },
    /// Ten wrong ones in a row: passcodes are off until a token is enrolled anew.
    #[error("passcodes are off")]
    Disabled,
    /// The rules of the account's group, or an account without a token. Told only to clients that it knows.
    #[error("no passcodes here")]
    NotAllowed,
    /// The attempt is over: begin anew. Told only to clients that the account knows.
    #[error("the attempt is over")]
    Over,
    /// This browser has never logged in to this account: strangers must not be able to switch passcodes off.
    #[error("passcodes are taken from known browsers only")]
    UnknownBrowser,
    /// A seed does not open.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks a passcode against the account's active tokens, and proves the attempt.
pub async fn check(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    secret: &ClientSecret,
    typed: &Passcode,
    client: &ClientContext,
) -> Result<(), CheckPasscodeError> {
    let mut tx = store.write().await?;
    // 1. The attempt, its account, and a client that the account knows.
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(CheckPasscodeError::Wrong)?;
    let user = match attempt.account {
        Some(id) => tx.user(id).await?,
        None => None,
    };
    let user = user.filter(User::is_open).ok_or(CheckPasscodeError::UnknownBrowser)?;
    if !client.is_known(&mut tx, user.id).await? {
        return Err(CheckPasscodeError::UnknownBrowser);
    }
    if !attempt.methods.has(AuthenticationMethod::Passcode) {
        return Err(CheckPasscodeError::NotAllowed);
    }
    if !attempt.is_open(now) {
        return Err(CheckPasscodeError::Over);
    }
    // 2. Its active tokens, held; those that are off or paused are not tried.
    let tokens = lock_ready(&mut tx, now, &user).await?;
    // 3. The time step must fit, and be later than the last one.
    let (matching, others) = pick(issuer, issuer.rules_for(Some(&user)), now, tokens, typed)?;
    let Some((mut token, step, factor)) = matching else {
        return Err(record_failure(tx, issuer, now, &user, others, client).await?);
    };
    // 4. Used, counters zero.
    token.passcode_step = step;
    token.passcode = Lockout::default();
    token.last_used = Some(now);
    token.last_factor = Some(factor);
    tx.update_token(&token).await?;
    // 5. The attempt is proved; its push need not wait any longer.
    let attempt = tx.lock_attempt(attempt.id).await?.ok_or(CheckPasscodeError::Wrong)?;
    let id = attempt.id;
    let proof = Proof { method: AuthenticationMethod::Passcode, at: now, token: Some(token.id), factor: Some(factor) };
    tx.update_attempt(&attempt.prove(proof).map_err(|_| CheckPasscodeError::Wrong)?).await?;
    push::withdraw_in(&mut tx, now, id).await?;
    let event = Event::of(Kind::PasscodeLogin).user(user.id).token(token.id).source(client.source);
    audit::append(&mut tx, now, event).await?;
    tx.wake(Topic::Attempt(id));
    tx.commit().await?;
    Ok(())
}

async fn lock_ready(tx: &mut impl Tx, now: Timestamp, user: &User) -> Result<Vec<Token>, CheckPasscodeError> {
    let mut ready = Vec::new();
    let mut refusal = CheckPasscodeError::Wrong;
    for token in tx.tokens_of(user.id).await?.iter().filter(|token| token.is_active()) {
        let Some(token) = tx.lock_token(token.id).await?.filter(Token::is_active) else {
            continue;
        };
        match token.passcode.wait(now) {
            _ if token.passcode.is_locked_out() => refusal = CheckPasscodeError::Disabled,
            Some(retry_after) => refusal = CheckPasscodeError::Paused { retry_after },
            None => ready.push(token),
        }
    }
    if ready.is_empty() { Err(refusal) } else { Ok(ready) }
}

type Picked = (Option<(Token, u64, Factor)>, Vec<Token>);

fn pick(
    issuer: &Issuer,
    rules: &Rules,
    now: Timestamp,
    tokens: Vec<Token>,
    typed: &Passcode,
) -> Result<Picked, UnsealError> {
    let mut matching = None;
    let mut others = Vec::with_capacity(tokens.len());
    for token in tokens {
        match matching_step(issuer, rules, now, &token, typed)? {
            Some((step, factor)) if matching.is_none() => matching = Some((token, step, factor)),
            _ => others.push(token),
        }
    }
    Ok((matching, others))
}

/// A code of the seed under the PIN, or, while the PIN is not forgotten, of the one behind biometrics.
fn matching_step(
    issuer: &Issuer,
    rules: &Rules,
    now: Timestamp,
    token: &Token,
    typed: &Passcode,
) -> Result<Option<(u64, Factor)>, UnsealError> {
    let step_of = |seed: &[u8; 32]| {
        let step = totp::check(&Secret::from(seed), totp::Parameters::SEGL, typed, now.0);
        step.map(|step| step.0).filter(|step| *step > token.passcode_step)
    };
    if let Some(sealed) = &token.seed {
        let seed = issuer.kek.open_array::<32>(Purpose::Seed, token.id.as_bytes(), sealed)?;
        if let Some(step) = step_of(&seed) {
            return Ok(Some((step, Factor::Pin)));
        }
    }
    match &token.presence {
        Some(own) if biometrics::allowed(issuer, rules, token, now) > PresencePolicy::None => {
            let seed = biometrics::open_seed(issuer, token.id, own)?;
            Ok(step_of(&seed).map(|step| (step, Factor::Biometrics)))
        }
        _ => Ok(None),
    }
}

async fn record_failure(
    mut tx: impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    user: &User,
    tokens: Vec<Token>,
    client: &ClientContext,
) -> Result<CheckPasscodeError, StoreError> {
    let mut kind = Kind::PasscodeWrong;
    for mut token in tokens {
        token.passcode = token.passcode.record_failure(&issuer.limits.passcode_pauses, now);
        if token.passcode.is_locked_out() {
            kind = Kind::PasscodesDisabled;
        }
        tx.update_token(&token).await?;
    }
    audit::append(&mut tx, now, Event::of(kind).user(user.id).source(client.source)).await?;
    tx.commit().await?;
    Ok(if kind == Kind::PasscodesDisabled { CheckPasscodeError::Disabled } else { CheckPasscodeError::Wrong })
}
