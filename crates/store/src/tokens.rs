//! Tokens.

mod state;

use identity::account::user::UserId;
use identity::credential::biometrics::Presence;
use identity::credential::pin_change::PendingChange;
use identity::credential::token::{Token, TokenRows};
use identity::rollback_journal::{Entry, LastState};
use identity::store::StoreError;
use identity::throttle::Lockout;
use protocol::text::presentable;
use protocol::{ChangeId, PublicKey, Thumbprint, Timestamp, TokenId};
use sqlx::{
    Any,
    any::{AnyArguments, AnyRow},
    query::Query,
};

pub(super) use self::state::{read_factor, write_factor};
use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT id, user_id, state, pending_until, name, device, device_key, user_key, oprf_key, seed, ratchet, created, \
         last_used, pin_count, pin_until, passcode_count, passcode_until, passcode_step, key_store, changed, proved, \
         last_factor, change_id, change_oprf_key, change_seed, committed, presence_id, presence_key, presence_seed, \
         presence_since FROM tokens"
    };
}

impl TokenRows for DatabaseTx {
    async fn insert_token(&mut self, token: &Token) -> Result<bool, StoreError> {
        let device = serde_json::to_string(&token.device).map_err(|_| StoreError::Corrupt("device"))?;
        // What never changes …
        let insert = sqlx::query(
            "INSERT INTO tokens (id, user_id, device, device_kid, device_key, user_key, created, key_store, \
             state, pending_until, name, oprf_key, seed, ratchet, last_used, pin_count, pin_until, passcode_count, \
             passcode_until, passcode_step) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, '', NULL, NULL, $9, NULL, 0, 0, 0, 0, 0) \
             ON CONFLICT (device_kid) DO NOTHING",
        )
        .bind(token.id.as_bytes().to_vec())
        .bind(token.user.as_bytes().to_vec())
        .bind(device)
        .bind(token.device_kid().0.0.to_vec())
        .bind(token.device_key.to_uncompressed().to_vec())
        .bind(token.user_key.to_uncompressed().to_vec())
        .bind(time(token.created))
        .bind(state::write_key_store(token.key_store))
        .bind(token.ratchet.0.to_vec());
        let done = insert.execute(self.connection()).await.map_err(failed)?;
        if done.rows_affected() != 1 {
            return Ok(false);
        }
        // … and what does.
        self.update_token(token).await?;
        Ok(true)
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
        let query = sqlx::query(
            "UPDATE tokens SET state = $2, pending_until = $3, name = $4, oprf_key = $5, seed = $6, ratchet = $7, \
             last_used = $8, last_factor = $9, pin_count = $10, pin_until = $11, passcode_count = $12, \
             passcode_until = $13, passcode_step = $14, changed = $15, proved = $16, committed = $17, change_id = $18, \
             change_oprf_key = $19, change_seed = $20, presence_id = $21, presence_key = $22, presence_seed = $23, \
             presence_since = $24, revision = revision + 1 WHERE id = $1 \
             RETURNING revision",
        );
        let row = bind_changing(query, token).fetch_one(self.connection()).await.map_err(failed)?;
        let (revision, tries, state) = (row.number("revision")?, token.pin.count, LastState::of(token.state));
        self.journal(Entry { token: token.id, revision, tries, state });
        Ok(())
    }

    async fn tokens_to_end(&mut self, now: Timestamp) -> Result<Vec<Token>, StoreError> {
        let query = sqlx::query(concat!(
            select!(),
            " WHERE (state = 0 AND pending_until <= $1) OR (state IN (0, 1, 2, 6, 7, 8, 9) AND pin_count >= 10 AND pin_until <= $1) \
             ORDER BY created, id LIMIT 100"
        ));
        let rows = query.bind(time(now)).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn token_revision(&mut self, id: TokenId) -> Result<Option<u64>, StoreError> {
        let query = sqlx::query("SELECT revision FROM tokens WHERE id = $1").bind(id.as_bytes().to_vec());
        let row = query.fetch_optional(self.connection()).await.map_err(failed)?;
        row.map(|row| row.number("revision")).transpose()
    }

    async fn raise_token_revision(&mut self, id: TokenId, revision: u64) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE tokens SET revision = $2 WHERE id = $1 AND revision < $2");
        let query = query.bind(id.as_bytes().to_vec()).bind(int(revision));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }
}

type Bound = Query<'static, Any, AnyArguments>;

/// `$1` to `$24` of the update.
fn bind_changing(query: Bound, token: &Token) -> Bound {
    let (state, until) = state::write_state(token.state);
    let (change, presence) = (token.change.as_ref(), token.presence.as_ref());
    query
        .bind(token.id.as_bytes().to_vec())
        .bind(state)
        .bind(until)
        .bind(token.name.clone())
        .bind(token.oprf_key.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.seed.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(token.ratchet.0.to_vec())
        .bind(token.last_used.map(time))
        .bind(token.last_factor.map(state::write_factor))
        .bind(int(token.pin.count))
        .bind(time(token.pin.until))
        .bind(int(token.passcode.count))
        .bind(time(token.passcode.until))
        .bind(int(token.passcode_step))
        .bind(time(token.changed))
        .bind(token.proved.map(time))
        .bind(token.committed.map(|change| change.as_bytes().to_vec()))
        .bind(change.map(|change| change.id.as_bytes().to_vec()))
        .bind(change.map(|change| change.oprf_key.as_bytes().to_vec()))
        .bind(change.map(|change| change.seed.as_bytes().to_vec()))
        .bind(presence.map(|presence| presence.change.as_bytes().to_vec()))
        .bind(presence.and_then(|presence| presence.key).map(|key| key.to_uncompressed().to_vec()))
        .bind(presence.map(|presence| presence.seed.as_bytes().to_vec()))
        .bind(presence.map(|presence| time(presence.since)))
}

impl DatabaseTx {
    /// An entry of each token, as it is here.
    pub(crate) async fn token_entries(&mut self) -> Result<Vec<Entry>, StoreError> {
        let query = sqlx::query("SELECT id, revision, state, pending_until, pin_count FROM tokens");
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        let entry = |row: &AnyRow| {
            let state = state::read_state(row.value("state")?, row.time("pending_until")?)?;
            Ok(Entry {
                token: TokenId(row.bytes("id")?),
                revision: row.number("revision")?,
                tries: row.number("pin_count")?,
                state: LastState::of(state),
            })
        };
        rows.iter().map(entry).collect()
    }

    async fn one_token(&mut self, query: &'static str, key: &[u8]) -> Result<Option<Token>, StoreError> {
        let query = sqlx::query(query).bind(key.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<Token, StoreError> {
    let device: String = row.value("device")?;
    Ok(Token {
        id: TokenId(row.bytes("id")?),
        user: UserId(row.bytes("user_id")?),
        state: state::read_state(row.value("state")?, row.time("pending_until")?)?,
        // An earlier version kept names as they came.
        name: presentable(&row.value::<String>("name")?, usize::MAX),
        device: serde_json::from_str(&device).map_err(|_| StoreError::Corrupt("device"))?,
        device_key: read_key(&row.value::<Vec<u8>>("device_key")?)?,
        user_key: read_key(&row.value::<Vec<u8>>("user_key")?)?,
        oprf_key: row.optional_sealed("oprf_key")?,
        seed: row.optional_sealed("seed")?,
        ratchet: row.bytes("ratchet")?,
        created: row.time("created")?,
        last_used: row.optional_time("last_used")?,
        pin: Lockout { count: row.number("pin_count")?, until: row.time("pin_until")? },
        passcode: Lockout { count: row.number("passcode_count")?, until: row.time("passcode_until")? },
        passcode_step: row.number("passcode_step")?,
        key_store: state::read_key_store(row.value("key_store")?)?,
        changed: row.time("changed")?,
        proved: row.optional_time("proved")?,
        last_factor: row.value::<Option<i64>>("last_factor")?.map(state::read_factor).transpose()?,
        change: read_change(row)?,
        committed: row.optional_bytes("committed")?.map(ChangeId),
        presence: read_presence(row)?,
    })
}

fn read_change(row: &AnyRow) -> Result<Option<PendingChange>, StoreError> {
    let id = row.optional_bytes("change_id")?.map(ChangeId);
    let secrets = row.optional_sealed("change_oprf_key")?.zip(row.optional_sealed("change_seed")?);
    Ok(id.zip(secrets).map(|(id, (oprf_key, seed))| PendingChange { id, oprf_key, seed }))
}

fn read_presence(row: &AnyRow) -> Result<Option<Presence>, StoreError> {
    let change = row.optional_bytes("presence_id")?.map(ChangeId);
    let key = row.value::<Option<Vec<u8>>>("presence_key")?.as_deref().map(read_key).transpose()?;
    let rest = row.optional_sealed("presence_seed")?.zip(row.optional_time("presence_since")?);
    Ok(change.zip(rest).map(|(change, (seed, since))| Presence { change, key, seed, since }))
}

/// Keys are stored uncompressed, because unpacking a point costs a square root at every request.
fn read_key(bytes: &[u8]) -> Result<PublicKey, StoreError> {
    PublicKey::from_sec1(bytes).map_err(|_| StoreError::Corrupt("key"))
}
