//! Evaluations of PINs.

use identity::{pin::Evaluation, ports::StoreError};
use protocol::{ChallengeId, ChangeId, RequestId, TokenId};
use sqlx::any::AnyRow;

use super::{Columns, DatabaseTx, failed, int, time};

pub(super) async fn insert(tx: &mut DatabaseTx, evaluation: &Evaluation) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO evaluations (token_id, rid, blinded, challenge_id, change_id, at, proved) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(evaluation.token.as_bytes().to_vec())
    .bind(evaluation.rid.as_bytes().to_vec())
    .bind(evaluation.blinded.0.to_vec())
    .bind(evaluation.cid.map(|cid| cid.as_bytes().to_vec()))
    .bind(evaluation.change.map(|change| change.as_bytes().to_vec()))
    .bind(time(evaluation.at))
    .bind(int(evaluation.is_proved))
    .execute(tx.connection())
    .await
    .map(drop)
    .map_err(failed)
}

pub(super) async fn find(
    tx: &mut DatabaseTx,
    token: TokenId,
    rid: RequestId,
) -> Result<Option<Evaluation>, StoreError> {
    let row = sqlx::query(
        "SELECT blinded, challenge_id, change_id, at, proved FROM evaluations WHERE token_id = $1 AND rid = $2",
    )
    .bind(token.as_bytes().to_vec())
    .bind(rid.as_bytes().to_vec())
    .fetch_optional(tx.connection())
    .await
    .map_err(failed)?;
    let read = |row: AnyRow| {
        Ok(Evaluation {
            token,
            rid,
            blinded: row.bytes("blinded")?,
            cid: row.optional_bytes("challenge_id")?.map(ChallengeId),
            change: row.optional_bytes("change_id")?.map(ChangeId),
            at: row.time("at")?,
            is_proved: row.flag("proved")?,
        })
    };
    row.map(read).transpose()
}

pub(super) async fn prove(tx: &mut DatabaseTx, token: TokenId, rid: RequestId) -> Result<(), StoreError> {
    sqlx::query("UPDATE evaluations SET proved = 1 WHERE token_id = $1 AND rid = $2")
        .bind(token.as_bytes().to_vec())
        .bind(rid.as_bytes().to_vec())
        .execute(tx.connection())
        .await
        .map(drop)
        .map_err(failed)
}

pub(super) async fn forget(tx: &mut DatabaseTx, token: TokenId) -> Result<(), StoreError> {
    let query = sqlx::query("DELETE FROM evaluations WHERE token_id = $1").bind(token.as_bytes().to_vec());
    query.execute(tx.connection()).await.map(drop).map_err(failed)
}
