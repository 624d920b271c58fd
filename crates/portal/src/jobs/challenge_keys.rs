//! Loads the challenge keys anew when another node, or the command beside the portal, has changed them.

use std::time::Duration;

use identity::challenge_keys::reload;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::AppState;

/// Looks every two seconds; after a failure the keys stay as they were, and the next look tries again.
pub(super) async fn run(app: &AppState) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        match reload(&app.database, &app.issuer.kek, &app.issuer.challenge_keys).await {
            Ok(false) => {}
            Ok(true) => tracing::info!("loaded the challenge keys anew"),
            Err(error) => tracing::warn!(%error, "cannot load the challenge keys"),
        }
    }
}

const EVERY: Duration = Duration::from_secs(2);
