//! A removal as the screens see it.

use serde::Serialize;

use crate::{error::CommandError, event::Event};

/// Sent to the main window when a hidden identity has been removed, or could not be removed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovalEnded {
    pub(crate) token_id: String,
    /// Why it could not be removed; null if it was.
    pub(crate) failure: Option<CommandError>,
}

impl Event for RemovalEnded {
    const NAME: &'static str = "removal-ended";
}
