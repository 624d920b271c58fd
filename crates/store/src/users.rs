//! Accounts, and the sources they have reported.

use identity::account::group::GroupName;
use identity::account::user::{User, UserId, UserName, UserRows, UserState};
use identity::store::StoreError;
use identity::throttle::PushGuard;
use protocol::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT id, name, display_name, email, created, push_from_unknown, push_from_known, wrong_numbers, \
         push_paused_until, push_disabled, group_name, state FROM users"
    };
}

impl UserRows for DatabaseTx {
    async fn insert_user(&mut self, user: &User) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO users (id, name, display_name, email, created, push_from_unknown, push_from_known, wrong_numbers, \
             push_paused_until, push_disabled, group_name, state) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (name) DO NOTHING",
        )
        .bind(user.id.as_bytes().to_vec())
        .bind(user.name.as_str().to_owned())
        .bind(user.display_name.clone())
        .bind(user.email.as_str().to_owned())
        .bind(time(user.created))
        .bind(pack(&user.push.from_unknown))
        .bind(pack(&user.push.from_known))
        .bind(int(user.push.wrong_numbers))
        .bind(time(user.push.paused_until))
        .bind(int(user.push.is_disabled))
        .bind(user.group.as_ref().map(|group| group.as_str().to_owned()))
        .bind(write_state(user.state))
        .execute(self.connection())
        .await
        .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(concat!(select!(), " WHERE state <> 2 ORDER BY name"))
            .fetch_all(self.connection())
            .await
            .map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn groups(&mut self) -> Result<Vec<GroupName>, StoreError> {
        let query = sqlx::query(
            "SELECT DISTINCT group_name FROM users WHERE group_name IS NOT NULL AND state <> 2 ORDER BY group_name",
        );
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(|row| row.parsed("group_name")).collect()
    }

    async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.one_user(concat!(select!(), " WHERE id = $1"), id).await
    }

    async fn lock_user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        self.one_user(self.pick(locking!(select!(), " WHERE id = $1")), id).await
    }

    async fn user_by_name(&mut self, name: &UserName) -> Result<Option<User>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE name = $1")).bind(name.as_str().to_owned());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn update_group(&mut self, id: UserId, group: Option<&GroupName>) -> Result<(), StoreError> {
        sqlx::query("UPDATE users SET group_name = $2 WHERE id = $1")
            .bind(id.as_bytes().to_vec())
            .bind(group.map(|group| group.as_str().to_owned()))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn update_state(&mut self, user: &User) -> Result<(), StoreError> {
        sqlx::query("UPDATE users SET name = $2, display_name = $3, email = $4, state = $5 WHERE id = $1")
            .bind(user.id.as_bytes().to_vec())
            .bind(user.name.as_str().to_owned())
            .bind(user.display_name.clone())
            .bind(user.email.as_str().to_owned())
            .bind(write_state(user.state))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn forget_ways_in(&mut self, id: UserId) -> Result<(), StoreError> {
        for query in WAYS_IN {
            let query = sqlx::query(query).bind(id.as_bytes().to_vec());
            query.execute(self.connection()).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn update_push(&mut self, user: &User) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE users SET push_from_unknown = $2, push_from_known = $3, wrong_numbers = $4, push_paused_until = $5, \
             push_disabled = $6 WHERE id = $1",
        )
        .bind(user.id.as_bytes().to_vec())
        .bind(pack(&user.push.from_unknown))
        .bind(pack(&user.push.from_known))
        .bind(int(user.push.wrong_numbers))
        .bind(time(user.push.paused_until))
        .bind(int(user.push.is_disabled))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn block_source(&mut self, user: UserId, network: &str, until: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO blocked_sources (user_id, network, until) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, network) DO UPDATE SET until = excluded.until",
        )
        .bind(user.as_bytes().to_vec())
        .bind(network.to_owned())
        .bind(time(until))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn is_source_blocked(&mut self, user: UserId, network: &str, now: Timestamp) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT until FROM blocked_sources WHERE user_id = $1 AND network = $2 AND until > $3")
            .bind(user.as_bytes().to_vec())
            .bind(network.to_owned())
            .bind(time(now))
            .fetch_optional(self.connection())
            .await
            .map_err(failed)?;
        Ok(row.is_some())
    }
}

impl DatabaseTx {
    async fn one_user(&mut self, query: &'static str, id: UserId) -> Result<Option<User>, StoreError> {
        let query = sqlx::query(query).bind(id.as_bytes().to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.bytes("id")?),
        name: row.parsed("name")?,
        display_name: row.value("display_name")?,
        email: row.parsed("email")?,
        created: row.time("created")?,
        group: row
            .value::<Option<String>>("group_name")?
            .map(|name| name.parse().map_err(|_| StoreError::Corrupt("group_name")))
            .transpose()?,
        push: PushGuard {
            from_unknown: unpack(&row.value::<Vec<u8>>("push_from_unknown")?)?,
            from_known: unpack(&row.value::<Vec<u8>>("push_from_known")?)?,
            wrong_numbers: row.number("wrong_numbers")?,
            paused_until: row.time("push_paused_until")?,
            is_disabled: row.flag("push_disabled")?,
        },
        state: read_state(row.value("state")?)?,
    })
}

fn write_state(state: UserState) -> i64 {
    match state {
        UserState::Open => 0,
        UserState::Disabled => 1,
        UserState::Deleted => 2,
    }
}

fn read_state(state: i64) -> Result<UserState, StoreError> {
    match state {
        0 => Ok(UserState::Open),
        1 => Ok(UserState::Disabled),
        2 => Ok(UserState::Deleted),
        _ => Err(StoreError::Corrupt("state")),
    }
}

/// What an account has beside its tokens and its log.
const WAYS_IN: [&str; 4] = [
    "DELETE FROM browsers WHERE user_id = $1",
    "DELETE FROM blocked_sources WHERE user_id = $1",
    "DELETE FROM recovery_secrets WHERE user_id = $1",
    "DELETE FROM recovery_requests WHERE user_id = $1",
];

/// Times, 8 bytes each, big-endian.
fn pack(times: &[Timestamp]) -> Vec<u8> {
    times.iter().flat_map(|at| at.0.to_be_bytes()).collect()
}

fn unpack(bytes: &[u8]) -> Result<Vec<Timestamp>, StoreError> {
    let (times, rest) = bytes.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Corrupt("users"));
    }
    Ok(times.iter().map(|time| Timestamp(u64::from_be_bytes(*time))).collect())
}
