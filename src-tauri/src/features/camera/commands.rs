//! Reading QR codes with a camera.

use std::sync::Arc;

use authenticator::Code;
use tauri::State;

use crate::{
    error::CommandError,
    features::{
        camera::Frame,
        intake::{take_in, view::FoundView},
    },
    shell::{Shell, blocking},
};

/// Reads one frame of a camera: null if it shows no QR code, an error if it shows one that cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_camera(
    shell: State<'_, Arc<Shell>>,
    frame: Frame,
) -> Result<Option<FoundView>, CommandError> {
    let look = move |shell: &Arc<Shell>| {
        // Turning the camera on counts as use of the app; later frames do not, so that the lock turns it off again.
        if frame.is_first() {
            shell.lock.touch();
        }
        let look = || {
            let mut intake = shell.authenticator.intake();
            frame.take_into(&mut intake);
            Ok::<_, CommandError>(intake.found())
        };
        let Some(found) = shell.lock.unless_locked(look)? else { return Ok(None) };
        match found.map_err(CommandError::from).and_then(|found| take_in(shell, found)) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.code == Code::NoQrCode => Ok(None),
            Err(error) => Err(error),
        }
    };
    blocking(shell, look).await
}
