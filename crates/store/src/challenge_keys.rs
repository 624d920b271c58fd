//! The portal's keys that sign challenges, and which token has pinned which.

use identity::challenge_keys::{ChallengeKeyRow, ChallengeKeyRows, Holder, Slot};
use identity::kek::Sealed;
use identity::store::StoreError;
use protocol::{Thumbprint, Timestamp, TokenId};
use sqlx::any::AnyRow;

use crate::columns::{Columns, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT slot, key, created, changed FROM challenge_keys ORDER BY slot"
    };
}

impl ChallengeKeyRows for DatabaseTx {
    async fn challenge_keys(&mut self) -> Result<Vec<ChallengeKeyRow>, StoreError> {
        self.read_challenge_keys(select!()).await
    }

    async fn lock_challenge_keys(&mut self) -> Result<Vec<ChallengeKeyRow>, StoreError> {
        self.read_challenge_keys(self.pick(locking!(select!()))).await
    }

    async fn insert_challenge_key(&mut self, key: &ChallengeKeyRow) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO challenge_keys (slot, key, created, changed) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (slot) DO NOTHING",
        )
        .bind(write_slot(key.slot))
        .bind(key.key.as_bytes().to_vec())
        .bind(time(key.created))
        .bind(time(key.changed))
        .execute(self.connection())
        .await
        .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn move_challenge_key(&mut self, from: Slot, to: Slot) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE challenge_keys SET slot = $2 WHERE slot = $1");
        let query = query.bind(write_slot(from)).bind(write_slot(to));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn delete_challenge_key(&mut self, slot: Slot) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM challenge_keys WHERE slot = $1").bind(write_slot(slot));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn date_challenge_keys(&mut self, changed: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE challenge_keys SET changed = $1").bind(time(changed));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn pinned_keys(&mut self, token: TokenId) -> Result<Option<Vec<Thumbprint>>, StoreError> {
        let query = sqlx::query("SELECT pinned_keys FROM tokens WHERE id = $1").bind(token.as_bytes().to_vec());
        let row = query.fetch_optional(self.connection()).await.map_err(failed)?;
        Ok(row.as_ref().map(read_pinned).transpose()?.flatten())
    }

    async fn note_pinned_keys(&mut self, token: TokenId, pinned: &[Thumbprint]) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE tokens SET pinned_keys = $2 WHERE id = $1");
        let query = query.bind(token.as_bytes().to_vec()).bind(write_pinned(pinned));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn note_pinned_keys_of_the_rest(&mut self, pinned: &[Thumbprint]) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE tokens SET pinned_keys = $1 WHERE pinned_keys IS NULL");
        let query = query.bind(write_pinned(pinned));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn holders(&mut self) -> Result<Vec<Holder>, StoreError> {
        let query = sqlx::query(
            "SELECT tokens.id AS id, tokens.name AS name, users.name AS user_name, pinned_keys \
             FROM tokens JOIN users ON users.id = tokens.user_id \
             WHERE tokens.state IN (0, 1) ORDER BY users.name, tokens.created, tokens.id",
        );
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        let holder = |row: &AnyRow| {
            Ok(Holder {
                user: row.parsed("user_name")?,
                token: TokenId(row.bytes("id")?),
                name: row.value("name")?,
                pinned: read_pinned(row)?,
            })
        };
        rows.iter().map(holder).collect()
    }
}

impl DatabaseTx {
    async fn read_challenge_keys(&mut self, query: &'static str) -> Result<Vec<ChallengeKeyRow>, StoreError> {
        let rows = sqlx::query(query).fetch_all(self.connection()).await.map_err(failed)?;
        let key = |row: &AnyRow| {
            Ok(ChallengeKeyRow {
                slot: read_slot(row.value("slot")?)?,
                key: Sealed::from_bytes(row.value("key")?),
                created: row.time("created")?,
                changed: row.time("changed")?,
            })
        };
        rows.iter().map(key).collect()
    }
}

fn write_slot(slot: Slot) -> i64 {
    match slot {
        Slot::Current => 0,
        Slot::Next => 1,
        Slot::Previous => 2,
    }
}

fn read_slot(number: i64) -> Result<Slot, StoreError> {
    match number {
        0 => Ok(Slot::Current),
        1 => Ok(Slot::Next),
        2 => Ok(Slot::Previous),
        _ => Err(StoreError::Corrupt("slot")),
    }
}

fn write_pinned(pinned: &[Thumbprint]) -> String {
    pinned.iter().map(Thumbprint::to_string).collect::<Vec<_>>().join(" ")
}

fn read_pinned(row: &AnyRow) -> Result<Option<Vec<Thumbprint>>, StoreError> {
    let text: Option<String> = row.value("pinned_keys")?;
    let thumbprints = text.map(|text| text.split_whitespace().map(str::parse).collect());
    thumbprints.transpose().map_err(|_| StoreError::Corrupt("pinned_keys"))
}
