//! `segl-portal restore-check`: after the database was put back from a backup.

use std::path::PathBuf;

use clap::Args;
use identity::rollback_journal;
use identity::store::StoreError;
use serde_json::json;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, configured, journal_file, open_configured_with};
use crate::cli::output::Output;
use crate::cli::{Which, administrator};
use crate::config::ConfigError;
use store::rollback_journal::known::{Begin, KnownJournalError};
use store::rollback_journal::{JournalError, latest};

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum RestoreCheckError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    RollbackJournal(#[from] JournalError),
    #[error(transparent)]
    KnownJournal(#[from] KnownJournalError),
    #[error(
        "--new-node is for a further node beside a running one, and on SQLite there is one node: when its journal is lost for \
         good, run restore-check --apply --without-journal"
    )]
    OneNode,
    #[error("the database is older than the rollback journal, in {0} soft tokens: run restore-check --apply")]
    Behind(usize),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What to do about what is found.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Todo {
    /// Suspend them until their owners reconnect them, raise their counters, and log everybody out.
    #[arg(long)]
    apply: bool,
    /// The rollback journal is lost for good: begin a new one, and suspend every soft token until its owner reconnects it.
    #[arg(long, requires = "apply", conflicts_with = "journals")]
    without_journal: bool,
    /// This is a further node of a portal that runs already: begin a rollback journal for it. Nothing is suspended.
    #[arg(long, conflicts_with_all = ["apply", "journals"])]
    new_node: bool,
}

impl Todo {
    fn begin(self) -> Begin {
        match self {
            Self { without_journal: true, .. } => Begin::InPlaceOfLost,
            Self { new_node: true, .. } => Begin::OfNewNode,
            _ => Begin::New,
        }
    }
}

pub(super) async fn run(
    output: Output,
    journals: Vec<PathBuf>,
    todo: Todo,
    which: &Which,
) -> Result<(), RestoreCheckError> {
    if todo.new_node && configured(which)?.database.starts_with("sqlite:") {
        return Err(RestoreCheckError::OneNode);
    }
    let (config, state) = open_configured_with(which, todo.begin()).await?;
    let behind = if todo.without_journal {
        rollback_journal::everything(state.database.token_entries().await?)
    } else {
        let mut entries = latest(&journal_file(&config))?;
        for other in journals {
            entries.extend(latest(&other)?);
        }
        rollback_journal::behind(&state.database, &entries).await?
    };
    if !todo.apply && !behind.is_empty() {
        return Err(RestoreCheckError::Behind(behind.len()));
    }
    if !behind.is_empty() {
        let (limits, by) = (&state.issuer.limits, administrator());
        rollback_journal::roll_forward(&state.database, limits, state.now(), &by, &behind).await?;
    }
    state.database.note_journal().await?;
    let text = match behind.len() {
        0 if todo.new_node => "This node has a rollback journal now.".to_owned(),
        0 => "The database is as new as the rollback journal.".to_owned(),
        count => format!("{count} soft tokens are off until their owners reconnect them, and everybody is logged out."),
    };
    output.say(&text, &json!({ "behind": behind.len(), "applied": todo.apply }));
    Ok(())
}

/// A portal on a database that is older than its rollback journal gives a guesser the tries back: it does not start. What the
/// database knows and the journal does not, after a crash, is written into the journal now.
pub(super) async fn refuse_if_behind(state: &AppState, journal: &std::path::Path) -> Result<(), RestoreCheckError> {
    let behind = rollback_journal::behind(&state.database, &latest(journal)?).await?;
    if !behind.is_empty() {
        return Err(RestoreCheckError::Behind(behind.len()));
    }
    state.database.catch_journal_up(journal).await?;
    Ok(state.database.note_journal().await?)
}
