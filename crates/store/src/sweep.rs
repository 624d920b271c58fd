//! What ends by itself.

use identity::credential::token::{Destruction, Token, TokenRows, TokenState};
use identity::policy::{DAY, HOUR};
use identity::store::StoreError;
use protocol::Timestamp;

use crate::columns::time;
use crate::{DatabaseTx, failed};

/// Ends tokens that have run out, wipes what is past its use, and deletes what nobody needs any more.
pub(super) async fn sweep(tx: &mut DatabaseTx, now: Timestamp) -> Result<Vec<Token>, StoreError> {
    let mut ended = Vec::new();
    for token in tx.tokens_run_out(now).await? {
        // Held, and looked at again: it may have been confirmed or proved in the meantime.
        let Some(token) = tx.lock_token(token.id).await? else {
            continue;
        };
        let why = match token.state {
            TokenState::Destroyed(_) => continue,
            TokenState::Pending { until } if until <= now => Destruction::Unconfirmed,
            _ if token.pin.is_spent() && token.pin.until <= now => Destruction::Pin,
            _ => continue,
        };
        let token = token.destroy(why);
        tx.update_token(&token).await?;
        ended.push(token);
    }
    for (query, age) in FORGET {
        let before = Timestamp(now.0.saturating_sub(*age));
        sqlx::query(*query).bind(time(before)).execute(tx.connection()).await.map_err(failed)?;
    }
    Ok(ended)
}

/// What is forgotten, and at what age.
const FORGET: &[(&str, u64)] = &[
    (
        "UPDATE enrolments SET secrets = NULL, reply = NULL, message = NULL WHERE expires <= $1 AND (secrets IS NOT NULL OR reply IS NOT NULL)",
        0,
    ),
    ("DELETE FROM deliveries WHERE challenge_id IN (SELECT id FROM challenges WHERE expires <= $1)", HOUR),
    ("DELETE FROM challenges WHERE expires <= $1", HOUR),
    ("DELETE FROM evaluations WHERE at <= $1", DAY),
    (
        "DELETE FROM steps WHERE at <= $1 AND NOT EXISTS \
         (SELECT 1 FROM tokens WHERE tokens.id = steps.token_id AND tokens.ratchet = steps.next)",
        DAY,
    ),
    ("DELETE FROM enrolments WHERE created <= $1", DAY),
    ("DELETE FROM email_codes WHERE created <= $1", 2 * HOUR),
    ("DELETE FROM sessions WHERE last_seen <= $1", DAY),
    ("DELETE FROM blocked_sources WHERE until <= $1", 0),
    ("DELETE FROM browsers WHERE last_seen <= $1", 400 * DAY),
];
