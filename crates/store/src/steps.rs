//! Steps of the ratchets.

use identity::credential::ratchet::{StepRows, TakenStep};
use identity::store::StoreError;
use protocol::{RequestId, TokenId};
use sqlx::any::AnyRow;

use crate::{
    DatabaseTx,
    columns::{Columns, time},
    failed,
};

impl StepRows for DatabaseTx {
    async fn insert_step(&mut self, step: &TakenStep) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO steps (token_id, rid, next, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (token_id, rid) DO UPDATE SET next = excluded.next, at = excluded.at",
        )
        .bind(step.token.as_bytes().to_vec())
        .bind(step.rid.as_bytes().to_vec())
        .bind(step.next.0.to_vec())
        .bind(time(step.at))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn step(&mut self, token: TokenId, rid: RequestId) -> Result<Option<TakenStep>, StoreError> {
        let query = sqlx::query("SELECT next, at FROM steps WHERE token_id = $1 AND rid = $2");
        let query = query.bind(token.as_bytes().to_vec()).bind(rid.as_bytes().to_vec());
        let row = query.fetch_optional(self.connection()).await.map_err(failed)?;
        let read = |row: AnyRow| Ok(TakenStep { token, rid, next: row.bytes("next")?, at: row.time("at")? });
        row.map(read).transpose()
    }
}
