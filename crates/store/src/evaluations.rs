//! Evaluations of PINs.

use identity::credential::pin::{Evaluation, EvaluationRows};
use identity::store::StoreError;
use protocol::{ChallengeId, ChangeId, RequestId, TokenId};
use sqlx::any::AnyRow;

use crate::{
    DatabaseTx,
    columns::{Columns, int, time},
    failed,
};

impl EvaluationRows for DatabaseTx {
    async fn insert_evaluation(&mut self, evaluation: &Evaluation) -> Result<(), StoreError> {
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
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn evaluation(&mut self, token: TokenId, rid: RequestId) -> Result<Option<Evaluation>, StoreError> {
        let row = sqlx::query(
            "SELECT blinded, challenge_id, change_id, at, proved FROM evaluations WHERE token_id = $1 AND rid = $2",
        )
        .bind(token.as_bytes().to_vec())
        .bind(rid.as_bytes().to_vec())
        .fetch_optional(self.connection())
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

    async fn prove_evaluation(&mut self, token: TokenId, rid: RequestId) -> Result<(), StoreError> {
        sqlx::query("UPDATE evaluations SET proved = 1 WHERE token_id = $1 AND rid = $2")
            .bind(token.as_bytes().to_vec())
            .bind(rid.as_bytes().to_vec())
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn forget_evaluations(&mut self, token: TokenId) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM evaluations WHERE token_id = $1").bind(token.as_bytes().to_vec());
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }
}
