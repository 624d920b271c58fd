//! Events that the shell sends to the screens.

use serde::Serialize;

/// An event and its name.
pub(crate) trait Event: Clone + Serialize {
    const NAME: &'static str;
}

/// Sent to both windows when the shell has dropped what was typed: they drop what they show.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct Locked {
    /// The user has left the computer: an unfinished enrolment has been dropped too.
    pub(crate) left: bool,
}

impl Event for Locked {
    const NAME: &'static str = "locked";
}
