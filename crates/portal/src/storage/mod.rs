//! The store behind the domain's ports: one code for SQLite and PostgreSQL (ADR 0002).

mod audit;
mod challenge_keys;
mod challenges;
mod columns;
mod email_codes;
mod enrolments;
mod listen;
mod migrations;
mod sessions;
mod sweep;
mod tokens;
mod users;

use std::time::Duration;

use identity::ports::{Store, StoreError, Topic, Tx};
use sqlx::{
    Any, AnyPool, Executor, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

pub use self::{listen::listen, migrations::MigrateError};
use crate::wake::Wake;

/// A database, with its waiters.
#[derive(Clone, Debug)]
pub struct Database {
    writers: AnyPool,
    readers: AnyPool,
    dialect: Dialect,
    url: String,
    wake: Wake,
}

/// The two databases, where their SQL differs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Dialect {
    Sqlite,
    Postgres,
}

/// Why a database does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenDatabaseError {
    /// Neither `sqlite:` nor `postgres:`.
    #[error("a database URL begins with sqlite: or postgres:")]
    Scheme,
    /// It does not connect.
    #[error("the database does not open")]
    Connect(#[source] sqlx::Error),
    /// Its tables cannot be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
}

impl Database {
    /// Opens (SQLite: creates) the database and brings its tables up to date.
    pub async fn open(url: &str, wake: Wake) -> Result<Self, OpenDatabaseError> {
        sqlx::any::install_default_drivers();
        let dialect = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => Dialect::Sqlite,
            Some("postgres" | "postgresql") => Dialect::Postgres,
            _ => return Err(OpenDatabaseError::Scheme),
        };
        let (writers, readers) = match dialect {
            Dialect::Sqlite => open_sqlite(url).await,
            Dialect::Postgres => open_postgres(url).await,
        }
        .map_err(OpenDatabaseError::Connect)?;
        migrations::run(&writers, dialect).await?;
        Ok(Self { writers, readers, dialect, url: url.to_owned(), wake })
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

/// One writer: SQLite has no more than one anyway, and a queue here is fair and never `SQLITE_BUSY`.
async fn open_sqlite(url: &str) -> Result<(AnyPool, AnyPool), sqlx::Error> {
    let in_memory = url.contains(":memory:");
    let creating = if in_memory || url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    let writers = sqlite_pool(1).connect_with(creating.parse::<AnyConnectOptions>()?).await?;
    if in_memory {
        return Ok((writers.clone(), writers));
    }
    let readers = sqlite_pool(SQLITE_READERS).connect_lazy_with(creating.parse::<AnyConnectOptions>()?);
    Ok((writers, readers))
}

fn sqlite_pool(size: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(SQLITE_SETTINGS).await.map(drop) }))
}

async fn open_postgres(url: &str) -> Result<(AnyPool, AnyPool), sqlx::Error> {
    let options = AnyPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE);
    let pool = options.connect_with(url.parse::<AnyConnectOptions>()?).await?;
    Ok((pool.clone(), pool))
}

impl Store for Database {
    type Tx = DatabaseTx;

    async fn read(&self) -> Result<DatabaseTx, StoreError> {
        let tx = self.readers.begin().await.map_err(failed)?;
        Ok(DatabaseTx { tx, dialect: self.dialect, wake: self.wake.clone(), topics: Vec::new() })
    }

    async fn write(&self) -> Result<DatabaseTx, StoreError> {
        let tx = match self.dialect {
            Dialect::Sqlite => self.writers.begin_with("BEGIN IMMEDIATE").await,
            Dialect::Postgres => self.writers.begin().await,
        }
        .map_err(failed)?;
        Ok(DatabaseTx { tx, dialect: self.dialect, wake: self.wake.clone(), topics: Vec::new() })
    }
}

/// One transaction. Dropped without commit, it is rolled back.
pub struct DatabaseTx {
    tx: Transaction<'static, Any>,
    dialect: Dialect,
    wake: Wake,
    topics: Vec<Topic>,
}

impl DatabaseTx {
    /// The text of a query that holds its rows until the end of the transaction. SQLite holds the whole database.
    fn pick(&self, query: Locking) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => query.sqlite,
            Dialect::Postgres => query.postgres,
        }
    }
}

impl Tx for DatabaseTx {
    fn wake(&mut self, topic: Topic) {
        self.topics.push(topic);
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            listen::notify(&mut self.tx, &self.topics).await?;
        }
        self.tx.commit().await.map_err(failed)?;
        for topic in self.topics {
            self.wake.wake(topic);
        }
        Ok(())
    }

    async fn sweep(&mut self, now: protocol::Timestamp) -> Result<Vec<identity::token::Token>, StoreError> {
        sweep::sweep(self, now).await
    }
}

/// The same query with and without `FOR UPDATE`.
#[derive(Clone, Copy)]
struct Locking {
    sqlite: &'static str,
    postgres: &'static str,
}

/// Declares a [`Locking`] query.
macro_rules! locking {
    ($($part:expr),+ $(,)?) => {
        $crate::storage::Locking { sqlite: concat!($($part),+), postgres: concat!($($part),+, " FOR UPDATE") }
    };
}
use locking;

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// Write-ahead log with a sync at every commit: what was counted stays counted when the power fails.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA busy_timeout = 10000; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864";

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests;
