//! Seals the audit log's rows, in the order in which they were committed.

use std::time::Duration;

use identity::audit;
use tokio::time::sleep;

use crate::app::AppState;

/// Seals what waits, twice a second. Every node runs this, and one at a time seals: when it dies, another goes on.
pub(super) async fn run(app: &AppState) {
    loop {
        match audit::seal(&app.database).await {
            // There may be more.
            Ok(sealed) if sealed > 0 => {}
            Ok(_) => sleep(EVERY).await,
            Err(error) => {
                tracing::warn!(%error, "cannot seal the audit log");
                sleep(AFTER_FAILURE).await;
            }
        }
    }
}

const EVERY: Duration = Duration::from_millis(500);

/// Longer, so that a database that is away is not asked all the time, and short enough that another node seals within 5 s.
const AFTER_FAILURE: Duration = Duration::from_secs(3);
