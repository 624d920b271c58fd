//! Sessions and known browsers.

use identity::account::user::UserId;
use identity::login::methods::AuthenticationMethod;
use identity::login::session::{Session, SessionRows};
use identity::store::StoreError;
use protocol::{Bytes, Timestamp};
use sqlx::any::AnyRow;

use crate::columns::{Columns, time};
use crate::tokens::{read_factor, write_factor};
use crate::{DatabaseTx, failed};

impl SessionRows for DatabaseTx {
    async fn insert_session(&mut self, session: &Session) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sessions (digest, user_id, method, factor, started, last_seen) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(session.digest.0.to_vec())
            .bind(session.user.as_bytes().to_vec())
            .bind(session.method.name().to_owned())
            .bind(session.factor.map(write_factor))
            .bind(time(session.started))
            .bind(time(session.last_seen))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn session(&mut self, digest: Bytes<32>) -> Result<Option<Session>, StoreError> {
        let query =
            sqlx::query("SELECT digest, user_id, method, factor, started, last_seen FROM sessions WHERE digest = $1");
        let row = query.bind(digest.0.to_vec()).fetch_optional(self.connection()).await.map_err(failed)?;
        row.as_ref().map(read).transpose()
    }

    async fn touch_session(&mut self, digest: Bytes<32>, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE sessions SET last_seen = $2 WHERE digest = $1 AND last_seen < $2");
        query.bind(digest.0.to_vec()).bind(time(now)).execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn delete_session(&mut self, digest: Bytes<32>) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE digest = $1").bind(digest.0.to_vec());
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn delete_sessions_of(&mut self, user: UserId, keep: Option<Bytes<32>>) -> Result<u64, StoreError> {
        let query = sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND digest <> $2");
        // No digest is empty: without one to keep, all differ.
        let keep = keep.map_or_else(Vec::new, |digest| digest.0.to_vec());
        let query = query.bind(user.as_bytes().to_vec()).bind(keep);
        Ok(query.execute(self.connection()).await.map_err(failed)?.rows_affected())
    }

    async fn delete_sessions(&mut self) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions").execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn remember_browser(&mut self, user: UserId, digest: Bytes<32>, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO browsers (user_id, digest, last_seen) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, digest) DO UPDATE SET last_seen = excluded.last_seen",
        )
        .bind(user.as_bytes().to_vec())
        .bind(digest.0.to_vec())
        .bind(time(now))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn is_browser_known(&mut self, user: UserId, digest: Bytes<32>) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT last_seen FROM browsers WHERE user_id = $1 AND digest = $2");
        let query = query.bind(user.as_bytes().to_vec()).bind(digest.0.to_vec());
        Ok(query.fetch_optional(self.connection()).await.map_err(failed)?.is_some())
    }

    async fn forget_browser(&mut self, digest: Bytes<32>) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM browsers WHERE digest = $1").bind(digest.0.to_vec());
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn forget_browsers_of(&mut self, user: UserId, keep: Option<Bytes<32>>) -> Result<u64, StoreError> {
        let networks = sqlx::query("DELETE FROM known_networks WHERE user_id = $1").bind(user.as_bytes().to_vec());
        networks.execute(self.connection()).await.map_err(failed)?;
        // No digest is empty.
        let keep = keep.map_or_else(Vec::new, |digest| digest.0.to_vec());
        let query = sqlx::query("DELETE FROM browsers WHERE user_id = $1 AND digest <> $2");
        let query = query.bind(user.as_bytes().to_vec()).bind(keep);
        Ok(query.execute(self.connection()).await.map_err(failed)?.rows_affected())
    }

    async fn remember_network(&mut self, user: UserId, network: &str, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO known_networks (user_id, network, last_seen) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, network) DO UPDATE SET last_seen = excluded.last_seen",
        )
        .bind(user.as_bytes().to_vec())
        .bind(network.to_owned())
        .bind(time(now))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn is_network_known(&mut self, user: UserId, network: &str) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT last_seen FROM known_networks WHERE user_id = $1 AND network = $2");
        let query = query.bind(user.as_bytes().to_vec()).bind(network.to_owned());
        Ok(query.fetch_optional(self.connection()).await.map_err(failed)?.is_some())
    }
}

fn read(row: &AnyRow) -> Result<Session, StoreError> {
    Ok(Session {
        digest: row.bytes("digest")?,
        user: UserId(row.bytes("user_id")?),
        method: AuthenticationMethod::from_name(&row.value::<String>("method")?)
            .ok_or(StoreError::Corrupt("method"))?,
        factor: row.value::<Option<i64>>("factor")?.map(read_factor).transpose()?,
        started: row.time("started")?,
        last_seen: row.time("last_seen")?,
    })
}
