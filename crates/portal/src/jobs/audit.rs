//! Checks the audit log when the portal starts and once a day, and writes the hash of its tree into the portal's own log: a copy
//! that nobody who can only write to the database can change.

use std::time::Duration;

use identity::audit;
use tokio::time::sleep;

use crate::app::AppState;

/// Checks, and sleeps for a day. A log of a million rows takes some seconds, beside the requests.
pub(super) async fn run(app: &AppState) {
    loop {
        match audit::verify(&app.database).await {
            // Nothing was written yet.
            Ok(log) if log.size == 0 => {}
            Ok(log) => tracing::info!(rows = log.size, root = %log.root, "the audit log holds"),
            Err(error) => tracing::error!(%error, "the audit log does not hold: run segl-portal audit verify"),
        }
        sleep(EVERY).await;
    }
}

const EVERY: Duration = Duration::from_hours(24);
