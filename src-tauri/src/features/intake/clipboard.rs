//! What was copied: the picture or the text on the clipboard.

use authenticator::Authenticator;
use device::clipboard::{ClipboardContent, ClipboardError};
use tauri::AppHandle;
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::intake::{self, Found, Texts},
    host,
};

/// What can be added of the picture or the text that was copied; of a text, line by line.
pub(crate) fn found(app: &AppHandle, authenticator: &Authenticator) -> Result<Found, CommandError> {
    let mut told = Err(ShellCode::ClipboardEmpty.into());
    for content in host::copied(app).map_err(refused)? {
        let texts = match content {
            ClipboardContent::Picture(picture) => intake::in_picture(authenticator, &picture),
            ClipboardContent::Text(text) => lines(&text),
        };
        told = intake::in_texts(authenticator, &texts);
        if told.is_ok() {
            break;
        }
    }
    told
}

fn lines(text: &str) -> Texts {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Zeroizing::new(line.to_owned())).collect()
}

/// Why the clipboard was not read or written, as the screens say it.
pub(crate) fn refused(error: ClipboardError) -> CommandError {
    match error {
        ClipboardError::Empty => ShellCode::ClipboardEmpty.into(),
        ClipboardError::Unavailable | ClipboardError::Busy => ShellCode::ClipboardUnavailable.into(),
        ClipboardError::TextTooLong => ShellCode::NoQrCode.into(),
        ClipboardError::Unreadable => ShellCode::PictureUnreadable.into(),
        ClipboardError::Picture(error) => intake::unreadable(error),
    }
}
