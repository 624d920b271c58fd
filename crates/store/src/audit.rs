//! The audit log: rows are added, never changed.

use identity::account::user::UserId;
use identity::audit::{AuditRow, AuditRows, Evidence};
use identity::store::StoreError;
use protocol::{Bytes, TokenId, jws::Jws};
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT sequence, at, kind, user_id, token_id, source, detail, challenge, response, previous, hash FROM audit"
    };
}

impl AuditRows for DatabaseTx {
    async fn lock_audit_end(&mut self) -> Result<(u64, Bytes<32>), StoreError> {
        let query = self.pick(locking!("SELECT sequence, hash FROM audit_end WHERE id = 1"));
        let row = sqlx::query(query).fetch_one(self.connection()).await.map_err(failed)?;
        Ok((row.number("sequence")?, row.bytes("hash")?))
    }

    async fn append_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (sequence, at, kind, user_id, token_id, source, detail, challenge, response, previous, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(int(row.sequence))
        .bind(time(row.at))
        .bind(row.kind.clone())
        .bind(row.user.map(|user| user.as_bytes().to_vec()))
        .bind(row.token.map(|token| token.as_bytes().to_vec()))
        .bind(row.source.clone())
        .bind(row.detail.clone())
        .bind(row.evidence.as_ref().map(|evidence| evidence.challenge.as_str().to_owned()))
        .bind(row.evidence.as_ref().map(|evidence| evidence.response.as_str().to_owned()))
        .bind(row.previous.0.to_vec())
        .bind(row.hash.0.to_vec())
        .execute(self.connection())
        .await
        .map_err(failed)?;
        sqlx::query("UPDATE audit_end SET sequence = $1, hash = $2 WHERE id = 1")
            .bind(int(row.sequence))
            .bind(row.hash.0.to_vec())
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn audit_of(&mut self, user: UserId, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE user_id = $1 ORDER BY sequence DESC LIMIT $2"));
        let query = query.bind(user.as_bytes().to_vec()).bind(int(limit));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }

    async fn audit_after(&mut self, sequence: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE sequence > $1 ORDER BY sequence LIMIT $2"));
        let query = query.bind(int(sequence)).bind(int(limit));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<AuditRow, StoreError> {
    let challenge: Option<String> = row.value("challenge")?;
    let response: Option<String> = row.value("response")?;
    Ok(AuditRow {
        sequence: row.number("sequence")?,
        at: row.time("at")?,
        kind: row.value("kind")?,
        user: row.optional_user("user_id")?,
        token: row.optional_bytes("token_id")?.map(TokenId),
        source: row.value("source")?,
        detail: row.value("detail")?,
        evidence: challenge.zip(response).map(|(challenge, response)| Evidence {
            challenge: Jws::received(challenge),
            response: Jws::received(response),
        }),
        previous: row.bytes("previous")?,
        hash: row.bytes("hash")?,
    })
}
