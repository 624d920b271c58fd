//! The clipboard: an invitation comes from there, a code goes there for a short while.

use authenticator::{Authenticator, Invitation};
use device::clipboard::{CLEAR_AFTER, Clipboard, ClipboardContent, ClipboardError, copy_passcode};
use zeroize::Zeroizing;

use crate::{
    error::{CommandError, ShellCode},
    qr,
    shell::Shell,
};

/// The invitation in the picture or the text that was copied.
pub(crate) fn invitation(authenticator: &Authenticator) -> Result<Invitation, CommandError> {
    let mut told = Err(ShellCode::ClipboardEmpty.into());
    for content in Clipboard::open().and_then(|mut clipboard| clipboard.read()).map_err(refused)? {
        told = match content {
            ClipboardContent::Picture(picture) => qr::in_picture(authenticator, &picture),
            ClipboardContent::Text(text) => qr::in_texts(authenticator, &[text]),
        };
        if told.is_ok() {
            break;
        }
    }
    told
}

/// Copies a code, out of the clipboard's history where there is one; how many seconds it stays there.
pub(crate) fn copy_code(shell: &Shell, digits: String) -> Result<u8, CommandError> {
    let digits = Zeroizing::new(digits);
    // Digits, or Steam's letters.
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return Err(ShellCode::Internal.into());
    }
    shell.note_copy(copy_passcode(digits, CLEAR_AFTER).map_err(refused)?);
    Ok(u8::try_from(CLEAR_AFTER.as_secs()).unwrap_or(u8::MAX))
}

fn refused(error: ClipboardError) -> CommandError {
    match error {
        ClipboardError::Empty => ShellCode::ClipboardEmpty.into(),
        ClipboardError::Unavailable | ClipboardError::Busy => ShellCode::ClipboardUnavailable.into(),
        ClipboardError::TextTooLong => ShellCode::NoQrCode.into(),
        ClipboardError::Unreadable => ShellCode::PictureUnreadable.into(),
        ClipboardError::Picture(error) => qr::unreadable(error),
    }
}
