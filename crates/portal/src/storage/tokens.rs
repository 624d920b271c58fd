//! Tokens and the evaluations of their PINs.

use identity::{
    pin::Evaluation,
    ports::{StoreError, TokenRows},
    throttle::Lockout,
    token::{Destruction, Token, TokenState},
    user::UserId,
};
use protocol::{ChallengeId, PublicKey, RequestId, Thumbprint, Timestamp, TokenId};
use sqlx::any::AnyRow;

use super::{
    DatabaseTx,
    columns::{Columns, int, time},
    failed, locking,
};

macro_rules! select {
    () => {
        "SELECT id, user_id, state, pending_until, name, device, device_key, user_key, oprf_key, seed, ratchet, created, \
         last_used, pin_count, pin_until, passcode_count, passcode_until, passcode_step FROM tokens"
    };
}

impl TokenRows for DatabaseTx {
    async fn insert_token(&mut self, token: &Token) -> Result<bool, StoreError> {
        let (state, pending_until) = write_state(token.state);
        let device = serde_json::to_string(&token.device).map_err(|_| StoreError::Corrupt("device"))?;
        let done = sqlx::query(
            "INSERT INTO tokens (id, user_id, state, pending_until, name, device, device_kid, device_key, user_key, oprf_key, \
             seed, ratchet, created, last_used, pin_count, pin_until, passcode_count, passcode_until, passcode_step) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
             ON CONFLICT (device_kid) DO NOTHING",
        )
        .bind(token.id.as_bytes().to_vec())
        .bind(token.user.as_bytes().to_vec())
        .bind(state)
        .bind(pending_until)
        .bind(token.name.clone())
        .bind(device)
        .bind(token.device_kid().0.0.to_vec())
        .bind(token.device_key.to_uncompressed().to_vec())
        .bind(token.user_key.to_uncompressed().to_vec())
        .bind(token.oprf_key.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.seed.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.ratchet.0.to_vec())
        .bind(time(token.created))
        .bind(token.last_used.map(time))
        .bind(int(token.pin.count))
        .bind(time(token.pin.until))
        .bind(int(token.passcode.count))
        .bind(time(token.passcode.until))
        .bind(int(token.passcode_step))
        .execute(self.connection())
        .await
        .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn token(&mut self, id: TokenId) -> Result<Option<Token>, StoreError> {
        self.one_token(concat!(select!(), " WHERE id = $1"), id.as_bytes()).await
    }

    async fn lock_token(&mut self, id: TokenId) -> Result<Option<Token>, StoreError> {
        self.one_token(self.pick(locking!(select!(), " WHERE id = $1")), id.as_bytes()).await
    }

    async fn token_by_device_key(&mut self, kid: Thumbprint) -> Result<Option<Token>, StoreError> {
        self.one_token(concat!(select!(), " WHERE device_kid = $1"), &kid.0.0).await
    }

    async fn tokens_of(&mut self, user: UserId) -> Result<Vec<Token>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE user_id = $1 ORDER BY created, id"));
        let rows = query.bind(user.as_bytes().to_vec()).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn update_token(&mut self, token: &Token) -> Result<(), StoreError> {
        let (state, pending_until) = write_state(token.state);
        sqlx::query(
            "UPDATE tokens SET state = $2, pending_until = $3, name = $4, oprf_key = $5, seed = $6, last_used = $7, \
             pin_count = $8, pin_until = $9, passcode_count = $10, passcode_until = $11, passcode_step = $12 WHERE id = $1",
        )
        .bind(token.id.as_bytes().to_vec())
        .bind(state)
        .bind(pending_until)
        .bind(token.name.clone())
        .bind(token.oprf_key.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.seed.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.last_used.map(time))
        .bind(int(token.pin.count))
        .bind(time(token.pin.until))
        .bind(int(token.passcode.count))
        .bind(time(token.passcode.until))
        .bind(int(token.passcode_step))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn insert_evaluation(&mut self, evaluation: &Evaluation) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO evaluations (token_id, rid, blinded, challenge_id, at, proved) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(evaluation.token.as_bytes().to_vec())
        .bind(evaluation.rid.as_bytes().to_vec())
        .bind(evaluation.blinded.0.to_vec())
        .bind(evaluation.cid.map(|cid| cid.as_bytes().to_vec()))
        .bind(time(evaluation.at))
        .bind(int(evaluation.is_proved))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn evaluation(&mut self, token: TokenId, rid: RequestId) -> Result<Option<Evaluation>, StoreError> {
        let row =
            sqlx::query("SELECT blinded, challenge_id, at, proved FROM evaluations WHERE token_id = $1 AND rid = $2")
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
}

impl DatabaseTx {
    async fn one_token(&mut self, query: &'static str, key: &[u8]) -> Result<Option<Token>, StoreError> {
        let query = sqlx::query(query).bind(key.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    /// Tokens that have run out: never confirmed, or with their last PIN try unproved.
    pub(super) async fn tokens_run_out(&mut self, now: Timestamp) -> Result<Vec<Token>, StoreError> {
        let query = sqlx::query(concat!(
            select!(),
            " WHERE (state = 0 AND pending_until <= $1) OR (state IN (0, 1, 2) AND pin_count >= 10 AND pin_until <= $1) \
             ORDER BY created, id LIMIT 100"
        ));
        let rows = query.bind(time(now)).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> Result<Token, StoreError> {
    let device: String = row.value("device")?;
    Ok(Token {
        id: TokenId(row.bytes("id")?),
        user: UserId(row.bytes("user_id")?),
        state: read_state(row.value("state")?, row.time("pending_until")?)?,
        name: row.value("name")?,
        device: serde_json::from_str(&device).map_err(|_| StoreError::Corrupt("device"))?,
        device_key: read_key(row, "device_key")?,
        user_key: read_key(row, "user_key")?,
        oprf_key: row.optional_sealed("oprf_key")?,
        seed: row.optional_sealed("seed")?,
        ratchet: row.bytes("ratchet")?,
        created: row.time("created")?,
        last_used: row.value::<Option<i64>>("last_used")?.and_then(|at| u64::try_from(at).ok()).map(Timestamp),
        pin: Lockout { count: row.number("pin_count")?, until: row.time("pin_until")? },
        passcode: Lockout { count: row.number("passcode_count")?, until: row.time("passcode_until")? },
        passcode_step: row.number("passcode_step")?,
    })
}

/// Keys are stored uncompressed, because unpacking a point costs a square root at every request.
fn read_key(row: &AnyRow, column: &'static str) -> Result<PublicKey, StoreError> {
    PublicKey::from_sec1(&row.value::<Vec<u8>>(column)?).map_err(|_| StoreError::Corrupt(column))
}

fn write_state(state: TokenState) -> (i64, i64) {
    match state {
        TokenState::Pending { until } => (0, time(until)),
        TokenState::Active => (1, 0),
        TokenState::Suspended => (2, 0),
        TokenState::Destroyed(Destruction::Pin) => (3, 0),
        TokenState::Destroyed(Destruction::Deleted) => (4, 0),
        TokenState::Destroyed(Destruction::Unconfirmed) => (5, 0),
    }
}

fn read_state(state: i64, until: Timestamp) -> Result<TokenState, StoreError> {
    Ok(match state {
        0 => TokenState::Pending { until },
        1 => TokenState::Active,
        2 => TokenState::Suspended,
        3 => TokenState::Destroyed(Destruction::Pin),
        4 => TokenState::Destroyed(Destruction::Deleted),
        5 => TokenState::Destroyed(Destruction::Unconfirmed),
        _ => return Err(StoreError::Corrupt("state")),
    })
}
