//! Screenshots.

use authenticator::{Code, intake::Intake};
use device::picture::Picture;

use crate::error::CommandError;

/// Takes the QR codes on all screens. The search ends with the first screen that shows an invitation.
pub(crate) fn take_screens(intake: &mut Intake<'_>) -> Result<(), CommandError> {
    device::intake::screens(intake, &screens()?);
    Ok(())
}

/// What all screens show.
pub(crate) fn screens() -> Result<Vec<Picture>, CommandError> {
    device::screen::capture().map_err(|_| Code::ScreenUnavailable.into())
}
