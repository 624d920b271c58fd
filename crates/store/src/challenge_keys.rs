//! The portal's keys that sign challenges.

use identity::issuer::ChallengeKeyRows;
use identity::kek::Sealed;
use identity::store::StoreError;
use protocol::Timestamp;

use crate::columns::{Columns, time};
use crate::{DatabaseTx, failed};

impl ChallengeKeyRows for DatabaseTx {
    async fn challenge_keys(&mut self) -> Result<Vec<Sealed>, StoreError> {
        let query = sqlx::query("SELECT key FROM challenge_keys ORDER BY slot");
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(|row| row.value("key").map(Sealed::from_bytes)).collect()
    }

    async fn insert_first_challenge_key(&mut self, key: &Sealed, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO challenge_keys (slot, key, created) VALUES (0, $1, $2) ON CONFLICT (slot) DO NOTHING")
            .bind(key.as_bytes().to_vec())
            .bind(time(now))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }
}
