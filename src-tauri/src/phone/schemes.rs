//! Which links open the app: on a phone the bundle has said it.

use tauri::AppHandle;

use crate::error::{CommandError, ShellCode};

/// Nothing can be chosen at run time.
pub(crate) const CAN_CHOOSE: bool = false;

/// The bundle has said it.
pub(crate) fn open_own(_: &AppHandle) {}

/// The bundle has said it.
pub(crate) fn choose(_: &AppHandle, _: bool) -> Result<(), CommandError> {
    Err(ShellCode::LinksUnavailable.into())
}
