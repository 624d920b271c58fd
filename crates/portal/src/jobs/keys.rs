//! Reads the key file again when it has changed: an administrator replaces the key while the portal runs (ADR 0025).

use std::fs;
use std::time::{Duration, SystemTime};

use tokio::time::sleep;

use crate::app::AppState;
use crate::key_file;

/// Looks at the file once a second.
pub(super) async fn run(app: &AppState) {
    let mut seen = changed(app);
    loop {
        sleep(EVERY).await;
        let now = changed(app);
        if now == seen {
            continue;
        }
        match key_file::load(&app.key_file) {
            Ok(kek) => {
                app.replace_keys(&kek);
                seen = now;
            }
            Err(error) => tracing::warn!(%error, "cannot read the key file again"),
        }
    }
}

/// When the file was written; none while it is away.
fn changed(app: &AppState) -> Option<(SystemTime, u64)> {
    let file = fs::metadata(&*app.key_file).ok()?;
    Some((file.modified().ok()?, file.len()))
}

/// `segl-portal keys rotate` waits five times as long between its steps.
const EVERY: Duration = Duration::from_secs(1);
