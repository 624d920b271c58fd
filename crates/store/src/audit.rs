//! The audit log: rows are added without a lock, and sealed in order by one node at a time.

use identity::{
    account::user::UserId,
    audit::{ActivityEntry, AuditRow, AuditRows, Field, Kind, Subject, Tree},
    store::StoreError,
};
use protocol::{Bytes, TokenId};
use ring::rand::{SecureRandom, SystemRandom};
use sqlx::any::AnyRow;

use crate::{
    DatabaseTx, Dialect,
    columns::{Columns, int},
    failed,
};

impl AuditRows for DatabaseTx {
    #[expect(clippy::disallowed_methods, reason = "salts of the log are made where it is written")]
    fn audit_salt(&mut self) -> Result<Bytes<16>, StoreError> {
        let mut salt = Bytes([0; 16]);
        SystemRandom::new().fill(&mut salt.0).map_err(|_| StoreError::Corrupt("randomness"))?;
        Ok(salt)
    }

    async fn insert_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        let fields = serde_json::to_string(&row.fields).map_err(|_| StoreError::Corrupt("fields"))?;
        let subject = row.subject.unwrap_or_default();
        let fold = Kind::from_code(row.kind()).filter(|kind| kind.is_folded());
        sqlx::query("INSERT INTO audit (user_id, token_id, fields, fold) VALUES ($1, $2, $3, $4)")
            .bind(subject.user.map(|user| user.as_bytes().to_vec()))
            .bind(subject.token.map(|token| token.as_bytes().to_vec()))
            .bind(fields)
            .bind(fold.map(|kind| kind.code().to_owned()))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn audit_of(&mut self, user: UserId, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let query = "SELECT user_id, token_id, fields, sequence, leaf FROM audit WHERE user_id = $1 ORDER BY position DESC LIMIT $2";
        let query = sqlx::query(query).bind(user.as_bytes().to_vec()).bind(int(limit));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }

    async fn audit_page(&mut self, user: UserId, before: i64, limit: u32) -> Result<Vec<ActivityEntry>, StoreError> {
        let query = sqlx::query(
            "SELECT position, user_id, token_id, fields, sequence, leaf FROM audit WHERE user_id = $1 AND position < $2 AND fold IS NULL \
             ORDER BY position DESC LIMIT $3",
        );
        let query = query.bind(user.as_bytes().to_vec()).bind(before).bind(int(limit));
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter()
            .map(|row| Ok(ActivityEntry { position: row.value("position")?, row: read(row)?, times: 1 }))
            .collect()
    }

    async fn audit_folded(&mut self, user: UserId, after: i64, before: i64) -> Result<Vec<ActivityEntry>, StoreError> {
        let query = sqlx::query(
            "SELECT audit.position, user_id, token_id, fields, sequence, leaf, times FROM audit JOIN \
             (SELECT MAX(position) AS latest, COUNT(*) AS times FROM audit \
             WHERE user_id = $1 AND position > $2 AND position < $3 AND fold IS NOT NULL GROUP BY fold) AS folded \
             ON audit.position = folded.latest",
        );
        let query = query.bind(user.as_bytes().to_vec()).bind(after).bind(before);
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        let entry = |row: &AnyRow| {
            Ok(ActivityEntry { position: row.value("position")?, row: read(row)?, times: row.number("times")? })
        };
        rows.iter().map(entry).collect()
    }

    async fn audit_after(&mut self, sequence: u64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let query = "SELECT user_id, token_id, fields, sequence, leaf FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2";
        let query = sqlx::query(query).bind(int(sequence)).bind(int(limit));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }

    async fn audit_waiting(&mut self, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let query = "SELECT user_id, token_id, fields, sequence, leaf FROM audit WHERE sequence IS NULL ORDER BY position LIMIT $1";
        let query = sqlx::query(query).bind(int(limit));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }

    async fn count_unsealed(&mut self) -> Result<u64, StoreError> {
        let query = sqlx::query("SELECT COUNT(*) AS count FROM audit WHERE sequence IS NULL");
        query.fetch_one(self.connection()).await.map_err(failed)?.number("count")
    }

    async fn begin_sealing(&mut self) -> Result<bool, StoreError> {
        if self.dialect() == Dialect::Sqlite {
            // There is one writer, and this transaction has it.
            return Ok(true);
        }
        // Held to the end of the transaction, and gone with its connection: when a node dies, another one seals. A node that
        // hangs meanwhile loses its connection.
        for limit in ["SET LOCAL idle_in_transaction_session_timeout = '4s'", "SET LOCAL statement_timeout = '4s'"] {
            sqlx::query(limit).execute(self.connection()).await.map_err(failed)?;
        }
        let query = sqlx::query("SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN 1 ELSE 0 END AS taken");
        let row = query.bind(SEALING).fetch_one(self.connection()).await.map_err(failed)?;
        Ok(row.value::<i32>("taken")? == 1)
    }

    async fn sealable(&mut self, limit: u32) -> Result<Vec<(i64, AuditRow)>, StoreError> {
        let query = match self.dialect() {
            Dialect::Sqlite => {
                "SELECT position, user_id, token_id, fields, sequence, leaf FROM audit WHERE sequence IS NULL ORDER BY position LIMIT $1"
            }
            // Only rows before every transaction that is still open: what commits late is sealed later, and in order. A row
            // that can be read and has a number still to come was written by another cluster, before a restore.
            Dialect::Postgres => {
                "SELECT position, user_id, token_id, fields, sequence, leaf FROM audit WHERE sequence IS NULL \
                 AND (transaction_id < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) \
                 OR transaction_id >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)) \
                 ORDER BY position LIMIT $1"
            }
        };
        let rows = sqlx::query(query).bind(int(limit)).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(|row| Ok((row.value("position")?, read(row)?))).collect()
    }

    async fn seal(&mut self, position: i64, sequence: u64, leaf: Bytes<32>) -> Result<(), StoreError> {
        sqlx::query("UPDATE audit SET sequence = $2, leaf = $3 WHERE position = $1 AND sequence IS NULL")
            .bind(position)
            .bind(int(sequence))
            .bind(leaf.0.to_vec())
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn audit_tree(&mut self) -> Result<Tree, StoreError> {
        let query = sqlx::query("SELECT size, subtrees FROM audit_tree WHERE id = 1");
        let Some(row) = query.fetch_optional(self.connection()).await.map_err(failed)? else {
            return Ok(Tree::default());
        };
        let bytes: Vec<u8> = row.value("subtrees")?;
        let (subtrees, rest) = bytes.as_chunks::<32>();
        let tree = Tree { size: row.number("size")?, subtrees: subtrees.iter().copied().map(Bytes).collect() };
        let is_whole = rest.is_empty() && tree.subtrees.len() == usize::try_from(tree.size.count_ones()).unwrap_or(0);
        if is_whole { Ok(tree) } else { Err(StoreError::Corrupt("subtrees")) }
    }

    async fn update_audit_tree(&mut self, tree: &Tree) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit_tree (id, size, subtrees) VALUES (1, $1, $2) \
             ON CONFLICT (id) DO UPDATE SET size = excluded.size, subtrees = excluded.subtrees",
        )
        .bind(int(tree.size))
        .bind(tree.subtrees.iter().flat_map(|root| root.0).collect::<Vec<u8>>())
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }
}

fn read(row: &AnyRow) -> Result<AuditRow, StoreError> {
    let fields: Vec<Field> =
        serde_json::from_str(&row.value::<String>("fields")?).map_err(|_| StoreError::Corrupt("fields"))?;
    let sequence = row.value::<Option<i64>>("sequence")?.map(u64::try_from).transpose();
    let sequence = sequence.map_err(|_| StoreError::Corrupt("sequence"))?;
    let token = row.optional_bytes::<16>("token_id")?.map(|id| TokenId::from(id.0));
    let subject = Subject { user: row.optional_user("user_id")?, token };
    Ok(AuditRow { sequence, leaf: row.optional_bytes("leaf")?, fields, subject: Some(subject) })
}

/// The advisory lock of whoever seals: "segl" in ASCII.
const SEALING: i64 = 0x7365_676c;
