//! macOS and Windows, by `xcap`.

use xcap::Monitor;

use super::{ScreenError, captured, failed};
use crate::{picture::Picture, qr::contain::contain};

pub(super) fn capture() -> Result<Vec<Picture>, ScreenError> {
    ask_permission()?;
    let monitors = contain(Monitor::all).and_then(Result::ok).unwrap_or_default();
    captured(monitors.iter().map(capture_one))
}

fn capture_one(monitor: &Monitor) -> Result<Picture, ScreenError> {
    let image = contain(|| monitor.capture_image().map_err(|error| error.to_string()))
        .unwrap_or_else(|| Err("the capturing library panicked".to_owned()))
        .map_err(failed)?;
    let side = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    Picture::from_rgba(side(image.width()), side(image.height()), image.as_raw()).map_err(failed)
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
