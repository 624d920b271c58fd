//! The end of an attempt: the one place that makes a session, a grant or an answer of a proof.

use protocol::{Timestamp, TokenId};

use crate::{
    account::user::{User, UserId},
    credential::token::Token,
    entropy::Entropy,
    issuer::Issuer,
    login::{
        attempt::{AttemptState, Continuation, GrantName, Proof, ReturnPath},
        client::{ClientContext, ClientSecret},
        methods::AuthenticationMethod,
        session::{self, OpenedSession},
    },
    store::{Store, StoreError, Topic, prelude::*},
};

/// Who was proved, and how.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Proved {
    /// The account.
    pub account: UserId,
    /// How.
    pub method: AuthenticationMethod,
    /// When.
    pub at: Timestamp,
    /// The token that gave the proof; none for an e-mailed code.
    pub token: Option<TokenId>,
}

/// What has become of an attempt.
#[derive(Debug)]
pub enum Finished {
    /// A session has begun; the browser goes on to a page.
    Page {
        /// The session.
        session: OpenedSession,
        /// The page.
        path: ReturnPath,
    },
    /// A session has begun; the door goes on with what it keeps.
    Grant {
        /// The session.
        session: OpenedSession,
        /// What the door keeps it under.
        grant: GrantName,
        /// For whom, and how strong.
        proved: Proved,
    },
    /// The door answers.
    Reply {
        /// For whom, and how strong.
        proved: Proved,
    },
}

/// Why an attempt is not finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FinishError {
    /// Not proved, finished already, proved too long ago, or not of whoever asks.
    #[error("no proved login behind this secret")]
    NotProved,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes of a proved attempt what it was begun for: once, and only for whoever began it.
pub async fn finish(
    store: &impl Store,
    issuer: &Issuer,
    now: Timestamp,
    rng: &mut impl Entropy,
    secret: &ClientSecret,
    client: ClientContext,
) -> Result<Finished, FinishError> {
    let mut tx = store.write().await?;
    // 1. The attempt of this secret, and its account, held; an account that was closed lets nobody in.
    let known = tx.attempt_of(secret.digest()).await?.ok_or(FinishError::NotProved)?;
    let account = known.account.ok_or(FinishError::NotProved)?;
    let user = tx.lock_user(account).await?.filter(User::is_open).ok_or(FinishError::NotProved)?;
    // 2. The token that gave the proof counts as it is now, not as it was then.
    if let AttemptState::Proved(Proof { token: Some(token), .. }) = known.state {
        tx.lock_token(token).await?.filter(Token::is_active).ok_or(FinishError::NotProved)?;
    }
    let attempt = tx.lock_attempt(known.id).await?.filter(|attempt| attempt.state == known.state);
    // 3. Proved, and not long ago: a proof that nobody fetched while it could have been given is stale.
    let attempt = attempt.ok_or(FinishError::NotProved)?;
    let (attempt, proof) = attempt.finish(now, issuer.limits.challenge_lifetime).map_err(|_| FinishError::NotProved)?;
    tx.update_attempt(&attempt).await?;
    // 4. What it was begun for.
    let Proof { method, at, token, .. } = proof;
    let proved = Proved { account, method, at, token };
    let finished = match attempt.continuation {
        Continuation::Reply => Finished::Reply { proved },
        Continuation::Page(path) => {
            let session = session::open(&mut tx, now, rng, user, proof, client).await?;
            Finished::Page { session, path }
        }
        Continuation::Grant(grant) => {
            let session = session::open(&mut tx, now, rng, user, proof, client).await?;
            Finished::Grant { session, grant, proved }
        }
    };
    tx.wake(Topic::Attempt(attempt.id));
    tx.commit().await?;
    Ok(finished)
}
