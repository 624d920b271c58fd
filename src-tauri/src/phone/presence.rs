//! Finger or face, by `tauri-plugin-biometric`: the system says yes or no. That opens codes where the issuer allows it, and
//! never an approval.

use authenticator::ports::{Presence, PresenceError, TokenId};
use tauri::{AppHandle, plugin::mobile::PluginInvokeError};
use tauri_plugin_biometric::{AuthOptions, BiometricExt as _, Error};

/// The phone's own question.
pub(crate) struct Biometrics {
    app: AppHandle,
}

impl Biometrics {
    /// Nothing is asked yet.
    pub(super) fn of(app: &AppHandle) -> Self {
        Self { app: app.clone() }
    }
}

impl Presence for Biometrics {
    fn is_available(&self) -> Result<(), PresenceError> {
        let status = self.app.biometric().status().map_err(|_| PresenceError::NoReader)?;
        if status.is_available { Ok(()) } else { Err(named(status.error_code.as_deref())) }
    }

    /// No key is made: whoever can unlock the phone may enrol another finger later, and it counts as well.
    fn set_up(&self, _token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        self.is_available().map(|()| None)
    }

    fn confirm(&self, _token: &TokenId, reason: &str) -> Result<(), PresenceError> {
        // Not the phone's own PIN: that would be another PIN in this one's place.
        let options =
            AuthOptions { allow_device_credential: false, title: Some("Segl".to_owned()), ..AuthOptions::default() };
        match self.app.biometric().authenticate(reason.to_owned(), options) {
            Ok(()) => Ok(()),
            Err(Error::PluginInvoke(PluginInvokeError::InvokeRejected(refusal))) => Err(named(refusal.code.as_deref())),
            Err(_) => Err(PresenceError::Failed),
        }
    }

    /// The system's window has a button of its own.
    fn cancel(&self) {}
}

/// The plug-in's codes are Apple's `LAError` names on both systems.
fn named(code: Option<&str>) -> PresenceError {
    match code {
        Some("biometryNotAvailable") => PresenceError::NoReader,
        Some("biometryNotEnrolled" | "passcodeNotSet") => PresenceError::NotEnrolled,
        Some("biometryLockout" | "authenticationFailed") => PresenceError::Refused,
        Some("userCancel" | "systemCancel" | "appCancel" | "userFallback") => PresenceError::Cancelled,
        _ => PresenceError::Failed,
    }
}
