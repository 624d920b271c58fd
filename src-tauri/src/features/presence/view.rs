//! Biometrics as the screens see them.

use authenticator::PresenceState;
use serde::Serialize;

use crate::error::CommandError;

/// Whether an identity uses biometrics.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "four facts, of which none follows from the others")]
pub(crate) struct PresenceView {
    is_on: bool,
    /// Whether the issuer allows them for codes.
    is_allowed: bool,
    /// Whether they can approve logins too.
    may_approve: bool,
    /// The PIN must be typed now, as once a week.
    pin_is_due: bool,
    /// Why the device cannot ask for them now.
    failure: Option<CommandError>,
}

impl From<PresenceState> for PresenceView {
    fn from(state: PresenceState) -> Self {
        let PresenceState { is_on, is_allowed, may_approve, pin_is_due, device } = state;
        Self { is_on, is_allowed, may_approve, pin_is_due, failure: device.err().map(CommandError::from) }
    }
}
