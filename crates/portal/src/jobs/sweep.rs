//! Removes from the database what has run out.

use std::time::Duration;

use identity::housekeeping;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::AppState;

/// Sweeps once a minute; a failure is logged, and the next minute tries again.
pub(super) async fn run(app: &AppState) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        if let Err(error) = housekeeping::sweep(&app.database, app.now()).await {
            tracing::warn!(%error, "cannot sweep the database");
        }
        // So that an older copy of the journal is noticed in its place.
        if let Err(error) = app.database.note_journal().await {
            tracing::warn!(%error, "cannot note how long the rollback journal is");
        }
    }
}

const EVERY: Duration = Duration::from_mins(1);
