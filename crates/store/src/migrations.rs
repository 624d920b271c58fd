//! Tables, brought up to date when the portal starts.

use std::borrow::Cow;

use sqlx::{
    AnyPool, AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::Dialect;

/// The tables cannot be brought up to date: a newer portal has used this database, or it cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the tables cannot be brought up to date")]
pub struct MigrateError(#[from] sqlx::migrate::MigrateError);

/// Runs what has not run yet. Nodes that start together wait for each other.
pub(super) async fn run(pool: &AnyPool, dialect: Dialect) -> Result<(), MigrateError> {
    let migrations = MIGRATIONS.iter().map(|(version, name, sql)| migration(*version, name, sql, dialect)).collect();
    Migrator::with_migrations(migrations).run(pool).await?;
    Ok(())
}

fn migration(version: i64, name: &'static str, sql: &'static str, dialect: Dialect) -> Migration {
    let sql = match dialect {
        Dialect::Sqlite => sql
            .replace("ROW_NUMBER_KEY", "INTEGER PRIMARY KEY AUTOINCREMENT")
            .replace("TRANSACTION_NUMBER", "BIGINT NOT NULL DEFAULT 0"),
        Dialect::Postgres => sql
            .replace("BLOB", "BYTEA")
            .replace("ROW_NUMBER_KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
            .replace(
                "TRANSACTION_NUMBER",
                "BIGINT NOT NULL DEFAULT (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))",
            ),
    };
    let sql = AssertSqlSafe(sql).into_sql_str();
    Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
}

/// Add to the end; never change what has been released.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("migrations/0001_first.sql")),
    (2, "ratchet", include_str!("migrations/0002_ratchet.sql")),
    (3, "journal", include_str!("migrations/0003_tally.sql")),
    (4, "attempts", include_str!("migrations/0004_attempts.sql")),
    (5, "audit", include_str!("migrations/0005_audit.sql")),
    (6, "groups", include_str!("migrations/0006_groups.sql")),
    (7, "edge", include_str!("migrations/0007_edge.sql")),
    (8, "recovery", include_str!("migrations/0008_recovery.sql")),
    (9, "pull", include_str!("migrations/0009_pull.sql")),
    (10, "challenge keys", include_str!("migrations/0010_challenge_keys.sql")),
];
