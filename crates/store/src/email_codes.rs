//! Codes sent by e-mail.

use identity::account::user::UserName;
use identity::credential::email_code::{EmailCode, EmailCodeRows};
use identity::login::attempt::AttemptId;
use identity::store::StoreError;
use protocol::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

impl EmailCodeRows for DatabaseTx {
    async fn insert_email_code(
        &mut self,
        code: &EmailCode,
        account: &UserName,
        network: &str,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO email_codes (attempt_id, number_of_attempt, account, network, salt, hash, created, expires, tries, \
             used) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(code.attempt.0.0.to_vec())
        .bind(int(code.number))
        .bind(account.as_str().to_owned())
        .bind(network.to_owned())
        .bind(code.salt.0.to_vec())
        .bind(code.hash.0.to_vec())
        .bind(time(code.created))
        .bind(time(code.expires))
        .bind(int(code.tries))
        .bind(int(code.is_used))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn lock_email_code(&mut self, attempt: AttemptId) -> Result<Option<EmailCode>, StoreError> {
        let query = self.pick(locking!(
            "SELECT attempt_id, number_of_attempt, salt, hash, created, expires, tries, used FROM email_codes \
             WHERE attempt_id = $1 ORDER BY number_of_attempt DESC LIMIT 1"
        ));
        let query = sqlx::query(query).bind(attempt.0.0.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn update_email_code(&mut self, code: &EmailCode) -> Result<(), StoreError> {
        sqlx::query("UPDATE email_codes SET tries = $3, used = $4 WHERE attempt_id = $1 AND number_of_attempt = $2")
            .bind(code.attempt.0.0.to_vec())
            .bind(int(code.number))
            .bind(int(code.tries))
            .bind(int(code.is_used))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn insert_email_code_try(&mut self, account: &str, now: Timestamp) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO email_code_tries_of_day (account, at) VALUES ($1, $2)");
        let query = query.bind(account.to_owned()).bind(time(now));
        query.execute(self.connection()).await.map(drop).map_err(failed)
    }

    async fn email_code_tries_of_day(&mut self, account: &str, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query("SELECT at FROM email_code_tries_of_day WHERE account = $1 AND at > $2 ORDER BY at");
        let query = query.bind(account.to_owned()).bind(time(since));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("at")).collect()
    }

    async fn emails_for_account(&mut self, account: &str, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query("SELECT created FROM email_codes WHERE account = $1 AND created > $2 ORDER BY created");
        let query = query.bind(account.to_owned()).bind(time(since));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("created")).collect()
    }

    async fn emails_from_network(&mut self, network: &str, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let query = sqlx::query("SELECT created FROM email_codes WHERE network = $1 AND created > $2 ORDER BY created");
        let query = query.bind(network.to_owned()).bind(time(since));
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("created")).collect()
    }
}

fn read(row: &AnyRow) -> Result<EmailCode, StoreError> {
    Ok(EmailCode {
        attempt: AttemptId(row.bytes("attempt_id")?),
        number: row.number("number_of_attempt")?,
        salt: row.bytes("salt")?,
        hash: row.bytes("hash")?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        tries: row.number("tries")?,
        is_used: row.flag("used")?,
    })
}
