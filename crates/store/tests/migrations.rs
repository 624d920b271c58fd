//! Databases of earlier versions are brought up to date, and keep what must last.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use identity::{account::user, credential::token};
use sqlx::{AnyConnection, Connection, Executor};
use store::{Database, wake::Wake};

/// The first three migrations, as the version that had only these ran them, with an account, a token, a known browser and a
/// login that is under way.
const EARLIER: [&str; 3] = [
    include_str!("../src/migrations/0001_first.sql"),
    include_str!("../src/migrations/0002_ratchet.sql"),
    include_str!("../src/migrations/0003_tally.sql"),
];

#[tokio::test]
async fn account_and_token_survive_when_the_tables_change() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("portal.db").display());
    // 1. A portal of today makes its tables; that is how the earlier version's bookkeeping looks too.
    Database::open(&url, Wake::default()).await.unwrap().close().await;
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    // 2. Back to the three first migrations.
    connection.execute("PRAGMA foreign_keys = OFF").await.unwrap();
    for table in tables {
        connection.execute(sqlx::AssertSqlSafe(format!("DROP TABLE \"{table}\""))).await.unwrap();
    }
    connection.execute("DELETE FROM _sqlx_migrations WHERE version > 3").await.unwrap();
    for migration in EARLIER {
        connection.execute(migration).await.unwrap();
    }
    // 3. What an employee had then.
    connection
        .execute(
            "INSERT INTO users (id, name, display_name, email, created, push_from_unknown, push_from_known, wrong_numbers, \
             push_paused_until, push_disabled) \
             VALUES (zeroblob(16), 'anna', 'Anna Holm', 'anna@nordhavn.example', 1, x'', x'', 0, 0, 0)",
        )
        .await
        .unwrap();
    connection
        .execute("INSERT INTO browsers (user_id, digest, last_seen) VALUES (zeroblob(16), zeroblob(32), 1)")
        .await
        .unwrap();
    connection
        .execute(
            "INSERT INTO challenges (id, user_id, login, state, created, expires, number, ip, network, browser, os, \
             browser_known) VALUES (zeroblob(16), zeroblob(16), zeroblob(32), 0, 1, 2, x'', '', '', '', '', 0)",
        )
        .await
        .unwrap();
    connection.execute("INSERT INTO challenge_keys (slot, key, created) VALUES (0, x'', 7)").await.unwrap();
    connection.close().await.unwrap();
    // 4. Today's version opens it.
    let database = Database::open(&url, Wake::default()).await.unwrap();
    let anna = user::find(&database, &"anna".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((anna.display_name.as_str(), anna.group), ("Anna Holm", None));
    assert!(token::list(&database, anna.id).await.unwrap().is_empty());
    database.close().await;
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    let browsers: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM browsers").fetch_one(&mut connection).await.unwrap();
    assert_eq!(browsers, 1, "known browsers stay known");
    let changed: i64 =
        sqlx::query_scalar("SELECT changed FROM challenge_keys").fetch_one(&mut connection).await.unwrap();
    assert_eq!(changed, 7, "the set is as old as its only key");
}
