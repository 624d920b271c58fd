//! What the screens show.

use authenticator::Authenticator;

use crate::{
    error::{CommandError, ShellCode},
    features::intake::{self, Texts},
};

/// The QR codes on every screen, as far as the first invitation.
pub(crate) fn texts_on_screens(authenticator: &Authenticator) -> Result<Texts, CommandError> {
    let screens = device::screen::capture().map_err(|_| CommandError::from(ShellCode::ScreenUnavailable))?;
    Ok(intake::on_screens(authenticator, &screens))
}
