//! Accounts, and the sources they have reported.

use identity::account::user::{User, UserId, UserName, UserRows};
use identity::store::StoreError;
use identity::throttle::PushGuard;
use protocol::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT id, name, display_name, email, created, push_from_unknown, push_from_known, wrong_numbers, \
         push_paused_until, push_disabled FROM users"
    };
}

impl UserRows for DatabaseTx {
    async fn insert_user(&mut self, user: &User) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO users (id, name, display_name, email, created, push_from_unknown, push_from_known, wrong_numbers, \
             push_paused_until, push_disabled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name) DO NOTHING",
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
        .execute(self.connection())
        .await
        .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        let rows =
            sqlx::query(concat!(select!(), " ORDER BY name")).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(read).collect()
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
        push: PushGuard {
            from_unknown: unpack(&row.value::<Vec<u8>>("push_from_unknown")?)?,
            from_known: unpack(&row.value::<Vec<u8>>("push_from_known")?)?,
            wrong_numbers: row.number("wrong_numbers")?,
            paused_until: row.time("push_paused_until")?,
            is_disabled: row.flag("push_disabled")?,
        },
    })
}

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
