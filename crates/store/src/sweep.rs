//! What ends by itself.

use identity::policy::{DAY, HOUR};
use identity::store::StoreError;
use protocol::Timestamp;

use crate::columns::time;
use crate::{DatabaseTx, failed};

/// Wipes what is past its use, and deletes what nobody needs any more.
pub(super) async fn forget_old(tx: &mut DatabaseTx, now: Timestamp) -> Result<(), StoreError> {
    for (query, age) in FORGET {
        let before = Timestamp(now.0.saturating_sub(*age));
        sqlx::query(*query).bind(time(before)).execute(tx.connection()).await.map_err(failed)?;
    }
    Ok(())
}

/// What is forgotten, and at what age.
const FORGET: &[(&str, u64)] = &[
    (
        "UPDATE enrolments SET secrets = NULL, reply = NULL, message = NULL WHERE expires <= $1 AND (secrets IS NOT NULL OR reply IS NOT NULL)",
        0,
    ),
    ("DELETE FROM deliveries WHERE challenge_id IN (SELECT id FROM challenges WHERE expires <= $1)", HOUR),
    ("DELETE FROM challenges WHERE expires <= $1", HOUR),
    ("DELETE FROM email_codes WHERE created <= $1", 2 * HOUR),
    (
        "DELETE FROM attempts WHERE expires <= $1 \
         AND NOT EXISTS (SELECT 1 FROM challenges WHERE challenges.attempt_id = attempts.id) \
         AND NOT EXISTS (SELECT 1 FROM email_codes WHERE email_codes.attempt_id = attempts.id)",
        HOUR,
    ),
    ("DELETE FROM pull_misses WHERE at <= $1", DAY),
    ("DELETE FROM stranger_passcodes WHERE at <= $1", DAY),
    ("DELETE FROM sent_emails WHERE at <= $1", DAY),
    ("DELETE FROM evaluations WHERE at <= $1", DAY),
    (
        "DELETE FROM steps WHERE at <= $1 AND NOT EXISTS \
         (SELECT 1 FROM tokens WHERE tokens.id = steps.token_id AND tokens.ratchet = steps.next)",
        DAY,
    ),
    ("DELETE FROM enrolments WHERE created <= $1", DAY),
    ("DELETE FROM recovery_secrets WHERE expires <= $1", 0),
    ("DELETE FROM recovery_tries WHERE at <= $1", DAY),
    ("DELETE FROM recovery_requests WHERE expires <= $1", DAY),
    ("DELETE FROM sessions WHERE last_seen <= $1", DAY),
    ("DELETE FROM blocked_sources WHERE until <= $1", 0),
    ("DELETE FROM browsers WHERE last_seen <= $1", 400 * DAY),
    ("DELETE FROM known_networks WHERE last_seen <= $1", 90 * DAY),
    ("DELETE FROM email_code_tries_of_day WHERE at <= $1", DAY),
];
