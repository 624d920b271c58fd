//! What the user sees: a picture of every monitor.

use thiserror::Error;

use crate::picture::Picture;

#[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
mod system;
#[cfg(all(test, target_os = "linux"))]
pub(crate) mod virtual_display;
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
mod wayland;
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
mod x11;

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
        /// Words of the system, or of a library.
        reason: String,
    },
}

/// Takes a picture of every monitor, of all in one where the desktop gives it so; at least one.
///
/// On Wayland the desktop may ask the user first, and this waits for the answer: call it off the thread that draws the
/// window. On macOS the first call makes the system ask; its answer counts after a restart of the app.
pub fn capture() -> Result<Vec<Picture>, ScreenError> {
    #[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
    {
        if std::env::var_os("WAYLAND_DISPLAY").is_some() { wayland::capture() } else { x11::capture() }
    }
    #[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
    system::capture()
}

/// Those that could be captured, or why none could: one odd monitor does not hide the others.
fn captured(pictures: impl Iterator<Item = Result<Picture, ScreenError>>) -> Result<Vec<Picture>, ScreenError> {
    let (mut captured, mut refusal) = (Vec::new(), ScreenError::NoDisplay);
    for picture in pictures {
        match picture {
            Ok(picture) => captured.push(picture),
            Err(error) => refusal = error,
        }
    }
    if captured.is_empty() { Err(refusal) } else { Ok(captured) }
}

fn failed(error: impl std::fmt::Display) -> ScreenError {
    ScreenError::CaptureFailed { reason: error.to_string() }
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
