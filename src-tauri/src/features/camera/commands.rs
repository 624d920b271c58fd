//! Reading QR codes with a camera.

use std::sync::Arc;

use tauri::State;

use crate::{
    error::{CommandError, ErrorCode, ShellCode},
    features::{
        camera::Frame,
        intake::{judge, view::FoundView},
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
        let texts = shell.lock.unless_locked(|| Ok::<_, CommandError>(frame.texts(&shell.authenticator)))?;
        let Some(texts) = texts else { return Ok(None) };
        match judge(shell, &texts) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.code == ErrorCode::Shell(ShellCode::NoQrCode) => Ok(None),
            Err(error) => Err(error),
        }
    };
    blocking(shell, look).await
}
