//! From a camera's picture to an enrolment.

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

/// Looks at one picture of a camera: nothing when it shows no QR code, an error when it shows one that cannot be used.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(crate) async fn enrolment_from_camera(
    shell: State<'_, Arc<Shell>>,
    frame: Frame,
) -> Result<Option<FoundView>, CommandError> {
    let look = move |shell: &Arc<Shell>| {
        // Somebody is there who has switched the camera on; when nothing comes of it, the lock switches it off.
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
