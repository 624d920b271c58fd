//! `segl-portal restore-check`: after the database was put back from a backup.

use std::path::PathBuf;

use identity::ports::StoreError;
use identity::tally;
use serde_json::json;

use super::Which;
use super::open::{OpenPortalError, open_configured, tally_file};
use super::output::Output;
use crate::state::AppState;
use crate::tally::{TallyError, latest};

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum RestoreCheckError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Tally(#[from] TallyError),
    #[error("the database is older than the tally, in {0} soft tokens: run restore-check --apply")]
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
    let mut marks = latest(&tally_file(&config))?;
    for other in tallies {
        marks.extend(latest(&other)?);
    }
    let behind = tally::behind(&state.database, &marks).await?;
    if !apply && !behind.is_empty() {
        return Err(RestoreCheckError::Behind(behind.len()));
    }
    if apply && !behind.is_empty() {
        tally::put_forward(&state.database, &state.issuer.policy, state.now(), &behind).await?;
    }
    let text = match behind.len() {
        0 => "The database is as new as the tally.".to_owned(),
        count => format!("{count} soft tokens are off until their owners reconnect them, and everybody is logged out."),
    };
    output.say(&text, &json!({ "behind": behind.len(), "applied": apply }));
    Ok(())
}

/// A portal on a database that is older than its tally gives a guesser the tries back: it does not start.
pub(super) async fn refuse_if_behind(state: &AppState, tally: &std::path::Path) -> Result<(), RestoreCheckError> {
    let behind = tally::behind(&state.database, &latest(tally)?).await?;
    if behind.is_empty() { Ok(()) } else { Err(RestoreCheckError::Behind(behind.len())) }
}
