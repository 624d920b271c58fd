//! Challenges and their signed copies.

use identity::account::user::UserId;
use identity::challenge::{Challenge, ChallengeRows, ChallengeState};
use identity::kek::Sealed;
use identity::login::attempt::AttemptId;
use identity::store::StoreError;
use protocol::{Bytes, ChallengeId, Timestamp, TokenId, jws::Jws};
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed};

macro_rules! select {
    () => {
        "SELECT id, attempt_id, user_id, state, created, expires, number, pushed, number_tag, answered_by, answer \
         FROM challenges"
    };
}

impl ChallengeRows for DatabaseTx {
    async fn insert_challenge(&mut self, challenge: &Challenge) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO challenges (id, attempt_id, number_of_attempt, user_id, state, created, expires, number, pushed, \
             number_tag) SELECT $1, $2, COUNT(*) + 1, $3, $4, $5, $6, $7, $8, $9 FROM challenges WHERE attempt_id = $2",
        )
        .bind(challenge.id.as_bytes().to_vec())
        .bind(challenge.attempt.0.0.to_vec())
        .bind(challenge.user.map(|user| user.as_bytes().to_vec()))
        .bind(write_state(challenge.state))
        .bind(time(challenge.created))
        .bind(time(challenge.expires))
        .bind(challenge.number.as_bytes().to_vec())
        .bind(int(challenge.is_pushed))
        .bind(challenge.number_tag.map(|tag| tag.0.to_vec()))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn challenge(&mut self, id: ChallengeId) -> Result<Option<Challenge>, StoreError> {
        self.one_challenge(concat!(select!(), " WHERE id = $1"), id.as_bytes()).await
    }

    async fn last_challenge_of(&mut self, attempt: AttemptId) -> Result<Option<Challenge>, StoreError> {
        let query = concat!(select!(), " WHERE attempt_id = $1 ORDER BY number_of_attempt DESC LIMIT 1");
        self.one_challenge(query, &attempt.0.0).await
    }

    async fn count_challenges(&mut self, attempt: AttemptId) -> Result<u64, StoreError> {
        let query = sqlx::query("SELECT COUNT(*) AS count FROM challenges WHERE attempt_id = $1");
        let row = query.bind(attempt.0.0.to_vec()).fetch_one(self.connection()).await.map_err(failed)?;
        row.number("count")
    }

    async fn challenge_by_number(&mut self, tag: Bytes<32>, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        let query = sqlx::query(concat!(
            select!(),
            " WHERE number_tag = $1 AND state = 0 AND expires > $2 ORDER BY created DESC LIMIT 1"
        ));
        let query = query.bind(tag.0.to_vec()).bind(time(now));
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn pull_misses(&mut self, token: TokenId, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query("SELECT at FROM pull_misses WHERE token_id = $1 AND at > $2 ORDER BY at");
        let query = query.bind(token.as_bytes().to_vec()).bind(time(since));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("at")).collect()
    }

    async fn insert_pull_miss(&mut self, token: TokenId, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO pull_misses (token_id, at) VALUES ($1, $2)");
        let query = query.bind(token.as_bytes().to_vec()).bind(time(now));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn forget_pull_misses(&mut self, token: TokenId) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM pull_misses WHERE token_id = $1").bind(token.as_bytes().to_vec());
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn pending_challenge_of(&mut self, user: UserId, now: Timestamp) -> Result<Option<Challenge>, StoreError> {
        let query =
            sqlx::query(concat!(select!(), " WHERE user_id = $1 AND state = 0 AND pushed = 1 AND expires > $2"));
        let query = query.bind(user.as_bytes().to_vec()).bind(time(now));
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
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
        attempt: AttemptId(row.bytes("attempt_id")?),
        user: row.optional_user("user_id")?,
        state: read_state(row.value("state")?)?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        number: Sealed::from_bytes(row.value("number")?),
        is_pushed: row.flag("pushed")?,
        number_tag: row.optional_bytes("number_tag")?,
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
        _ => return Err(StoreError::Corrupt("state")),
    })
}
