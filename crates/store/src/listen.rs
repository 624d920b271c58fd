//! Waking across nodes: PostgreSQL's LISTEN and NOTIFY, with a look at the tables every two seconds in case one is lost.

use std::{str::FromStr, time::Duration};

use identity::account::user::UserId;
use identity::login::attempt::AttemptId;
use identity::store::{StoreError, Topic};
use protocol::{Bytes, Timestamp};
use sqlx::{AnyPool, postgres::PgListener};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::columns::{Columns, time};
use crate::wake::Wake;
use crate::{Database, Engine, failed};

/// Passes on what other nodes announce, for as long as the portal runs. Commands beside the portal announce nothing on
/// SQLite, and may end too early on PostgreSQL: what they do is found by looking.
pub async fn listen(database: Database, now: impl Fn() -> Timestamp + Send + Sync) {
    match &database.engine {
        Engine::Postgres(pool) => {
            tokio::join!(hear(&database), look(&database, pool, &now));
        }
        Engine::Sqlite { readers: Some(pool), .. } => look(&database, pool, &now).await,
        Engine::Sqlite { readers: None, .. } => {}
    }
}

async fn hear(database: &Database) {
    loop {
        match heard(&database.url, &database.wake).await {
            Ok(never) => match never {},
            Err(error) => tracing::warn!(%error, "lost the connection that listens to other nodes"),
        }
        sleep(LOOK_EVERY).await;
    }
}

async fn heard(url: &str, wake: &Wake) -> Result<std::convert::Infallible, sqlx::Error> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // None: the connection was lost and made anew; what was said in between is found by looking.
        if let Some(heard) = listener.try_recv().await? {
            heard.payload().split(' ').filter_map(parse).for_each(|topic| wake.wake(topic));
        }
    }
}

async fn look(database: &Database, pool: &AnyPool, now: &(impl Fn() -> Timestamp + Send + Sync)) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        let since = Timestamp(now().0.saturating_sub(LOOK_BACK));
        match recent_users(pool, since).await {
            Ok(users) => {
                for user in users {
                    database.wake.wake(Topic::Devices(user));
                }
                // Pages are few: each looks for itself.
                database.wake.wake_where(|topic| !matches!(topic, Topic::Devices(_)));
            }
            Err(error) => tracing::warn!(%error, "cannot look for what other nodes did"),
        }
    }
}

async fn recent_users(pool: &AnyPool, since: Timestamp) -> Result<Vec<UserId>, StoreError> {
    let query = sqlx::query(
        "SELECT user_id FROM challenges WHERE user_id IS NOT NULL AND created >= $1 \
         UNION SELECT user_id FROM tokens WHERE changed >= $1",
    );
    let rows = query.bind(time(since)).fetch_all(pool).await.map_err(failed)?;
    rows.iter().map(|row| row.bytes("user_id").map(UserId)).collect()
}

/// A topic as it is announced: without spaces.
pub(super) fn write(topic: Topic) -> String {
    match topic {
        Topic::Devices(user) => format!("d{}", user.0),
        Topic::Attempt(id) => format!("a{}", id.0),
        Topic::Enrolment(eid) => format!("e{eid}"),
    }
}

fn parse(payload: &str) -> Option<Topic> {
    let (kind, id) = payload.split_at_checked(1)?;
    let id = Bytes::<16>::from_str(id).ok()?;
    match kind {
        "d" => Some(Topic::Devices(UserId(id))),
        "a" => Some(Topic::Attempt(AttemptId(id))),
        "e" => Some(Topic::Enrolment(id.0.into())),
        _ => None,
    }
}

/// The channel of PostgreSQL on which nodes announce.
pub(super) const CHANNEL: &str = "segl_wake";
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Seconds: longer than two looks, so that none is missed between them.
const LOOK_BACK: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topic_is_read_back_as_it_was_written() {
        let id = [7; 16];
        for topic in
            [Topic::Devices(UserId(Bytes(id))), Topic::Attempt(AttemptId(Bytes(id))), Topic::Enrolment(id.into())]
        {
            assert_eq!(parse(&write(topic)), Some(topic));
        }
        for payload in ["", "d", "x", "dAAAA", "ø"] {
            assert_eq!(parse(payload), None, "{payload:?}");
        }
    }
}
