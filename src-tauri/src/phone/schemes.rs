//! Which links open the app: on a phone the installed bundle decides.

use authenticator::Code;
use tauri::AppHandle;

use crate::error::CommandError;

/// Nothing can be chosen at run time.
pub(crate) const CAN_CHOOSE: bool = false;

/// The installed bundle decides.
pub(crate) fn open_own(_: &AppHandle) {}

/// The installed bundle decides.
pub(crate) fn choose(_: &AppHandle, _: bool) -> Result<(), CommandError> {
    Err(Code::LinksUnavailable.into())
}
