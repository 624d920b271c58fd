//! Every column with a sealed value, for the rotation of the key-encryption key.

use identity::kek::{Purpose, Sealed};
use identity::key_rotation::{SealedCell, SealedRows};
use identity::store::StoreError;

use crate::columns::{Columns, int};
use crate::{DatabaseTx, failed};

/// The two statements of one column: read after a row, and replace.
macro_rules! statements {
    ($table:literal, $row:literal, $bound_to:literal, $column:literal) => {
        (
            concat!(
                "SELECT ",
                $row,
                " AS row_id, ",
                $bound_to,
                " AS bound_to, ",
                $column,
                " AS sealed FROM ",
                $table,
                " WHERE ",
                $column,
                " IS NOT NULL AND ",
                $row,
                " > $1 ORDER BY ",
                $row,
                " LIMIT $2"
            ),
            concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE ", $row, " = $1 AND ", $column, " = $2"),
        )
    };
}

impl SealedRows for DatabaseTx {
    async fn sealed_after(
        &mut self,
        purpose: Purpose,
        row: &[u8],
        limit: usize,
    ) -> Result<Vec<SealedCell>, StoreError> {
        let (read, _) = statements(purpose);
        let query = sqlx::query(read).bind(row.to_vec()).bind(int(limit));
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        let cells = rows.iter().map(|row| {
            let bound_to = row.value::<Option<Vec<u8>>>("bound_to")?.unwrap_or_default();
            Ok(SealedCell { row: row.value("row_id")?, bound_to, sealed: Sealed::from_bytes(row.value("sealed")?) })
        });
        cells.collect()
    }

    async fn replace_sealed(&mut self, purpose: Purpose, cell: &SealedCell, anew: &Sealed) -> Result<bool, StoreError> {
        let (_, replace) = statements(purpose);
        let query = sqlx::query(replace).bind(cell.row.clone()).bind(cell.sealed.as_bytes().to_vec());
        let query = query.bind(anew.as_bytes().to_vec());
        Ok(query.execute(self.connection()).await.map_err(failed)?.rows_affected() == 1)
    }
}

fn statements(purpose: Purpose) -> (&'static str, &'static str) {
    match purpose {
        Purpose::OprfKey => statements!("tokens", "id", "NULL", "oprf_key"),
        Purpose::Seed => statements!("tokens", "id", "NULL", "seed"),
        Purpose::NextOprfKey => statements!("tokens", "id", "change_id", "change_oprf_key"),
        Purpose::NextSeed => statements!("tokens", "id", "change_id", "change_seed"),
        Purpose::PresenceSeed => statements!("tokens", "id", "presence_id", "presence_seed"),
        Purpose::Enrolment => statements!("enrolments", "eid", "NULL", "secrets"),
        Purpose::Number => statements!("challenges", "id", "NULL", "number"),
        // One attempt may have several codes, and a challenge key has no name: the sealed value names its row.
        Purpose::EmailCode => statements!("email_codes", "sealed", "attempt_id", "sealed"),
        Purpose::ChallengeKey => statements!("challenge_keys", "key", "NULL", "key"),
    }
}
