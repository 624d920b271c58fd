//! What the screens learn of a removal.

use serde::Serialize;

use crate::{error::CommandError, event::Event};

/// Told to the main window when an identity that could still be brought back is gone, or could not be removed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovalEnded {
    pub(crate) token_id: String,
    /// Why it is still there.
    pub(crate) trouble: Option<CommandError>,
}

impl Event for RemovalEnded {
    const NAME: &'static str = "removal-ended";
}
