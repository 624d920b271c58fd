//! Saved codes, passes, tries of them, and requests that wait.

use identity::account::user::UserId;
use identity::recovery::{RecoveryRequest, RecoveryRows, RequestState, SecretKind, StoredSecret};
use identity::store::StoreError;
use protocol::{Bytes, Timestamp};
use sqlx::any::AnyRow;

use crate::columns::{Columns, time};
use crate::{DatabaseTx, failed};

macro_rules! select_request {
    () => {
        "SELECT user_id, stop, state, asked, ready, expires FROM recovery_requests"
    };
}

impl RecoveryRows for DatabaseTx {
    async fn put_recovery_secret(&mut self, secret: &StoredSecret) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO recovery_secrets (user_id, kind, salt, hash, created, expires) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id, kind) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, \
             created = excluded.created, expires = excluded.expires",
        )
        .bind(secret.user.as_bytes().to_vec())
        .bind(write_kind(secret.kind))
        .bind(secret.salt.0.to_vec())
        .bind(secret.hash.0.to_vec())
        .bind(time(secret.created))
        .bind(secret.expires.map(time))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn recovery_secret(&mut self, user: UserId, kind: SecretKind) -> Result<Option<StoredSecret>, StoreError> {
        let query =
            sqlx::query("SELECT salt, hash, created, expires FROM recovery_secrets WHERE user_id = $1 AND kind = $2");
        let query = query.bind(user.as_bytes().to_vec()).bind(write_kind(kind));
        let row = query.fetch_optional(self.connection()).await.map_err(failed)?;
        row.as_ref().map(|row| read_secret(row, user, kind)).transpose()
    }

    async fn delete_recovery_secret(&mut self, user: UserId, kind: SecretKind) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM recovery_secrets WHERE user_id = $1 AND kind = $2");
        let query = query.bind(user.as_bytes().to_vec()).bind(write_kind(kind));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn insert_recovery_try(&mut self, account: &str, network: &str, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO recovery_tries (account, network, at) VALUES ($1, $2, $3)");
        let query = query.bind(account.to_owned()).bind(network.to_owned()).bind(time(now));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn recovery_tries(
        &mut self,
        account: &str,
        network: Option<&str>,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query(
            "SELECT at FROM recovery_tries WHERE account = $1 AND at > $2 AND (network = $3 OR $4 = 0) ORDER BY at",
        );
        let query = query
            .bind(account.to_owned())
            .bind(time(since))
            .bind(network.unwrap_or_default().to_owned())
            .bind(i64::from(network.is_some()));
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(|row| row.time("at")).collect()
    }

    async fn put_recovery_request(&mut self, request: &RecoveryRequest) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO recovery_requests (user_id, stop, state, asked, ready, expires) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (user_id) DO UPDATE SET stop = excluded.stop, state = excluded.state, asked = excluded.asked, \
             ready = excluded.ready, expires = excluded.expires",
        )
        .bind(request.user.as_bytes().to_vec())
        .bind(request.stop.0.to_vec())
        .bind(write_state(request.state))
        .bind(time(request.asked))
        .bind(time(request.ready))
        .bind(time(request.expires))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn recovery_request(&mut self, user: UserId) -> Result<Option<RecoveryRequest>, StoreError> {
        self.one_request(concat!(select_request!(), " WHERE user_id = $1"), user.as_bytes()).await
    }

    async fn delete_recoveries(&mut self) -> Result<(), StoreError> {
        for query in ["DELETE FROM recovery_secrets", "DELETE FROM recovery_requests"] {
            sqlx::query(query).execute(self.connection()).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn recovery_request_of(&mut self, stop: Bytes<32>) -> Result<Option<RecoveryRequest>, StoreError> {
        self.one_request(concat!(select_request!(), " WHERE stop = $1"), &stop.0).await
    }
}

impl DatabaseTx {
    async fn one_request(&mut self, query: &'static str, key: &[u8]) -> Result<Option<RecoveryRequest>, StoreError> {
        let query = sqlx::query(query).bind(key.to_vec());
        let row = query.fetch_optional(self.connection()).await.map_err(failed)?;
        row.as_ref().map(read_request).transpose()
    }
}

fn read_secret(row: &AnyRow, user: UserId, kind: SecretKind) -> Result<StoredSecret, StoreError> {
    Ok(StoredSecret {
        user,
        kind,
        salt: row.bytes("salt")?,
        hash: row.bytes("hash")?,
        created: row.time("created")?,
        expires: row.optional_time("expires")?,
    })
}

fn read_request(row: &AnyRow) -> Result<RecoveryRequest, StoreError> {
    Ok(RecoveryRequest {
        user: UserId(row.bytes("user_id")?),
        stop: row.bytes("stop")?,
        state: read_state(row.value("state")?)?,
        asked: row.time("asked")?,
        ready: row.time("ready")?,
        expires: row.time("expires")?,
    })
}

fn write_kind(kind: SecretKind) -> i64 {
    match kind {
        SecretKind::SavedCode => 0,
        SecretKind::DevicePass => 1,
    }
}

fn write_state(state: RequestState) -> i64 {
    match state {
        RequestState::Waiting => 0,
        RequestState::Stopped => 1,
        RequestState::Used => 2,
    }
}

fn read_state(state: i64) -> Result<RequestState, StoreError> {
    match state {
        0 => Ok(RequestState::Waiting),
        1 => Ok(RequestState::Stopped),
        2 => Ok(RequestState::Used),
        _ => Err(StoreError::Corrupt("state")),
    }
}
