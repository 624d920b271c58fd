//! Biometrics by `tauri-plugin-biometric`: the system answers yes or no. That unlocks codes where the issuer allows it, but
//! never approves a login.

use authenticator::ports::{Presence, PresenceError, TokenId};
use tauri::{AppHandle, plugin::mobile::PluginInvokeError};
use tauri_plugin_biometric::{AuthOptions, BiometricExt as _, Error};

/// The phone's own prompt.
pub(crate) struct Biometrics {
    app: AppHandle,
}

impl Biometrics {
    pub(super) fn of(app: &AppHandle) -> Self {
        Self { app: app.clone() }
    }
}

impl Presence for Biometrics {
    fn is_available(&self) -> Result<(), PresenceError> {
        let status = self.app.biometric().status().map_err(|_| PresenceError::NoReader)?;
        if status.is_available { Ok(()) } else { Err(named(status.error_code.as_deref())) }
    }

    /// No key is made: whoever can unlock the phone can enrol other biometrics later, and those would be accepted too.
    fn set_up(&self, _token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        self.is_available().map(|()| None)
    }

    fn confirm(&self, _token: &TokenId, reason: &str) -> Result<(), PresenceError> {
        // The phone's own PIN is not accepted in place of the token's PIN.
        let options =
            AuthOptions { allow_device_credential: false, title: Some("Segl".to_owned()), ..AuthOptions::default() };
        match self.app.biometric().authenticate(reason.to_owned(), options) {
            Ok(()) => Ok(()),
            Err(Error::PluginInvoke(PluginInvokeError::InvokeRejected(refusal))) => Err(named(refusal.code.as_deref())),
            Err(_) => Err(PresenceError::Failed),
        }
    }

    /// The system's prompt has its own button to cancel.
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
