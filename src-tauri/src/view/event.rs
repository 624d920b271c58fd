//! What the shell tells the screens without being asked.

use serde::Serialize;

use super::ContactView;
use crate::error::CommandError;

/// Told to the main window when an identity stands differently with its portal.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactChanged {
    pub(crate) token_id: String,
    pub(crate) contact: ContactView,
}

/// Told to both windows when a login begins or ends to wait.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct ApprovalsChanged {
    pub(crate) waiting: u8,
}

/// Told to both windows when the shell has dropped what was typed: they drop what they show.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct Locked {
    /// The user has left the computer: an enrolment under way is gone too.
    pub(crate) left: bool,
}

/// Told to the main window while a file is dragged over it.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct PictureHover {
    pub(crate) over: bool,
}

/// Told to the main window when a file was dropped on it; the shell keeps which.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct PictureDropped {
    pub(crate) files: u8,
}

/// Told to the main window after each code of an import that was come to.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct CodesStored {
    pub(crate) done: u32,
    pub(crate) all: u32,
}

/// Told to the main window when an identity that could still be brought back is gone, or could not be removed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemovalEnded {
    pub(crate) token_id: String,
    /// Why it is still there.
    pub(crate) trouble: Option<CommandError>,
}

/// Told to the main window when a link has opened the app.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct LinkArrived {
    /// It waits for an answer; else it came too late, since another one waits.
    pub(crate) kept: bool,
}

/// Told to the main window when a QR code that was shown is gone by itself.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct ExportClosed {
    /// Nobody closed it.
    pub(crate) late: bool,
}

/// An event and the name under which it travels.
pub(crate) trait Event: Clone + Serialize {
    const NAME: &'static str;
}

impl Event for ContactChanged {
    const NAME: &'static str = "contact-changed";
}

impl Event for ApprovalsChanged {
    const NAME: &'static str = "approvals-changed";
}

impl Event for Locked {
    const NAME: &'static str = "locked";
}

impl Event for ExportClosed {
    const NAME: &'static str = "export-closed";
}

impl Event for LinkArrived {
    const NAME: &'static str = "link-arrived";
}

impl Event for PictureHover {
    const NAME: &'static str = "picture-hover";
}

impl Event for PictureDropped {
    const NAME: &'static str = "picture-dropped";
}

impl Event for CodesStored {
    const NAME: &'static str = "codes-stored";
}

impl Event for RemovalEnded {
    const NAME: &'static str = "removal-ended";
}
