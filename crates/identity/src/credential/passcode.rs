//! A passcode of a token, typed on the login page (RFC 6238).

use crate::login::attempt::{LoginAttempt, Proof};
use crate::login::client::{ClientContext, ClientSecret};
use crate::login::methods::AuthenticationMethod;
use crate::login::push;
use crate::policy::{DAY, Rules};
use otp::{Passcode, Secret, totp};
use protocol::{Timestamp, enrolment::PresencePolicy};

use crate::account::user::{User, UserName};
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
    /// Too many wrong ones: in a row, or from browsers that the account does not know.
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
    /// The attempt is over: begin anew.
    #[error("the attempt is over")]
    Over,
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
    // 1. The attempt, its account, and whether the account knows the client. Strangers are counted apart.
    let attempt = tx.attempt_of(secret.digest()).await?.ok_or(CheckPasscodeError::Wrong)?;
    let user = match attempt.account {
        Some(id) => tx.lock_user(id).await?,
        None => None,
    };
    let user = user.filter(User::is_open);
    let is_known = match &user {
        Some(user) => client.is_known(&mut tx, user.id).await?,
        None => false,
    };
    if !is_known {
        refuse_strangers(&mut tx, issuer, now, &attempt.name, client).await?;
    }
    let proved = prove(&mut tx, issuer, now, &attempt, user.as_ref(), typed, client).await?;
    // 2. A wrong one is counted: against the tokens, or among the strangers'. A stranger hears nothing else.
    let outcome = match (proved, user) {
        (Checked::Right, _) => Ok(()),
        (Checked::Refused(refusal @ CheckPasscodeError::Over), _) => return Err(refusal),
        (Checked::Refused(refusal), _) if is_known => return Err(refusal),
        (Checked::Wrong(tokens), Some(user)) if is_known => {
            Err(record_failure(&mut tx, issuer, now, &user, tokens, client).await?)
        }
        (_, user) => Err(record_stranger(&mut tx, now, &attempt.name, user.as_ref(), client).await?),
    };
    tx.commit().await?;
    outcome
}

/// What a passcode turns out to be.
enum Checked {
    Right,
    /// It fits none of these.
    Wrong(Vec<Token>),
    /// It was not looked at. Only a known client hears why.
    Refused(CheckPasscodeError),
}

async fn prove(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    attempt: &LoginAttempt,
    user: Option<&User>,
    typed: &Passcode,
    client: &ClientContext,
) -> Result<Checked, CheckPasscodeError> {
    // 1. Whether passcodes count here.
    if !attempt.is_open(now) {
        return Ok(Checked::Refused(CheckPasscodeError::Over));
    }
    let Some(user) = user else { return Ok(Checked::Wrong(Vec::new())) };
    if !attempt.methods.has(AuthenticationMethod::Passcode) {
        return Ok(Checked::Refused(CheckPasscodeError::NotAllowed));
    }
    // 2. The account's active tokens, held; those that are off or paused are not tried.
    let tokens = match lock_ready(tx, now, user).await {
        Ok(tokens) => tokens,
        Err(CheckPasscodeError::Store(error)) => return Err(error.into()),
        Err(refusal) => return Ok(Checked::Refused(refusal)),
    };
    // 3. The time step must fit, and be later than the last one.
    let (matching, others) = pick(issuer, issuer.rules_for(Some(user)), now, tokens, typed)?;
    let Some((mut token, step, factor)) = matching else {
        return Ok(Checked::Wrong(others));
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
    push::withdraw_in(tx, now, id).await?;
    let event = Event::of(Kind::PasscodeLogin).user(user.id).token(token.id).source(client.source);
    audit::append(tx, now, event).await?;
    tx.wake(Topic::Attempt(id));
    Ok(Checked::Right)
}

/// By the name that was typed, so that the answer is the same for names that nobody has.
async fn refuse_strangers(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    name: &UserName,
    client: &ClientContext,
) -> Result<(), CheckPasscodeError> {
    let limits = &issuer.limits;
    let since = |window| Timestamp(now.0.saturating_sub(window));
    let window = limits.stranger_passcode_window;
    let from_here = tx.stranger_passcodes(name, Some(&client.source.network()), since(window)).await?;
    let from_all = tx.stranger_passcodes(name, None, since(DAY)).await?;
    let wait =
        [(from_here, limits.stranger_passcodes_per_source, window), (from_all, limits.stranger_passcodes_per_day, DAY)]
            .into_iter()
            .filter_map(|(misses, limit, window)| {
                let oldest = misses.len().checked_sub(limit).and_then(|index| misses.get(index))?;
                Some(oldest.plus(window).seconds_since(now).max(1))
            })
            .max();
    wait.map_or(Ok(()), |retry_after| Err(CheckPasscodeError::Paused { retry_after }))
}

async fn record_stranger(
    tx: &mut impl Tx,
    now: Timestamp,
    name: &UserName,
    user: Option<&User>,
    client: &ClientContext,
) -> Result<CheckPasscodeError, StoreError> {
    tx.insert_stranger_passcode(name, &client.source.network(), now).await?;
    if let Some(user) = user {
        audit::append(tx, now, Event::of(Kind::PasscodeWrong).user(user.id).source(client.source)).await?;
    }
    Ok(CheckPasscodeError::Wrong)
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
    tx: &mut impl Tx,
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
    audit::append(tx, now, Event::of(kind).user(user.id).source(client.source)).await?;
    Ok(if kind == Kind::PasscodesDisabled { CheckPasscodeError::Disabled } else { CheckPasscodeError::Wrong })
}

/// Wrong passcodes from browsers that the account does not know.
pub trait StrangerPasscodeRows {
    /// Counts one.
    fn insert_stranger_passcode(
        &mut self,
        name: &UserName,
        network: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// When they were typed for this name after `since`, oldest first; from one network or from all.
    fn stranger_passcodes(
        &mut self,
        name: &UserName,
        network: Option<&str>,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<Timestamp>, StoreError>> + Send;
}
