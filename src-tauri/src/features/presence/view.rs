//! Biometrics as the screens see them.

use authenticator::PresenceState;
use serde::Serialize;

use crate::error::CommandError;

/// How biometrics stand for an identity.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "four facts, of which none follows from the others")]
pub(crate) struct PresenceView {
    is_on: bool,
    /// Whether the issuer lets them show codes.
    is_allowed: bool,
    /// Whether they approve logins too.
    may_approve: bool,
    /// Once a week the PIN is asked for.
    pin_is_due: bool,
    /// Why the device could not ask now.
    trouble: Option<CommandError>,
}

impl From<PresenceState> for PresenceView {
    fn from(state: PresenceState) -> Self {
        let PresenceState { is_on, is_allowed, may_approve, pin_is_due, device } = state;
        Self { is_on, is_allowed, may_approve, pin_is_due, trouble: device.err().map(CommandError::from) }
    }
}
