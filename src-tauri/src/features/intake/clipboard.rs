//! Reading the picture or the text on the clipboard.

use authenticator::Authenticator;
use device::clipboard::{ClipboardContent, ClipboardError};
use tauri::AppHandle;
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::intake::{self, Found, Texts},
    host,
};

/// What the picture or the text on the clipboard holds. A text is read line by line.
pub(crate) fn found(app: &AppHandle, authenticator: &Authenticator) -> Result<Found, CommandError> {
    let mut found = Err(ShellCode::ClipboardEmpty.into());
    for content in host::copied(app).map_err(refused)? {
        let texts = match content {
            ClipboardContent::Picture(picture) => intake::in_picture(authenticator, &picture),
            ClipboardContent::Text(text) => lines(&text),
        };
        found = intake::in_texts(authenticator, &texts);
        if found.is_ok() {
            break;
        }
    }
    found
}

fn lines(text: &str) -> Texts {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Zeroizing::new(line.to_owned())).collect()
}

/// The error code for a clipboard that was not read or written.
pub(crate) fn refused(error: ClipboardError) -> CommandError {
    match error {
        ClipboardError::Empty => ShellCode::ClipboardEmpty.into(),
        ClipboardError::Unavailable | ClipboardError::Busy => ShellCode::ClipboardUnavailable.into(),
        ClipboardError::TextTooLong => ShellCode::NoQrCode.into(),
        ClipboardError::Unreadable => ShellCode::PictureUnreadable.into(),
        ClipboardError::Picture(error) => intake::unreadable(error),
    }
}
