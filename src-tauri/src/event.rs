//! What the shell tells the screens without being asked.

use serde::Serialize;

/// An event and the name under which it travels.
pub(crate) trait Event: Clone + Serialize {
    const NAME: &'static str;
}

/// Told to both windows when the shell has dropped what was typed: they drop what they show.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct Locked {
    /// The user has left the computer: an enrolment under way is gone too.
    pub(crate) left: bool,
}

impl Event for Locked {
    const NAME: &'static str = "locked";
}
