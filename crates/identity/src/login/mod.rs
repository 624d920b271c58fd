//! Logging in: an attempt begins, something proves it, and it is finished.

pub mod attempt;
pub mod client;
mod finish;
pub mod methods;
pub mod pull;
pub mod push;
pub mod session;

use protocol::{Timestamp, challenge::RelyingParty};

pub use self::finish::{FinishError, Finished, Proved, finish};
use self::{
    attempt::{Asker, AttemptId, AttemptState, Continuation, LoginAttempt},
    client::{ClientContext, ClientSecret},
    methods::AuthenticationMethod,
    push::SentPush,
};
use crate::{
    account::user::{User, UserName},
    credential::email_code,
    entropy::Entropy,
    issuer::Issuer,
    policy::HOUR,
    store::{Store, StoreError, Topic, prelude::*},
    throttle::PushRefusal,
};

/// What a door asks for.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub asker: Asker,
    /// What the app shows as "Log in to".
    pub relying_party: RelyingParty,
    /// The name that was typed.
    pub name: UserName,
    /// Where it comes from.
    pub client: &'a ClientContext,
    /// What happens after it.
    pub continuation: Continuation,
    /// The secret of an attempt that the client waited for: the new one takes its place.
    pub previous: Option<&'a ClientSecret>,
}

/// An attempt that has begun.
#[derive(Debug)]
pub struct Begun {
    /// Its name, for logs and for waiting.
    pub attempt: AttemptId,
    /// The secret of whoever waits; only whoever has it is let in.
    pub secret: ClientSecret,
    /// What to do first.
    pub first: First,
}

/// The first step of an attempt.
#[derive(Debug)]
pub enum First {
    /// A push is on its way to the devices of an account that knows the client.
    Push(SentPush),
    /// The number is to be taken to the device: the account, if there is one, does not know the client.
    Pull(SentPush),
    /// No push goes out. Told only to clients that have logged in to this account before.
    Refused(PushRefusal),
    /// A code by e-mail: call [`email_code::send`](crate::credential::email_code::send).
    EmailCode,
    /// A passcode, to be typed.
    Passcode,
}

/// Why no attempt begins; the same for names that exist and names that do not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BeginError {
    /// Too many attempts were begun from this network by clients that no account knows.
    #[error("too many logins from this network")]
    TooManyFromNetwork {
        /// Seconds until the next one.
        retry_after: u64,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Begins an attempt, and sends its push where that is the first step.
pub async fn begin(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    request: Request<'_>,
) -> Result<Begun, BeginError> {
    let mut tx = store.write().await?;
    // 1. Whose account.
    //    One that is closed is answered like a name that nobody has.
    let user = match tx.user_by_name(&request.name).await? {
        Some(user) => tx.lock_user(user.id).await?.filter(User::is_open),
        None => None,
    };
    let is_known = match &user {
        Some(user) => request.client.is_known(&mut tx, user.id).await?,
        None => false,
    };
    if !is_known {
        refuse_too_many(&mut tx, issuer, now, request.client).await?;
    }
    // 2. What the account has, and what its group's rules allow.
    let tokens = match &user {
        Some(user) => tx.tokens_of(user.id).await?,
        None => Vec::new(),
    };
    let account = user.as_ref().map(|user| (user, tokens.as_slice()));
    let offered = methods::offered(issuer, account);
    let first = if is_known { offered.first() } else { Some(methods::first_for_strangers(&issuer.rules)) };
    // 3. The attempt.
    let secret = ClientSecret::generate(rng);
    let attempt = LoginAttempt {
        id: AttemptId::generate(rng),
        secret: secret.digest(),
        asker: request.asker,
        relying_party: request.relying_party,
        name: request.name,
        account: user.as_ref().map(|user| user.id),
        client: request.client.seen(is_known),
        methods: offered,
        continuation: request.continuation,
        state: AttemptState::Open,
        created: now,
        expires: now.plus(LIFETIME),
    };
    tx.insert_attempt(&attempt).await?;
    // 4. What the same client waited for before ends; a code that was sent to it for this name still counts.
    let previous = match request.previous {
        Some(previous) => tx.attempt_of(previous.digest()).await?,
        None => None,
    };
    if let Some(previous) = previous.as_ref().filter(|previous| previous.name == attempt.name) {
        email_code::carry_over(&mut tx, issuer, now, rng, previous.id, &attempt).await?;
    }
    let previous = previous.map(|previous| previous.id);
    // 5. The first step.
    let first = match first {
        Some(AuthenticationMethod::Push) => first_push(&mut tx, issuer, now, rng, &attempt, user, previous).await?,
        Some(AuthenticationMethod::Passcode) => First::Passcode,
        Some(AuthenticationMethod::EmailCode | AuthenticationMethod::SavedCode | AuthenticationMethod::DevicePass)
        | None => First::EmailCode,
    };
    tx.commit().await?;
    Ok(Begun { attempt: attempt.id, secret, first })
}

async fn first_push(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    attempt: &LoginAttempt,
    user: Option<User>,
    previous: Option<AttemptId>,
) -> Result<First, StoreError> {
    Ok(match push::send_in(tx, issuer, now, rng, attempt, user, previous).await? {
        Ok(sent) if attempt.client.is_known => First::Push(sent),
        Ok(sent) => First::Pull(sent),
        // The last token went in this moment.
        Err(PushRefusal::NoToken) => First::EmailCode,
        Err(refusal) => First::Refused(refusal),
    })
}

async fn refuse_too_many(
    tx: &mut impl Tx,
    issuer: &Issuer,
    now: Timestamp,
    client: &ClientContext,
) -> Result<(), BeginError> {
    let (limit, window) = (issuer.limits.logins_from(client.source), issuer.limits.login_window);
    let since = Timestamp(now.0.saturating_sub(window));
    let begun = tx.attempts_from_network(&client.source.network(), since, limit).await?;
    match begun.first() {
        Some(oldest) if begun.len() >= limit => {
            Err(BeginError::TooManyFromNetwork { retry_after: oldest.plus(window).seconds_since(now).max(1) })
        }
        _ => Ok(()),
    }
}

/// The attempt of whoever has this secret.
pub async fn find(store: &impl Store, secret: &ClientSecret) -> Result<Option<LoginAttempt>, StoreError> {
    store.read().await?.attempt_of(secret.digest()).await
}

/// Withdraws the attempt of whoever has this secret; the app stops asking.
pub async fn withdraw(store: &impl Store, now: Timestamp, secret: &ClientSecret) -> Result<(), StoreError> {
    let mut tx = store.write().await?;
    let Some(attempt) = tx.attempt_of(secret.digest()).await? else {
        return Ok(());
    };
    let Some(attempt) = tx.lock_attempt(attempt.id).await? else {
        return Ok(());
    };
    push::withdraw_in(&mut tx, now, attempt.id).await?;
    let id = attempt.id;
    if let Ok(withdrawn) = attempt.withdraw() {
        tx.update_attempt(&withdrawn).await?;
    }
    tx.wake(Topic::Attempt(id));
    tx.commit().await
}

/// How long an attempt may be proved; each push and each code of it ends sooner.
const LIFETIME: u64 = HOUR;
