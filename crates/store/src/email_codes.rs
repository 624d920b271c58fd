//! Codes sent by e-mail.

use identity::credential::email_code::{EmailCode, EmailCodeRows};
use identity::store::StoreError;
use protocol::{Bytes, Timestamp};
use sqlx::any::AnyRow;

use crate::columns::{Columns, int, time};
use crate::{DatabaseTx, failed, locking};

impl EmailCodeRows for DatabaseTx {
    async fn insert_email_code(&mut self, code: &EmailCode) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO email_codes (login, account, user_id, network, salt, hash, created, expires, tries, used) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(code.login.0.to_vec())
        .bind(code.account.as_str().to_owned())
        .bind(code.user.map(|user| user.as_bytes().to_vec()))
        .bind(code.network.clone())
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

    async fn lock_email_code(&mut self, login: Bytes<32>) -> Result<Option<EmailCode>, StoreError> {
        let query = self.pick(locking!(
            "SELECT login, account, user_id, network, salt, hash, created, expires, tries, used FROM email_codes \
             WHERE login = $1"
        ));
        let query = sqlx::query(query).bind(login.0.to_vec());
        query.fetch_optional(self.connection()).await.map_err(failed)?.as_ref().map(read).transpose()
    }

    async fn update_email_code(&mut self, code: &EmailCode) -> Result<(), StoreError> {
        sqlx::query("UPDATE email_codes SET tries = $2, used = $3 WHERE login = $1")
            .bind(code.login.0.to_vec())
            .bind(int(code.tries))
            .bind(int(code.is_used))
            .execute(self.connection())
            .await
            .map(drop)
            .map_err(failed)
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
        login: row.bytes("login")?,
        account: row.parsed("account")?,
        user: row.optional_user("user_id")?,
        network: row.value("network")?,
        salt: row.bytes("salt")?,
        hash: row.bytes("hash")?,
        created: row.time("created")?,
        expires: row.time("expires")?,
        tries: row.number("tries")?,
        is_used: row.flag("used")?,
    })
}
