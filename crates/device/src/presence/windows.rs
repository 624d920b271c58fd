//! A key that Windows Hello guards: signing with it asks for face, finger or Hello's own PIN.
//!
//! Its keys are RSA, so they confirm that somebody is there and sign no approval.

use authenticator::ports::{Entropy as _, Presence, PresenceError, TokenId};
use windows::{
    Security::{
        Credentials::{KeyCredential, KeyCredentialCreationOption, KeyCredentialManager, KeyCredentialStatus},
        Cryptography::CryptographicBuffer,
    },
    core::HSTRING,
};

use crate::entropy::SystemEntropy;

/// Windows Hello, by a key that it guards.
#[derive(Clone, Copy, Debug, Default)]
pub struct WindowsHello;

impl Presence for WindowsHello {
    fn is_available(&self) -> Result<(), PresenceError> {
        let asked = KeyCredentialManager::IsSupportedAsync().and_then(|answer| answer.join());
        // Not supported means: no Hello hardware, or nobody has set it up.
        if asked.map_err(|_| PresenceError::NoReader)? { Ok(()) } else { Err(PresenceError::NotEnrolled) }
    }

    fn set_up(&self, token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        let made = KeyCredentialManager::RequestCreateAsync(&name(token), KeyCredentialCreationOption::ReplaceExisting);
        let made = made.and_then(|answer| answer.join()).map_err(failed)?;
        verdict(made.Status().map_err(failed)?).map(|()| None)
    }

    /// The system's window names the program; it has no place for a reason of ours.
    fn confirm(&self, token: &TokenId, _reason: &str) -> Result<(), PresenceError> {
        let key = key(token)?;
        let mut challenge = [0; 32];
        SystemEntropy::default().fill(&mut challenge);
        let challenge = CryptographicBuffer::CreateFromByteArray(&challenge).map_err(failed)?;
        // Using the key is what asks for the person.
        let signed = key.RequestSignAsync(&challenge).and_then(|answer| answer.join()).map_err(failed)?;
        verdict(signed.Status().map_err(failed)?)
    }

    /// Hello takes its own PIN in the place of a finger or a face.
    fn wants_pin_first(&self) -> bool {
        true
    }

    fn forget(&self, token: &TokenId) {
        let _ = KeyCredentialManager::DeleteAsync(&name(token)).and_then(|answer| answer.join());
    }

    /// The system's window has a button of its own.
    fn cancel(&self) {}
}

fn name(token: &TokenId) -> HSTRING {
    HSTRING::from(format!("segl-presence-{token}"))
}

/// The key that was set up.
fn key(token: &TokenId) -> Result<KeyCredential, PresenceError> {
    let found = KeyCredentialManager::OpenAsync(&name(token)).and_then(|answer| answer.join());
    let found = found.map_err(failed)?;
    verdict(found.Status().map_err(failed)?)?;
    found.Credential().map_err(failed)
}

fn verdict(status: KeyCredentialStatus) -> Result<(), PresenceError> {
    match status {
        KeyCredentialStatus::Success => Ok(()),
        KeyCredentialStatus::UserCanceled | KeyCredentialStatus::UserPrefersPassword => Err(PresenceError::Cancelled),
        KeyCredentialStatus::SecurityDeviceLocked => Err(PresenceError::Refused),
        KeyCredentialStatus::NotFound => Err(PresenceError::NotEnrolled),
        _ => Err(PresenceError::Failed),
    }
}

fn failed(_: windows::core::Error) -> PresenceError {
    PresenceError::Failed
}
