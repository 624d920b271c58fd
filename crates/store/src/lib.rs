//! The store behind the domain's ports: one code for SQLite and PostgreSQL (ADR 0002).

mod attempts;
mod audit;
mod challenge_keys;
mod challenges;
mod columns;
mod email_codes;
mod enrolments;
mod evaluations;
mod key_rotation;
mod listen;
mod migrations;
mod notifier;
mod recovery;
pub mod rollback_journal;
mod sessions;
mod steps;
mod stranger_passcodes;
mod sweep;
mod tokens;
mod users;
pub mod wake;
mod writer_queue;

use std::time::Duration;

use identity::rollback_journal::Entry;
use identity::store::{Store, StoreError, Topic, Tx};
use sqlx::{
    Any, AnyConnection, AnyPool, Executor, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

pub use self::{listen::listen, migrations::MigrateError};
use self::{
    notifier::Notifier,
    rollback_journal::{JournalError, RollbackJournal},
    wake::Wake,
    writer_queue::{BorrowedConnection, QueueError, WriterQueue},
};

/// A database, with its waiters.
#[derive(Clone, Debug)]
pub struct Database {
    engine: Engine,
    url: String,
    wake: Wake,
    notifier: Option<Notifier>,
    journal: Option<RollbackJournal>,
}

/// The two databases, where they differ.
#[derive(Clone, Debug)]
enum Engine {
    /// One writer, and readers beside it; in memory there is one connection for both.
    Sqlite { writer: AnyPool, queue: WriterQueue, readers: Option<AnyPool> },
    /// As many as the server bears.
    Postgres(AnyPool),
}

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
        let engine = match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("sqlite") => open_sqlite(url).await?,
            Some("postgres" | "postgresql") => open_postgres(url).await?,
            _ => return Err(OpenDatabaseError::Scheme),
        };
        let notifier = matches!(engine, Engine::Postgres(_)).then(|| Notifier::open(url.to_owned()));
        Ok(Self { engine, url: url.to_owned(), wake, notifier, journal: None })
    }

    /// Leaves a entry of each change of a token in `journal`, before a transaction counts as committed.
    #[must_use]
    pub fn with_rollback_journal(self, journal: RollbackJournal) -> Self {
        Self { journal: Some(journal), ..self }
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, readers, .. } => {
                if let Some(readers) = readers {
                    readers.close().await;
                }
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }

    fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    fn tx(&self, connection: Connection) -> DatabaseTx {
        DatabaseTx {
            connection,
            wake: self.wake.clone(),
            notifier: self.notifier.clone(),
            topics: Vec::new(),
            journal: self.journal.clone(),
            entries: Vec::new(),
        }
    }
}

async fn open_sqlite(url: &str) -> Result<Engine, OpenDatabaseError> {
    let in_memory = url.contains(":memory:");
    let creating = if in_memory || url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    let options: AnyConnectOptions = creating.parse().map_err(OpenDatabaseError::Connect)?;
    let writer = sqlite_pool(1).connect_with(options.clone()).await.map_err(OpenDatabaseError::Connect)?;
    migrations::run(&writer, Dialect::Sqlite).await?;
    let readers = (!in_memory).then(|| sqlite_pool(SQLITE_READERS).connect_lazy_with(options));
    Ok(Engine::Sqlite { queue: WriterQueue::open(writer.clone()), writer, readers })
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

async fn open_postgres(url: &str) -> Result<Engine, OpenDatabaseError> {
    let options: AnyConnectOptions = url.parse().map_err(OpenDatabaseError::Connect)?;
    let pool = AnyPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE);
    let pool = pool.connect_with(options).await.map_err(OpenDatabaseError::Connect)?;
    migrations::run(&pool, Dialect::Postgres).await?;
    Ok(Engine::Postgres(pool))
}

impl Store for Database {
    type Tx = DatabaseTx;

    async fn read(&self) -> Result<DatabaseTx, StoreError> {
        match &self.engine {
            Engine::Sqlite { readers: Some(pool), .. } | Engine::Postgres(pool) => {
                Ok(self.tx(Connection::Own(pool.begin().await.map_err(failed)?, self.dialect())))
            }
            Engine::Sqlite { queue, .. } => Ok(self.tx(Connection::Borrowed(queue.begin().await?))),
        }
    }

    async fn write(&self) -> Result<DatabaseTx, StoreError> {
        match &self.engine {
            Engine::Sqlite { queue, .. } => Ok(self.tx(Connection::Borrowed(queue.begin().await?))),
            Engine::Postgres(pool) => {
                Ok(self.tx(Connection::Own(pool.begin().await.map_err(failed)?, Dialect::Postgres)))
            }
        }
    }
}

/// One transaction. Dropped without commit, it is rolled back.
pub struct DatabaseTx {
    connection: Connection,
    wake: Wake,
    notifier: Option<Notifier>,
    topics: Vec<Topic>,
    journal: Option<RollbackJournal>,
    entries: Vec<Entry>,
}

enum Connection {
    /// The one writer of SQLite.
    Borrowed(BorrowedConnection),
    /// A reader of SQLite, or PostgreSQL.
    Own(Transaction<'static, Any>, Dialect),
}

impl DatabaseTx {
    fn dialect(&self) -> Dialect {
        match self.connection {
            Connection::Borrowed(_) => Dialect::Sqlite,
            Connection::Own(_, dialect) => dialect,
        }
    }

    fn connection(&mut self) -> &mut AnyConnection {
        match &mut self.connection {
            Connection::Borrowed(connection) => connection,
            Connection::Own(tx, _) => tx,
        }
    }

    /// Notes a change for the journal.
    fn journal(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// The text of a query that holds its rows until the end of the transaction. SQLite holds the whole database.
    fn pick(&self, query: Locking) -> &'static str {
        match self.connection {
            Connection::Borrowed(_) | Connection::Own(_, Dialect::Sqlite) => query.sqlite,
            Connection::Own(_, Dialect::Postgres) => query.postgres,
        }
    }
}

impl Tx for DatabaseTx {
    fn wake(&mut self, topic: Topic) {
        self.topics.push(topic);
    }

    async fn commit(self) -> Result<(), StoreError> {
        match self.connection {
            Connection::Borrowed(connection) => connection.commit().await?,
            Connection::Own(tx, _) => tx.commit().await.map_err(failed)?,
        }
        for topic in self.topics {
            self.wake.wake(topic);
            if let Some(notifier) = &self.notifier {
                notifier.announce(topic);
            }
        }
        match self.journal {
            // It is committed; but what is not in the journal too must not be relied on.
            Some(journal) if !self.entries.is_empty() => Ok(journal.add(&self.entries).await?),
            _ => Ok(()),
        }
    }

    async fn forget_old(&mut self, now: protocol::Timestamp) -> Result<(), StoreError> {
        sweep::forget_old(self, now).await
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
        $crate::Locking { sqlite: concat!($($part),+), postgres: concat!($($part),+, " FOR UPDATE") }
    };
}
use locking;

impl From<QueueError> for StoreError {
    fn from(error: QueueError) -> Self {
        Self::Database(Box::new(error))
    }
}

impl From<JournalError> for StoreError {
    fn from(error: JournalError) -> Self {
        Self::Database(Box::new(error))
    }
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// Write-ahead log with a sync at every commit: what was counted stays counted when the power fails.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA busy_timeout = 10000; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864";

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(15);
