//! Waiting for a condition instead of for a time.

use std::future::Future;
use std::thread;
use std::time::{Duration, Instant};

/// Asks until there is an answer.
///
/// # Panics
/// When there is none after [`PATIENCE`]; the message says what was waited for.
pub fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = now();
    loop {
        if let Some(answer) = condition() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        thread::sleep(PAUSE);
    }
}

/// Asks until there is an answer, without holding up the thread.
///
/// # Panics
/// As [`until`].
pub async fn until_async<T, F>(what: &str, mut condition: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let start = now();
    loop {
        if let Some(answer) = condition().await {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "how long a test has waited is a question for the real clock")]
fn now() -> Instant {
    Instant::now()
}

/// Long enough for a cold start on a machine that is busy with something else, and for what the app does after a minute.
pub const PATIENCE: Duration = Duration::from_secs(90);

const PAUSE: Duration = Duration::from_millis(20);
