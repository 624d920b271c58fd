//! The clipboard: what is to be added comes from there, a code goes there for a short while.

use authenticator::Authenticator;
use device::clipboard::{CLEAR_AFTER, ClipboardContent, ClipboardError, copy_passcode};
use tauri::AppHandle;
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    features::intake::{self, Found, Texts},
    host,
    shell::Shell,
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

/// Copies a code, out of the clipboard's history where there is one; how many seconds it stays there.
pub(crate) fn copy_code(app: &AppHandle, shell: &Shell, digits: String) -> Result<u8, CommandError> {
    let digits = Zeroizing::new(digits);
    // Digits, or Steam's letters.
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return Err(ShellCode::Internal.into());
    }
    let copied = host::clipboard(app).and_then(|clipboard| copy_passcode(clipboard, digits, CLEAR_AFTER));
    shell.note_copy(copied.map_err(refused)?);
    Ok(u8::try_from(CLEAR_AFTER.as_secs()).unwrap_or(u8::MAX))
}

fn refused(error: ClipboardError) -> CommandError {
    match error {
        ClipboardError::Empty => ShellCode::ClipboardEmpty.into(),
        ClipboardError::Unavailable | ClipboardError::Busy => ShellCode::ClipboardUnavailable.into(),
        ClipboardError::TextTooLong => ShellCode::NoQrCode.into(),
        ClipboardError::Unreadable => ShellCode::PictureUnreadable.into(),
        ClipboardError::Picture(error) => intake::unreadable(error),
    }
}
