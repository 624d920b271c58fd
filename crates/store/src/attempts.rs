//! Attempts to log in.

use identity::{
    account::user::UserId,
    login::{
        attempt::{AttemptId, AttemptRows, AttemptState, LoginAttempt, Proof},
        client::SeenClient,
        methods::{AuthenticationMethod, Methods},
    },
    store::StoreError,
};
use protocol::{Bytes, Timestamp, TokenId, challenge::RelyingParty};
use sqlx::any::AnyRow;

use crate::{
    DatabaseTx,
    columns::{Columns, int, time},
    failed, locking,
    tokens::{read_factor, write_factor},
};

macro_rules! select {
    () => {
        "SELECT id, secret, asker, rp_id, rp_name, rp_origin, name, user_id, ip, network, network_certain, browser, os, client_known, methods, \
         continuation, state, method, proved_at, proved_by, proved_with, created, expires FROM attempts"
    };
}

impl AttemptRows for DatabaseTx {
    async fn insert_attempt(&mut self, attempt: &LoginAttempt) -> Result<(), StoreError> {
        let (state, proof) = write_state(attempt.state);
        sqlx::query(
            "INSERT INTO attempts (id, secret, asker, rp_id, rp_name, rp_origin, name, user_id, ip, network, browser, os, \
             client_known, methods, continuation, state, method, proved_at, proved_by, created, expires, network_certain, \
             proved_with) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        )
        .bind(attempt.id.0.0.to_vec())
        .bind(attempt.secret.0.to_vec())
        .bind(attempt.asker.to_string())
        .bind(attempt.relying_party.id.clone())
        .bind(attempt.relying_party.name.clone())
        .bind(attempt.relying_party.origin.as_str().to_owned())
        .bind(attempt.name.as_str().to_owned())
        .bind(attempt.account.map(|user| user.as_bytes().to_vec()))
        .bind(attempt.client.ip.clone())
        .bind(attempt.client.network.clone())
        .bind(attempt.client.browser.clone())
        .bind(attempt.client.os.clone())
        .bind(int(attempt.client.is_known))
        .bind(write_methods(attempt.methods))
        .bind(attempt.continuation.to_string())
        .bind(state)
        .bind(proof.map(|proof| proof.method.name().to_owned()))
        .bind(proof.map(|proof| time(proof.at)))
        .bind(proof.and_then(|proof| proof.token).map(|token| token.as_bytes().to_vec()))
        .bind(time(attempt.created))
        .bind(time(attempt.expires))
        .bind(int(attempt.client.is_certain))
        .bind(proof.and_then(|proof| proof.factor).map(write_factor))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn attempt(&mut self, id: AttemptId) -> Result<Option<LoginAttempt>, StoreError> {
        self.one_attempt(concat!(select!(), " WHERE id = $1"), &id.0.0).await
    }

    async fn attempt_of(&mut self, secret: Bytes<32>) -> Result<Option<LoginAttempt>, StoreError> {
        self.one_attempt(concat!(select!(), " WHERE secret = $1"), &secret.0).await
    }

    async fn lock_attempt(&mut self, id: AttemptId) -> Result<Option<LoginAttempt>, StoreError> {
        self.one_attempt(self.pick(locking!(select!(), " WHERE id = $1")), &id.0.0).await
    }

    async fn update_attempt(&mut self, attempt: &LoginAttempt) -> Result<(), StoreError> {
        let (state, proof) = write_state(attempt.state);
        sqlx::query(
            "UPDATE attempts SET state = $2, method = $3, proved_at = $4, proved_by = $5, expires = $6, proved_with = $7 \
             WHERE id = $1",
        )
        .bind(attempt.id.0.0.to_vec())
        .bind(state)
        .bind(proof.map(|proof| proof.method.name().to_owned()))
        .bind(proof.map(|proof| time(proof.at)))
        .bind(proof.and_then(|proof| proof.token).map(|token| token.as_bytes().to_vec()))
        .bind(time(attempt.expires))
        .bind(proof.and_then(|proof| proof.factor).map(write_factor))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn unfinished_attempts_of(&mut self, account: UserId) -> Result<Vec<LoginAttempt>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE user_id = $1 AND state IN (0, 1) ORDER BY created, id"));
        let rows = query.bind(account.as_bytes().to_vec()).fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(read).collect()
    }

    async fn attempts_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query(
            "SELECT created FROM attempts WHERE network = $1 AND created > $2 AND client_known = 0 \
             ORDER BY created DESC LIMIT $3",
        );
        let query = query.bind(network.to_owned()).bind(time(since)).bind(int(limit));
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().rev().map(|row| row.time("created")).collect()
    }
}

impl DatabaseTx {
    async fn one_attempt(&mut self, query: &'static str, key: &[u8]) -> Result<Option<LoginAttempt>, StoreError> {
        let query = sqlx::query(query).bind(key.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<LoginAttempt, StoreError> {
    Ok(LoginAttempt {
        id: AttemptId(row.bytes("id")?),
        secret: row.bytes("secret")?,
        asker: row.parsed("asker")?,
        relying_party: RelyingParty {
            id: row.value("rp_id")?,
            name: row.value("rp_name")?,
            origin: row.parsed("rp_origin")?,
        },
        name: row.parsed("name")?,
        account: row.optional_user("user_id")?,
        client: SeenClient {
            ip: row.value("ip")?,
            network: row.value("network")?,
            is_certain: row.flag("network_certain")?,
            browser: row.value("browser")?,
            os: row.value("os")?,
            is_known: row.flag("client_known")?,
        },
        methods: read_methods(&row.value::<String>("methods")?)?,
        continuation: row.parsed("continuation")?,
        state: read_state(row)?,
        created: row.time("created")?,
        expires: row.time("expires")?,
    })
}

fn write_methods(methods: Methods) -> String {
    methods.iter().map(AuthenticationMethod::name).collect::<Vec<_>>().join(" ")
}

fn read_methods(text: &str) -> Result<Methods, StoreError> {
    let method = |name| AuthenticationMethod::from_name(name).ok_or(StoreError::Corrupt("methods"));
    text.split_whitespace().map(method).collect()
}

fn write_state(state: AttemptState) -> (i64, Option<Proof>) {
    match state {
        AttemptState::Open => (0, None),
        AttemptState::Proved(proof) => (1, Some(proof)),
        AttemptState::Finished(proof) => (2, Some(proof)),
        AttemptState::Withdrawn => (3, None),
        AttemptState::Expired => (4, None),
    }
}

fn read_state(row: &AnyRow) -> Result<AttemptState, StoreError> {
    Ok(match row.value::<i64>("state")? {
        0 => AttemptState::Open,
        1 => AttemptState::Proved(read_proof(row)?),
        2 => AttemptState::Finished(read_proof(row)?),
        3 => AttemptState::Withdrawn,
        4 => AttemptState::Expired,
        _ => return Err(StoreError::Corrupt("state")),
    })
}

fn read_proof(row: &AnyRow) -> Result<Proof, StoreError> {
    let method = AuthenticationMethod::from_name(&row.value::<String>("method")?);
    Ok(Proof {
        method: method.ok_or(StoreError::Corrupt("method"))?,
        at: row.time("proved_at")?,
        token: row.optional_bytes("proved_by")?.map(TokenId),
        factor: row.value::<Option<i64>>("proved_with")?.map(read_factor).transpose()?,
    })
}
