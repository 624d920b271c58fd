//! `segl-portal restore-check`: after the database was put back from a backup.

use std::path::PathBuf;

use identity::rollback_journal;
use identity::store::StoreError;
use serde_json::json;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, journal_file, open_configured};
use crate::cli::output::Output;
use crate::cli::{Which, administrator};
use store::rollback_journal::{JournalError, latest};

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum RestoreCheckError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    RollbackJournal(#[from] JournalError),
    #[error("the database is older than the rollback journal, in {0} soft tokens: run restore-check --apply")]
    Behind(usize),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn run(
    output: Output,
    tallies: Vec<PathBuf>,
    apply: bool,
    which: &Which,
) -> Result<(), RestoreCheckError> {
    let (config, state) = open_configured(which).await?;
    let mut entries = latest(&journal_file(&config))?;
    for other in tallies {
        entries.extend(latest(&other)?);
    }
    let behind = rollback_journal::behind(&state.database, &entries).await?;
    if !apply && !behind.is_empty() {
        return Err(RestoreCheckError::Behind(behind.len()));
    }
    if apply && !behind.is_empty() {
        let (limits, by) = (&state.issuer.limits, administrator());
        rollback_journal::roll_forward(&state.database, limits, state.now(), &by, &behind).await?;
    }
    let text = match behind.len() {
        0 => "The database is as new as the rollback journal.".to_owned(),
        count => format!("{count} soft tokens are off until their owners reconnect them, and everybody is logged out."),
    };
    output.say(&text, &json!({ "behind": behind.len(), "applied": apply }));
    Ok(())
}

/// A portal on a database that is older than its rollback journal gives a guesser the tries back: it does not start.
pub(super) async fn refuse_if_behind(state: &AppState, journal: &std::path::Path) -> Result<(), RestoreCheckError> {
    let behind = rollback_journal::behind(&state.database, &latest(journal)?).await?;
    if behind.is_empty() { Ok(()) } else { Err(RestoreCheckError::Behind(behind.len())) }
}
