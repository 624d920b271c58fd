//! The clipboard: where an enrolment may come from, and where a passcode goes for a short while.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use authenticator::{Code, Failure};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::picture::{Picture, PictureError};

#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod desktop;

#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub use desktop::Clipboard;

/// How long a passcode stays on the clipboard.
pub const CLEAR_AFTER: Duration = Duration::from_secs(20);

/// The longest text that is taken from the clipboard, in bytes.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;

/// A clipboard that a passcode can be put on for a while: the desktop's, or the one that a phone's shell brings.
pub trait PasscodeBoard: Send + 'static {
    /// Puts a passcode on the clipboard, marked so that histories and clouds leave it out where there are any.
    fn write_passcode(&mut self, passcode: &str) -> Result<(), ClipboardError>;

    /// Clears the clipboard if `expected` is still on it.
    fn clear_if_unchanged(&mut self, expected: &str) -> Result<Clearing, ClipboardError>;
}

/// Something a user copied.
pub enum ClipboardContent {
    /// A picture, perhaps with a QR code in it.
    Picture(Picture),
    /// A text, perhaps an enrolment or a secret key.
    Text(Zeroizing<String>),
}

/// What became of a passcode on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearing {
    /// The passcode was still there and is gone now.
    Cleared,
    /// Something else had taken its place and was left alone.
    Replaced,
}

/// Why the clipboard could not be used.
#[derive(Debug, Error)]
pub enum ClipboardError {
    /// There is no clipboard, as in a session without a desktop.
    #[error("there is no clipboard")]
    Unavailable,
    /// Another program is using the clipboard; trying again helps.
    #[error("another program is using the clipboard")]
    Busy,
    /// There is neither a text nor a picture.
    #[error("there is neither a text nor a picture on the clipboard")]
    Empty,
    /// The text is longer than [`MAX_TEXT_BYTES`].
    #[error("the text on the clipboard is too long")]
    TextTooLong,
    /// What is there cannot be read as what it says it is.
    #[error("what is on the clipboard cannot be read")]
    Unreadable,
    /// The picture cannot be used.
    #[error("the picture on the clipboard cannot be used")]
    Picture(#[source] PictureError),
}

impl From<ClipboardError> for Failure {
    fn from(error: ClipboardError) -> Self {
        match error {
            ClipboardError::Unavailable | ClipboardError::Busy => Code::ClipboardUnavailable.into(),
            ClipboardError::Empty => Code::ClipboardEmpty.into(),
            // Longer than any text that can be added.
            ClipboardError::TextTooLong => Code::NoQrCode.into(),
            ClipboardError::Unreadable => Code::PictureDamaged.into(),
            ClipboardError::Picture(error) => error.into(),
        }
    }
}

/// Puts a passcode on a clipboard and clears it after `clear_after`, usually [`CLEAR_AFTER`].
///
/// Returns at once; a thread owns the clipboard meanwhile. When the program ends earlier, the passcode is gone with it
/// on Linux but stays on macOS and Windows: call [`CopiedPasscode::clear_now`] before. A command that would end calls
/// [`CopiedPasscode::wait`]. A newer copy takes over: the older one then clears nothing.
pub fn copy_passcode(
    mut clipboard: impl PasscodeBoard,
    passcode: Zeroizing<String>,
    clear_after: Duration,
) -> Result<CopiedPasscode, ClipboardError> {
    clipboard.write_passcode(&passcode)?;
    let copy = COPIES.fetch_add(1, Ordering::SeqCst) + 1;
    let (hurry, hurried) = mpsc::channel();
    // Held by the thread too, so that dropping the `CopiedPasscode` does not end the waiting.
    let patience = hurry.clone();
    let owner = thread::spawn(move || {
        let _time_is_over_or_hurried = hurried.recv_timeout(clear_after);
        drop(patience);
        if COPIES.load(Ordering::SeqCst) == copy {
            clipboard.clear_if_unchanged(&passcode)
        } else {
            Ok(Clearing::Replaced)
        }
    });
    Ok(CopiedPasscode { hurry, owner })
}

/// A passcode that is on the clipboard for a while. Dropping this changes nothing about it.
#[derive(Debug)]
pub struct CopiedPasscode {
    hurry: Sender<()>,
    owner: JoinHandle<Result<Clearing, ClipboardError>>,
}

impl CopiedPasscode {
    /// Waits until the time is over and says what became of the passcode.
    pub fn wait(self) -> Result<Clearing, ClipboardError> {
        self.owner.join().unwrap_or(Err(ClipboardError::Unavailable))
    }

    /// Clears the passcode now, if it is still there.
    pub fn clear_now(self) -> Result<Clearing, ClipboardError> {
        // Without a receiver the time is over already.
        self.hurry.send(()).ok();
        self.wait()
    }
}

impl fmt::Debug for ClipboardContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture(picture) => f.debug_tuple("Picture").field(picture).finish(),
            Self::Text(_) => f.write_str("Text(redacted)"),
        }
    }
}

/// How many passcodes this program has copied; the last one alone is cleared.
static COPIES: AtomicU64 = AtomicU64::new(0);

#[cfg(all(test, target_os = "linux"))]
mod tests;
