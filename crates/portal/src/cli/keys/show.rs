//! `segl-portal keys show`.

use identity::challenge_keys::{self, KeyReport, LoadKeysError, Slot};
use protocol::Timestamp;
use serde_json::{Value, json};

use crate::cli::Which;
use crate::cli::open::{OpenPortalError, open_which};
use crate::cli::output::Output;

/// Why the keys are not shown.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum ShowKeysError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Load(#[from] LoadKeysError),
}

pub(super) async fn run(output: Output, which: &Which) -> Result<(), ShowKeysError> {
    let state = open_which(which).await?;
    let report = challenge_keys::report(&state.database, &state.issuer.kek).await?;
    let lines: Vec<String> = report.keys.iter().map(|key| line(key, report.tokens, state.now())).collect();
    let keys: Vec<Value> = report.keys.iter().map(view).collect();
    output.say(&lines.join("\n"), &json!({ "challenge_keys": keys, "tokens": report.tokens }));
    Ok(())
}

fn line(key: &KeyReport, tokens: usize, now: Timestamp) -> String {
    let days = now.seconds_since(key.created) / DAY;
    let role = match key.slot {
        Slot::Current => "signs",
        Slot::Next => "will sign",
        Slot::Previous => "has signed",
    };
    format!("{}\t{role}\t{days} days old\tknown to {} of {tokens} soft tokens", key.thumbprint, key.pinned_by)
}

fn view(key: &KeyReport) -> Value {
    json!({
        "key": key.thumbprint.to_string(),
        "role": role(key.slot),
        "created": key.created.0,
        "pinned_by": key.pinned_by,
    })
}

/// The stable code of a role.
fn role(slot: Slot) -> &'static str {
    match slot {
        Slot::Current => "current",
        Slot::Next => "next",
        Slot::Previous => "previous",
    }
}

/// Seconds.
const DAY: u64 = 24 * 60 * 60;
