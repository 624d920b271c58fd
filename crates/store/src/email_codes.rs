//! Codes sent by e-mail.

use identity::account::user::UserName;
use identity::credential::email_code::{EmailCode, EmailCodeRows, EmailsTo, SentEmail, SentEmailRows};
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
        // Earlier ones are worth nothing any more; one sealed value is left for each attempt.
        sqlx::query("UPDATE email_codes SET sealed = NULL WHERE attempt_id = $1")
            .bind(code.attempt.0.0.to_vec())
            .execute(self.connection())
            .await
            .map_err(failed)?;
        sqlx::query(
            "INSERT INTO email_codes (attempt_id, number_of_attempt, account, network, salt, hash, created, expires, tries, \
             used, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
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
        .bind(code.sealed.as_ref().map(|sealed| sealed.as_bytes().to_vec()))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn lock_email_code(&mut self, attempt: AttemptId) -> Result<Option<EmailCode>, StoreError> {
        let query = self.pick(locking!(
            "SELECT attempt_id, number_of_attempt, salt, hash, created, expires, tries, used, sealed FROM email_codes \
             WHERE attempt_id = $1 ORDER BY number_of_attempt DESC LIMIT 1"
        ));
        let query = sqlx::query(query).bind(attempt.0.0.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn update_email_code(&mut self, code: &EmailCode) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE email_codes SET tries = $3, used = $4, sealed = CASE WHEN $4 = 0 THEN sealed END \
             WHERE attempt_id = $1 AND number_of_attempt = $2",
        )
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
}

impl SentEmailRows for DatabaseTx {
    async fn insert_sent_email(&mut self, name: &UserName, sent: &SentEmail) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sent_emails (name, network, client_known, at) VALUES ($1, $2, $3, $4)")
            .bind(name.as_str().to_owned())
            .bind(sent.network.clone())
            .bind(int(sent.is_known))
            .bind(time(sent.at))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn sent_emails(&mut self, to: EmailsTo<'_>, since: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
        let query = match to {
            EmailsTo::Known(name) => sqlx::query(
                "SELECT at FROM sent_emails WHERE at > $1 AND name = $2 AND client_known = 1 ORDER BY at",
            )
            .bind(time(since))
            .bind(name.as_str().to_owned()),
            EmailsTo::Network(name, network) => sqlx::query(
                "SELECT at FROM sent_emails WHERE at > $1 AND name = $2 AND client_known = 0 AND network = $3 ORDER BY at",
            )
            .bind(time(since))
            .bind(name.as_str().to_owned())
            .bind(network.to_owned()),
            EmailsTo::Strangers(name) => sqlx::query(
                "SELECT at FROM sent_emails WHERE at > $1 AND name = $2 AND client_known = 0 ORDER BY at",
            )
            .bind(time(since))
            .bind(name.as_str().to_owned()),
            EmailsTo::AnyoneFrom(network) => sqlx::query(
                "SELECT at FROM sent_emails WHERE at > $1 AND network = $2 AND client_known = 0 ORDER BY at",
            )
            .bind(time(since))
            .bind(network.to_owned()),
        };
        query.fetch_all(self.connection()).await.map_err(failed)?.iter().map(|row| row.time("at")).collect()
    }
}

fn read(row: &AnyRow) -> Result<EmailCode, StoreError> {
    Ok(EmailCode {
        attempt: AttemptId(row.bytes("attempt_id")?),
        number: row.number("number_of_attempt")?,
        salt: row.bytes("salt")?,
        hash: row.bytes("hash")?,
        sealed: row.optional_sealed("sealed")?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        tries: row.number("tries")?,
        is_used: row.flag("used")?,
    })
}
