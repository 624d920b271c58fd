//! Somebody is there: fingerprint or face, as far as the operating system has a word for it.
//!
//! What the word is worth differs. macOS guards a P-256 key that works only while the person is there: it may approve.
//! Windows Hello guards one too, of another kind (RSA) than approvals are signed with, and Linux says yes or no, which a
//! program of the same user could say as well: these may open codes where the issuer allows it, and never an approval.
//! A phone's question belongs to the app's window, so its shell brings the answer (ADR 0015).

#[cfg(any(test, target_os = "macos"))]
mod der;
#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(windows)]
mod windows;

use authenticator::ports::{Presence, PresenceError, TokenId};

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
pub use linux::FingerprintReader;
#[cfg(target_os = "macos")]
pub use macos::SecureEnclave;
#[cfg(windows)]
pub use windows::WindowsHello;

/// What this computer has; on a phone nobody. Nothing is asked yet.
#[must_use]
pub fn system() -> Box<dyn Presence> {
    #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
    return Box::new(FingerprintReader::default());
    #[cfg(target_os = "macos")]
    return Box::new(SecureEnclave);
    #[cfg(windows)]
    return Box::new(WindowsHello);
    #[cfg(not(any(unix, windows)))]
    return Box::new(Nobody);
    #[cfg(any(target_os = "android", all(target_vendor = "apple", not(target_os = "macos"))))]
    return Box::new(Nobody);
}

/// A system whose word is not asked for: biometrics are not offered there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Presence for Nobody {
    fn is_available(&self) -> Result<(), PresenceError> {
        Err(PresenceError::NoReader)
    }

    fn set_up(&self, _token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        Err(PresenceError::NoReader)
    }

    fn confirm(&self, _token: &TokenId, _reason: &str) -> Result<(), PresenceError> {
        Err(PresenceError::NoReader)
    }

    fn cancel(&self) {}
}
