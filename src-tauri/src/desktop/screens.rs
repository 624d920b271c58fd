//! Screenshots.

use authenticator::Authenticator;

use crate::{
    error::{CommandError, ShellCode},
    features::intake::{self, Texts},
};

/// The QR codes on all screens. The search ends with the first screen that shows an invitation.
pub(crate) fn texts_on_screens(authenticator: &Authenticator) -> Result<Texts, CommandError> {
    let screens = device::screen::capture().map_err(|_| CommandError::from(ShellCode::ScreenUnavailable))?;
    Ok(intake::on_screens(authenticator, &screens))
}
