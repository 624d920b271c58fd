//! Reading the picture or the text on the clipboard.

use authenticator::{Authenticator, Code, intake::Found};
use device::clipboard::ClipboardContent;
use tauri::AppHandle;

use crate::{error::CommandError, host};

/// What the picture or the text on the clipboard holds. A text is read line by line.
pub(crate) fn found(app: &AppHandle, authenticator: &Authenticator) -> Result<Found, CommandError> {
    let mut found = Err(Code::ClipboardEmpty.into());
    for content in host::copied(app)? {
        let mut intake = authenticator.intake();
        match content {
            ClipboardContent::Picture(picture) => {
                device::intake::picture(&mut intake, &picture);
            }
            ClipboardContent::Text(text) => intake.take_lines(&text),
        }
        found = intake.found();
        if found.is_ok() {
            break;
        }
    }
    Ok(found?)
}
