//! The database knows its journals by name, and how long each was. So a journal that is gone is noticed, and so is another
//! one or an older copy in its place: without it, a database from a backup would look like the newest.

use std::path::{Path, PathBuf};

use identity::rollback_journal::Entry;
use identity::store::{Store as _, StoreError, Tx as _};
use protocol::Bytes;

use crate::columns::{Columns, int};
use crate::rollback_journal::{Found, JournalError, JournalName, RollbackJournal, read};
use crate::{Database, DatabaseTx, Dialect, failed};

/// Why the portal does not start with the journal that is there, or is not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnownJournalError {
    /// There is none.
    #[error(
        "the rollback journal {} is missing, although the database was used with one. Put its newest copy there. If it is lost \
         for good, run restore-check --apply --without-journal: all soft tokens are off then until their owners reconnect them. \
         If this is a further node of the portal, run restore-check --new-node on it once", .0.display()
    )]
    Missing(PathBuf),
    /// The database has seen more of it.
    #[error(
        "the rollback journal {} is shorter than it was: an older copy of it. Put its newest copy there. If that is lost for \
         good, run restore-check --apply --without-journal: all soft tokens are off then until their owners reconnect them",
        .0.display()
    )]
    Shorter(PathBuf),
    /// It is of another portal or another node.
    #[error(
        "the rollback journal {} is not one of this database. Put the right one there. If that is lost for good, run \
         restore-check --apply --without-journal: all soft tokens are off then until their owners reconnect them", .0.display()
    )]
    Another(PathBuf),
    /// It is there, so that nothing has to be begun.
    #[error("there is a rollback journal already: {}", .0.display())]
    IsThere(PathBuf),
    /// The file.
    #[error(transparent)]
    File(#[from] JournalError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether a journal may be begun.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Begin {
    /// Only where there is nothing that could have been put back: the database knows no journal, or no token.
    New,
    /// The one before is lost; its file, if it is there, is kept under another name. The caller suspends every token.
    InPlaceOfLost,
    /// Another node has one, this node begins its own.
    OfNewNode,
}

impl Database {
    /// Opens the journal at `path` and notes in it, from now on, each change of a token. `fresh` is its name when it is begun.
    pub async fn keep_journal(self, path: &Path, fresh: JournalName, begin: Begin) -> Result<Self, KnownJournalError> {
        let mut tx = self.write().await?;
        let (known, has_tokens) = (tx.known_journals().await?, tx.has_tokens().await?);
        let found = read(path)?;
        match begin {
            Begin::New if known.is_empty() || !has_tokens => {}
            Begin::New => refuse_unless_known(path, found.as_ref(), &known)?,
            Begin::OfNewNode if found.is_some() => return Err(KnownJournalError::IsThere(path.to_owned())),
            Begin::OfNewNode => {}
            Begin::InPlaceOfLost => {
                // One node has one journal. Of several nodes, only the name in a file says which one it was.
                match (tx.dialect(), found.and_then(|found| found.name)) {
                    (Dialect::Sqlite, _) => tx.forget_journals(&known).await?,
                    (Dialect::Postgres, Some(name)) => tx.forget_journals(&[(name, 0)]).await?,
                    (Dialect::Postgres, None) => {}
                }
                if path.exists() {
                    std::fs::rename(path, unused(path)).map_err(JournalError::from)?;
                }
            }
        }
        let journal = RollbackJournal::open(path, fresh)?;
        tx.note_journal(&journal).await?;
        tx.commit().await?;
        Ok(self.with_rollback_journal(journal))
    }

    /// Notes how long the journal is by now; call it once a minute.
    pub async fn note_journal(&self) -> Result<(), StoreError> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let mut tx = self.write().await?;
        tx.note_journal(journal).await?;
        tx.commit().await
    }

    /// Writes into the journal what the database knows better: what was committed when the program was killed before the entry
    /// was written. Nobody was told of it, but it has happened.
    pub async fn catch_journal_up(&self, path: &Path) -> Result<(), KnownJournalError> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let written: std::collections::HashMap<_, _> = read(path)?
            .map(|found| found.latest.into_iter().map(|entry| (entry.token, entry.revision)).collect())
            .unwrap_or_default();
        let mut missing = self.token_entries().await?;
        missing.retain(|entry| written.get(&entry.token).is_none_or(|revision| *revision < entry.revision));
        if !missing.is_empty() {
            journal.add(&missing).await?;
        }
        Ok(())
    }

    /// An entry of each token, as it is in the database.
    pub async fn token_entries(&self) -> Result<Vec<Entry>, StoreError> {
        self.read().await?.token_entries().await
    }
}

fn refuse_unless_known(
    path: &Path,
    found: Option<&Found>,
    known: &[(JournalName, u64)],
) -> Result<(), KnownJournalError> {
    let Some(found) = found else {
        return Err(KnownJournalError::Missing(path.to_owned()));
    };
    let seen = known.iter().find(|(name, _)| Some(*name) == found.name).map(|(_, length)| *length);
    match seen {
        None => Err(KnownJournalError::Another(path.to_owned())),
        Some(length) if found.length < length => Err(KnownJournalError::Shorter(path.to_owned())),
        Some(_) => Ok(()),
    }
}

/// A name for the file that is out of use.
fn unused(path: &Path) -> PathBuf {
    let name = |number: u32| path.with_extension(format!("journal.before-{number}"));
    (1..u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}

impl DatabaseTx {
    async fn known_journals(&mut self) -> Result<Vec<(JournalName, u64)>, StoreError> {
        let query = sqlx::query("SELECT id, bytes_seen FROM rollback_journals");
        let rows = query.fetch_all(self.connection()).await.map_err(failed)?;
        rows.iter().map(|row| Ok((JournalName(row.bytes::<16>("id")?), row.number("bytes_seen")?))).collect()
    }

    async fn has_tokens(&mut self) -> Result<bool, StoreError> {
        let query = sqlx::query("SELECT id FROM tokens LIMIT 1");
        Ok(query.fetch_optional(self.connection()).await.map_err(failed)?.is_some())
    }

    async fn note_journal(&mut self, journal: &RollbackJournal) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO rollback_journals (id, bytes_seen) VALUES ($1, $2) \
             ON CONFLICT (id) DO UPDATE SET bytes_seen = excluded.bytes_seen",
        )
        .bind(journal.name().0.0.to_vec())
        .bind(int(journal.length()))
        .execute(self.connection())
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn forget_journals(&mut self, journals: &[(JournalName, u64)]) -> Result<(), StoreError> {
        for (JournalName(Bytes(name)), _) in journals {
            let query = sqlx::query("DELETE FROM rollback_journals WHERE id = $1").bind(name.to_vec());
            query.execute(self.connection()).await.map_err(failed)?;
        }
        Ok(())
    }
}
