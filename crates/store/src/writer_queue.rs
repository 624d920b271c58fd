//! The one writer of SQLite, and how many share its sync.
//!
//! SQLite writes one transaction at a time, and a commit waits for the disk: a few milliseconds that would limit the
//! portal to some fifty logins a second. So transactions that queue while the disk is busy share the next commit: each
//! runs alone, inside a savepoint of its own, and each is told "committed" only after the commit they share. Whoever gives up
//! is rolled back to the savepoint, without harm to the others.

use std::ops::{Deref, DerefMut};

use sqlx::{Any, AnyConnection, AnyPool, pool::PoolConnection};
use tokio::sync::{mpsc, oneshot};

/// The way to the writer.
#[derive(Clone, Debug)]
pub(super) struct WriterQueue(mpsc::Sender<oneshot::Sender<BorrowedConnection>>);

/// The writer is gone, or a commit that others shared has failed for all of them.
#[derive(Debug, thiserror::Error)]
pub(super) enum QueueError {
    #[error("the database is closed")]
    Closed,
    #[error("the shared commit failed: {0}")]
    Commit(String),
}

type Ended = oneshot::Sender<Result<(), QueueError>>;

/// The connection, lent to one transaction. Dropped, it goes back and the transaction never was.
pub(super) struct BorrowedConnection {
    lent: Option<(PoolConnection<Any>, oneshot::Sender<Returned>)>,
}

struct Returned {
    connection: PoolConnection<Any>,
    /// Whom to tell when it is committed; none for a roll-back.
    commit: Option<Ended>,
}

impl WriterQueue {
    /// Begins to write; ends when the last clone is gone.
    pub(super) fn open(pool: AnyPool) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(run(pool, receiver));
        Self(sender)
    }

    /// Waits for a turn.
    pub(super) async fn begin(&self) -> Result<BorrowedConnection, QueueError> {
        let (sender, receiver) = oneshot::channel();
        self.0.send(sender).await.map_err(|_| QueueError::Closed)?;
        receiver.await.map_err(|_| QueueError::Closed)
    }
}

impl BorrowedConnection {
    /// Ends the turn, and returns when the disk has it.
    pub(super) async fn commit(mut self) -> Result<(), QueueError> {
        let (sender, receiver) = oneshot::channel();
        self.give_back(Some(sender));
        receiver.await.map_err(|_| QueueError::Closed)?
    }

    fn give_back(&mut self, commit: Option<Ended>) {
        if let Some((connection, back)) = self.lent.take() {
            // Nobody to take it back: the writer is gone, and the connection with it.
            drop(back.send(Returned { connection, commit }));
        }
    }
}

impl Drop for BorrowedConnection {
    fn drop(&mut self) {
        self.give_back(None);
    }
}

impl Deref for BorrowedConnection {
    type Target = AnyConnection;

    #[expect(clippy::expect_used, reason = "only `commit` and `drop` take it, and both end the connection")]
    fn deref(&self) -> &AnyConnection {
        &self.lent.as_ref().expect("lent until given back").0
    }
}

impl DerefMut for BorrowedConnection {
    #[expect(clippy::expect_used, reason = "only `commit` and `drop` take it, and both end the connection")]
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.lent.as_mut().expect("lent until given back").0
    }
}

async fn run(pool: AnyPool, mut queue: mpsc::Receiver<oneshot::Sender<BorrowedConnection>>) {
    while let Some(first) = queue.recv().await {
        let mut ended = Vec::new();
        let outcome = group_commit(&pool, first, &mut queue, &mut ended).await;
        if let Err(error) = &outcome {
            tracing::error!(%error, transactions = ended.len(), "a commit failed");
        }
        for transaction in ended {
            // Whoever does not listen any more has given up after the commit was asked for: it stands all the same.
            drop(transaction.send(outcome.as_ref().copied().map_err(|error| QueueError::Commit(error.to_string()))));
        }
    }
}

/// One commit: runs `first`, and all that queue up in the meantime.
async fn group_commit(
    pool: &AnyPool,
    first: oneshot::Sender<BorrowedConnection>,
    queue: &mut mpsc::Receiver<oneshot::Sender<BorrowedConnection>>,
    ended: &mut Vec<Ended>,
) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    execute(&mut connection, "BEGIN IMMEDIATE").await?;
    let mut next = Some(first);
    let mut outcome = Ok(());
    while let Some(turn) = next {
        match take_turn(connection, turn, ended).await {
            Some((back, result)) => {
                connection = back;
                outcome = result;
            }
            // The connection was lost with its borrower: the database rolls back.
            None => return Err(sqlx::Error::WorkerCrashed),
        }
        next = if outcome.is_ok() && ended.len() < GROUP { queue.try_recv().ok() } else { None };
    }
    match outcome {
        Ok(()) if ended.is_empty() => execute(&mut connection, "ROLLBACK").await,
        Ok(()) => match execute(&mut connection, "COMMIT").await {
            Ok(()) => Ok(()),
            Err(error) => {
                abandon(connection).await;
                Err(error)
            }
        },
        Err(error) => {
            abandon(connection).await;
            Err(error)
        }
    }
}

/// One transaction inside its savepoint. An error here is the shared transaction's: nothing of it is committed.
async fn take_turn(
    mut connection: PoolConnection<Any>,
    turn: oneshot::Sender<BorrowedConnection>,
    ended: &mut Vec<Ended>,
) -> Option<(PoolConnection<Any>, Result<(), sqlx::Error>)> {
    if turn.is_closed() {
        return Some((connection, Ok(())));
    }
    if let Err(error) = execute(&mut connection, "SAVEPOINT turn").await {
        return Some((connection, Err(error)));
    }
    let (back, returned) = oneshot::channel();
    // When the borrower has just gone, the connection comes back by being dropped.
    drop(turn.send(BorrowedConnection { lent: Some((connection, back)) }));
    let Returned { mut connection, commit } = returned.await.ok()?;
    let result = match commit {
        Some(sender) => {
            ended.push(sender);
            execute(&mut connection, "RELEASE turn").await
        }
        None => match execute(&mut connection, "ROLLBACK TO turn").await {
            Ok(()) => execute(&mut connection, "RELEASE turn").await,
            Err(error) => Err(error),
        },
    };
    Some((connection, result))
}

/// Rolls back, and closes a connection that cannot even do that; the pool makes another.
async fn abandon(mut connection: PoolConnection<Any>) {
    if execute(&mut connection, "ROLLBACK").await.is_err() {
        drop(connection.close().await);
    }
}

async fn execute(connection: &mut AnyConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

/// Turns that may wait in the queue; more wait to enter it.
const QUEUE: usize = 256;

/// Transactions that share one commit at most.
const GROUP: usize = 128;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use sqlx::any::{AnyPoolOptions, install_default_drivers};
    use tempfile::TempDir;

    use super::*;

    async fn queue() -> (TempDir, AnyPool, WriterQueue) {
        install_default_drivers();
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("rows.db").display());
        let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        sqlx::query("CREATE TABLE rows (id BIGINT PRIMARY KEY)").execute(&pool).await.unwrap();
        (folder, pool.clone(), WriterQueue::open(pool))
    }

    async fn insert(connection: &mut BorrowedConnection, id: i64) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO rows (id) VALUES ($1)").bind(id).execute(&mut **connection).await.map(drop)
    }

    async fn count(pool: &AnyPool) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM rows").fetch_one(pool).await.unwrap()
    }

    #[tokio::test]
    async fn others_stand_when_one_gives_up() {
        let (_folder, pool, queue) = queue().await;
        let mut first = queue.begin().await.unwrap();
        insert(&mut first, 1).await.unwrap();
        let (second, third) = (queue.clone(), queue.clone());
        let second = tokio::spawn(async move {
            let mut connection = second.begin().await.unwrap();
            insert(&mut connection, 2).await.unwrap();
            // Dropped: rolled back.
        });
        let third = tokio::spawn(async move {
            let mut connection = third.begin().await.unwrap();
            insert(&mut connection, 3).await.unwrap();
            connection.commit().await
        });
        first.commit().await.unwrap();
        second.await.unwrap();
        third.await.unwrap().unwrap();
        assert_eq!(count(&pool).await, 2, "the first and the third");
    }

    #[tokio::test]
    async fn turn_passes_on_when_whoever_waited_is_gone() {
        let (_folder, pool, queue) = queue().await;
        let first = queue.begin().await.unwrap();
        let waiter = queue.clone();
        let waiter = tokio::spawn(async move { waiter.begin().await.map(drop) });
        tokio::task::yield_now().await;
        waiter.abort();
        drop(first);
        let mut last = queue.begin().await.unwrap();
        insert(&mut last, 1).await.unwrap();
        last.commit().await.unwrap();
        assert_eq!(count(&pool).await, 1);
    }

    #[tokio::test]
    async fn nobody_is_told_committed_when_the_database_has_rolled_back() {
        let (_folder, pool, queue) = queue().await;
        let mut first = queue.begin().await.unwrap();
        insert(&mut first, 1).await.unwrap();
        // As SQLite itself does when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *first).await.unwrap();
        assert!(matches!(first.commit().await, Err(QueueError::Commit(_))));
        let mut next = queue.begin().await.unwrap();
        insert(&mut next, 2).await.unwrap();
        next.commit().await.unwrap();
        assert_eq!(count(&pool).await, 1, "the queue goes on");
    }
}
