//! Enrolments.

use identity::account::user::UserId;
use identity::enrolment::{Enrolment, EnrolmentRows, EnrolmentState};
use identity::store::StoreError;
use protocol::{EnrolmentId, Timestamp, TokenId};
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

macro_rules! select {
    () => {
        "SELECT eid, user_id, state, token_id, created, expires, tries, secrets, message, reply FROM enrolments"
    };
}

impl EnrolmentRows for DatabaseTx {
    async fn insert_enrolment(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        let (state, token) = write_state(enrolment.state);
        sqlx::query(
            "INSERT INTO enrolments (eid, user_id, state, token_id, created, expires, tries, secrets, message, reply) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(enrolment.eid.as_bytes().to_vec())
        .bind(enrolment.user.as_bytes().to_vec())
        .bind(state)
        .bind(token)
        .bind(time(enrolment.created))
        .bind(time(enrolment.expires))
        .bind(int(enrolment.tries))
        .bind(enrolment.secrets.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(enrolment.reply.as_ref().map(|(message, _)| message.0.to_vec()))
        .bind(enrolment.reply.as_ref().map(|(_, reply)| reply.clone()))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn enrolment(&mut self, eid: EnrolmentId) -> Result<Option<Enrolment>, StoreError> {
        self.one_enrolment(concat!(select!(), " WHERE eid = $1"), eid).await
    }

    async fn lock_enrolment(&mut self, eid: EnrolmentId) -> Result<Option<Enrolment>, StoreError> {
        self.one_enrolment(self.pick(locking!(select!(), " WHERE eid = $1")), eid).await
    }

    async fn enrolments_of(&mut self, user: UserId, since: Timestamp) -> Result<Vec<Enrolment>, StoreError> {
        let query = sqlx::query(concat!(select!(), " WHERE user_id = $1 AND created > $2 ORDER BY created, eid"));
        let query = query.bind(user.as_bytes().to_vec()).bind(time(since));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(read).collect()
    }

    async fn update_enrolment(&mut self, enrolment: &Enrolment) -> Result<(), StoreError> {
        let (state, token) = write_state(enrolment.state);
        sqlx::query(
            "UPDATE enrolments SET state = $2, token_id = $3, tries = $4, secrets = $5, message = $6, reply = $7 \
             WHERE eid = $1",
        )
        .bind(enrolment.eid.as_bytes().to_vec())
        .bind(state)
        .bind(token)
        .bind(int(enrolment.tries))
        .bind(enrolment.secrets.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .bind(enrolment.reply.as_ref().map(|(message, _)| message.0.to_vec()))
        .bind(enrolment.reply.as_ref().map(|(_, reply)| reply.clone()))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }
}

impl DatabaseTx {
    async fn one_enrolment(&mut self, query: &'static str, eid: EnrolmentId) -> Result<Option<Enrolment>, StoreError> {
        let query = sqlx::query(query).bind(eid.as_bytes().to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }
}

fn read(row: &AnyRow) -> Result<Enrolment, StoreError> {
    let message = row.optional_bytes("message")?;
    let reply = row.value::<Option<Vec<u8>>>("reply")?;
    Ok(Enrolment {
        eid: EnrolmentId(row.bytes("eid")?),
        user: UserId(row.bytes("user_id")?),
        state: read_state(row.value("state")?, row.optional_bytes("token_id")?.map(TokenId))?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        tries: row.number("tries")?,
        secrets: row.optional_sealed("secrets")?,
        reply: message.zip(reply),
    })
}

fn write_state(state: EnrolmentState) -> (i64, Option<Vec<u8>>) {
    match state {
        EnrolmentState::Issued => (0, None),
        EnrolmentState::Scanned => (1, None),
        EnrolmentState::Opened(token) => (2, Some(token.as_bytes().to_vec())),
        EnrolmentState::Acknowledged(token) => (3, Some(token.as_bytes().to_vec())),
        EnrolmentState::Confirmed(token) => (4, Some(token.as_bytes().to_vec())),
        EnrolmentState::Void => (5, None),
    }
}

fn read_state(state: i64, token: Option<TokenId>) -> Result<EnrolmentState, StoreError> {
    Ok(match (state, token) {
        (0, _) => EnrolmentState::Issued,
        (1, _) => EnrolmentState::Scanned,
        (2, Some(token)) => EnrolmentState::Opened(token),
        (3, Some(token)) => EnrolmentState::Acknowledged(token),
        (4, Some(token)) => EnrolmentState::Confirmed(token),
        (5, _) => EnrolmentState::Void,
        _ => return Err(StoreError::Corrupt("state")),
    })
}
