//! The clipboard of a desktop, by `arboard`.

use zeroize::Zeroizing;

use super::{Clearing, ClipboardContent, ClipboardError, MAX_TEXT_BYTES, PasscodeBoard};
use crate::picture::Picture;
use crate::qr::contain::contain;

/// The clipboard of the desktop.
pub struct Clipboard {
    system: arboard::Clipboard,
}

impl Clipboard {
    /// Connects to the clipboard.
    pub fn open() -> Result<Self, ClipboardError> {
        Ok(Self { system: arboard::Clipboard::new().map_err(|_| ClipboardError::Unavailable)? })
    }

    /// Everything that was copied and may be an enrolment, at least one: the picture first, for a program may add a
    /// text to a picture (its address) as well as a picture to a text (its looks).
    pub fn read(&mut self) -> Result<Vec<ClipboardContent>, ClipboardError> {
        match (self.read_picture(), self.read_text()) {
            (Ok(picture), Ok(text)) => Ok(vec![picture, text]),
            (Ok(content), Err(_)) | (Err(_), Ok(content)) => Ok(vec![content]),
            (Err(refusal), Err(ClipboardError::Empty)) | (Err(_), Err(refusal)) => Err(refusal),
        }
    }

    fn read_picture(&mut self) -> Result<ClipboardContent, ClipboardError> {
        let image = contain(|| self.system.get_image()).ok_or(ClipboardError::Unreadable)??;
        Picture::from_rgba(image.width, image.height, &image.bytes)
            .map(ClipboardContent::Picture)
            .map_err(ClipboardError::Picture)
    }

    fn read_text(&mut self) -> Result<ClipboardContent, ClipboardError> {
        let text = match self.system.get_text() {
            Ok(text) => Zeroizing::new(text),
            Err(arboard::Error::ClipboardOccupied) => return Err(ClipboardError::Busy),
            // Not there, or not a text.
            Err(_) => return Err(ClipboardError::Empty),
        };
        match text.len() {
            0 => Err(ClipboardError::Empty),
            length if length > MAX_TEXT_BYTES => Err(ClipboardError::TextTooLong),
            _ => Ok(ClipboardContent::Text(text)),
        }
    }
}

impl PasscodeBoard for Clipboard {
    /// On Linux a text is on the clipboard as long as the program that put it there runs and this `Clipboard` lives.
    fn write_passcode(&mut self, passcode: &str) -> Result<(), ClipboardError> {
        Ok(excluded(self.system.set()).text(passcode)?)
    }

    /// Clears the clipboard if `expected` is still on it.
    fn clear_if_unchanged(&mut self, expected: &str) -> Result<Clearing, ClipboardError> {
        match self.system.get_text().map(Zeroizing::new) {
            Ok(text) if text.as_str() == expected => {}
            Ok(_) | Err(arboard::Error::ContentNotAvailable) => return Ok(Clearing::Replaced),
            Err(error) => return Err(error.into()),
        }
        self.system.clear()?;
        Ok(Clearing::Cleared)
    }
}

impl From<arboard::Error> for ClipboardError {
    fn from(error: arboard::Error) -> Self {
        match error {
            arboard::Error::ContentNotAvailable => Self::Empty,
            arboard::Error::ClipboardOccupied => Self::Busy,
            arboard::Error::ConversionFailure => Self::Unreadable,
            _ => Self::Unavailable,
        }
    }
}

#[cfg(target_os = "linux")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn excluded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtWindows::exclude_from_monitoring(set)
}
