//! What the user sees: a picture of every monitor.

use thiserror::Error;
use xcap::Monitor;

use crate::picture::Picture;
use crate::qr::contain::contain;

#[cfg(all(test, target_os = "linux"))]
pub(crate) mod virtual_display;

/// Why the screen could not be looked at.
#[derive(Debug, Error)]
pub enum ScreenError {
    /// There is no monitor, or no graphical session to ask for one.
    #[error("there is no screen to look at")]
    NoDisplay,
    /// The system or the user said no.
    #[error("looking at the screen is not allowed")]
    PermissionDenied,
    /// The system gave no usable picture; the reason is for logs.
    #[error("the screen could not be captured: {reason}")]
    CaptureFailed {
        /// The words of the capturing library.
        reason: String,
    },
}

/// Takes a picture of every monitor that can be captured; at least one.
///
/// On Wayland the desktop may ask the user first, and this waits for the answer: call it off the thread that draws the
/// window. On macOS the first call makes the system ask; its answer counts after a restart of the app.
pub fn capture() -> Result<Vec<Picture>, ScreenError> {
    ask_permission()?;
    let monitors = contain(Monitor::all).and_then(Result::ok).unwrap_or_default();
    let mut pictures = Vec::with_capacity(monitors.len());
    let mut refusal = ScreenError::NoDisplay;
    for monitor in &monitors {
        match capture_one(monitor) {
            Ok(picture) => pictures.push(picture),
            Err(error) => refusal = error,
        }
    }
    if pictures.is_empty() { Err(refusal) } else { Ok(pictures) }
}

fn capture_one(monitor: &Monitor) -> Result<Picture, ScreenError> {
    let failed = |reason: String| {
        if on_wayland() { ScreenError::PermissionDenied } else { ScreenError::CaptureFailed { reason } }
    };
    let image = contain(|| monitor.capture_image().map_err(|error| error.to_string()))
        .unwrap_or_else(|| Err("the capturing library panicked".to_owned()))
        .map_err(failed)?;
    let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    Picture::from_rgba(side(image.width()), side(image.height()), image.as_raw())
        .map_err(|error| ScreenError::CaptureFailed { reason: error.to_string() })
}

/// On Wayland three ways are tried, each of which the desktop may refuse; a refusal looks like any failure.
fn on_wayland() -> bool {
    cfg!(target_os = "linux") && std::env::var_os("WAYLAND_DISPLAY").is_some()
}

/// Without the permission macOS captures the wallpaper alone, without an error.
#[cfg(target_os = "macos")]
fn ask_permission() -> Result<(), ScreenError> {
    use objc2_core_graphics::{CGPreflightScreenCaptureAccess, CGRequestScreenCaptureAccess};
    if CGPreflightScreenCaptureAccess() || CGRequestScreenCaptureAccess() {
        Ok(())
    } else {
        Err(ScreenError::PermissionDenied)
    }
}

#[cfg(not(target_os = "macos"))]
#[expect(clippy::unnecessary_wraps, reason = "only macOS has a permission to ask for in advance")]
fn ask_permission() -> Result<(), ScreenError> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::qr;
    use crate::qr::test_pictures::{page_with_code, write_png};

    #[test]
    fn capture_holds_code_when_shown_on_screen() {
        virtual_display::inside("screen::tests::capture_holds_code_when_shown_on_screen", || {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("page.png");
            let text = "SGE1-shown-on-the-screen";
            write_png(&page_with_code(text, 1280, 900), &file);
            // ImageMagick paints the background and ends, whatever it says of itself.
            Command::new("display").args(["-window", "root"]).arg(&file).output().expect("ImageMagick is installed");

            let screens = capture().unwrap();

            assert_eq!(screens.len(), 1);
            assert_eq!((screens[0].width(), screens[0].height()), (1280, 900));
            assert_eq!(qr::decode(&screens[0]), [text]);
        });
    }

    #[test]
    fn capture_is_refused_when_no_display() {
        virtual_display::without("screen::tests::capture_is_refused_when_no_display", || {
            assert!(matches!(capture(), Err(ScreenError::NoDisplay)));
        });
    }
}
