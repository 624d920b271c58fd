//! Screenshots.

use authenticator::{Code, intake::Intake};

use crate::error::CommandError;

/// Takes the QR codes on all screens. The search ends with the first screen that shows an invitation.
pub(crate) fn take_screens(intake: &mut Intake<'_>) -> Result<(), CommandError> {
    let screens = device::screen::capture().map_err(|_| Code::ScreenUnavailable)?;
    device::intake::screens(intake, &screens);
    Ok(())
}
