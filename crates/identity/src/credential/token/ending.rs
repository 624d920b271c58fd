//! What ends with a credential, or with an account: sessions, open challenges, and proofs that nobody has fetched.

use protocol::{Bytes, Timestamp};

use crate::{
    account::user::UserId,
    login::{attempt::AttemptState, push},
    store::{StoreError, Topic, prelude::*},
};

/// How much ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// What a credential may have begun. Attempts that wait for a proof may still be proved by another one.
    Credential {
        /// The session that acts, which goes on.
        keep: Option<Bytes<32>>,
    },
    /// Everything.
    Account,
}

/// Ends it in the caller's transaction, which holds the user or the token. Devices and pages look again.
pub(crate) async fn end_in(tx: &mut impl Tx, now: Timestamp, user: UserId, ending: Ending) -> Result<u64, StoreError> {
    let keep = match ending {
        Ending::Credential { keep } => keep,
        Ending::Account => None,
    };
    let ended = tx.delete_sessions_of(user, keep).await?;
    for attempt in tx.unfinished_attempts_of(user).await? {
        let Some(attempt) = tx.lock_attempt(attempt.id).await? else {
            continue;
        };
        let (id, is_proved) = (attempt.id, matches!(attempt.state, AttemptState::Proved(_)));
        if (is_proved || ending == Ending::Account)
            && let Ok(revoked) = attempt.revoke()
        {
            tx.update_attempt(&revoked).await?;
        }
        push::withdraw_in(tx, now, id).await?;
        tx.wake(Topic::Attempt(id));
    }
    tx.wake(Topic::Devices(user));
    Ok(ended)
}
