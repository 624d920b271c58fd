//! Challenges and their signed copies.

use identity::account::user::UserId;
use identity::challenge::{BrowserContext, Challenge, ChallengeRows, ChallengeState};
use identity::kek::Sealed;
use identity::store::StoreError;
use protocol::{Bytes, ChallengeId, Timestamp, TokenId, jws::Jws};
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed};

macro_rules! select {
    () => {
        "SELECT id, user_id, login, state, created, expires, number, ip, network, browser, os, browser_known, answered_by, \
         answer FROM challenges"
    };
}

impl ChallengeRows for DatabaseTx {
    async fn insert_challenge(&mut self, challenge: &Challenge) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO challenges (id, user_id, login, state, created, expires, number, ip, network, browser, os, \
             browser_known) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(challenge.id.as_bytes().to_vec())
        .bind(challenge.user.map(|user| user.as_bytes().to_vec()))
        .bind(challenge.login.0.to_vec())
        .bind(write_state(challenge.state))
        .bind(time(challenge.created))
        .bind(time(challenge.expires))
        .bind(challenge.number.as_bytes().to_vec())
        .bind(challenge.origin.ip.clone())
        .bind(challenge.origin.network.clone())
        .bind(challenge.origin.browser.clone())
        .bind(challenge.origin.os.clone())
        .bind(int(challenge.origin.is_known))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>, StoreError> {
        self.one_challenge(concat!(select!(), " WHERE id = $1"), id.as_bytes()).await
    }

    async fn challenge_of_login(&mut self, login: Bytes<32>) -> Result<Option<Challenge>, StoreError> {
        self.one_challenge(concat!(select!(), " WHERE login = $1"), &login.0).await
    }

    async fn pending_challenge_of(&mut self, user: UserId, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE user_id = $1 AND state = 0 AND expires > $2"));
        let query = query.bind(user.as_bytes().to_vec()).bind(time(now));
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn logins_from_network(
        &mut self,
        network: &str,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query(
            "SELECT created FROM challenges WHERE network = $1 AND created > $2 AND browser_known = 0 \
             ORDER BY created DESC LIMIT $3",
        );
        let query = query.bind(network.to_owned()).bind(time(since)).bind(int(limit));
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().rev().map(|row| row.time("created")).collect()
    }

    async fn close_challenge(&mut self, challenge: &Challenge) -> Result<bool, StoreError> {
        let done =
            sqlx::query("UPDATE challenges SET state = $2, answered_by = $3, answer = $4 WHERE id = $1 AND state = 0")
                .bind(challenge.id.as_bytes().to_vec())
                .bind(write_state(challenge.state))
                .bind(challenge.answer.map(|(by, _)| by.as_bytes().to_vec()))
                .bind(challenge.answer.map(|(_, digest)| digest.0.to_vec()))
                .execute(self.connection())
                .await
                .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn redeem_challenge(&mut self, id: ChallengeId) -> Result<bool, StoreError> {
        let query = sqlx::query("UPDATE challenges SET state = 6 WHERE id = $1 AND state = 1");
        let done = query.bind(id.as_bytes().to_vec()).execute(self.connection()).await.map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        jws: &Jws,
        limit: u8,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "INSERT INTO deliveries (challenge_id, token_id, digest, jws) \
             SELECT id, $2, $3, $4 FROM challenges WHERE id = $1 AND state = 0 \
             AND (SELECT COUNT(*) FROM deliveries WHERE challenge_id = $1) < $5",
        )
        .bind(id.as_bytes().to_vec())
        .bind(token.as_bytes().to_vec())
        .bind(jws.digest().0.to_vec())
        .bind(jws.as_str().to_owned())
        .bind(int(limit))
        .execute(self.connection())
        .await
        .map_err(failed)?;
        Ok(done.rows_affected() == 1)
    }

    async fn delivery(
        &mut self,
        id: ChallengeId,
        token: TokenId,
        digest: Bytes<32>,
    ) -> Result<Option<Jws>, StoreError> {
        let row = sqlx::query("SELECT jws FROM deliveries WHERE challenge_id = $1 AND token_id = $2 AND digest = $3")
            .bind(id.as_bytes().to_vec())
            .bind(token.as_bytes().to_vec())
            .bind(digest.0.to_vec())
            .fetch_optional(self.connection())
            .await
            .map_err(failed)?;
        row.map(|row| row.value("jws").map(Jws::received)).transpose()
    }
}

impl DatabaseTx {
    async fn one_challenge(&mut self, query: &'static str, key: &[u8]) -> Result<Option<Challenge>, StoreError> {
        let query = sqlx::query(query).bind(key.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<Challenge, StoreError> {
    Ok(Challenge {
        id: ChallengeId(row.bytes("id")?),
        user: row.optional_user("user_id")?,
        login: row.bytes("login")?,
        state: read_state(row.value("state")?)?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        number: Sealed::from_bytes(row.value("number")?),
        origin: BrowserContext {
            ip: row.value("ip")?,
            network: row.value("network")?,
            browser: row.value("browser")?,
            os: row.value("os")?,
            is_known: row.flag("browser_known")?,
        },
        answer: row.optional_bytes("answered_by")?.map(TokenId).zip(row.optional_bytes("answer")?),
    })
}

fn write_state(state: ChallengeState) -> i64 {
    match state {
        ChallengeState::Pending => 0,
        ChallengeState::Approved => 1,
        ChallengeState::Denied => 2,
        ChallengeState::Reported => 3,
        ChallengeState::WrongNumber => 4,
        ChallengeState::Withdrawn => 5,
        ChallengeState::Redeemed => 6,
    }
}

fn read_state(state: i64) -> Result<ChallengeState, StoreError> {
    Ok(match state {
        0 => ChallengeState::Pending,
        1 => ChallengeState::Approved,
        2 => ChallengeState::Denied,
        3 => ChallengeState::Reported,
        4 => ChallengeState::WrongNumber,
        5 => ChallengeState::Withdrawn,
        6 => ChallengeState::Redeemed,
        _ => return Err(StoreError::Corrupt("state")),
    })
}
