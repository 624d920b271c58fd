//! An enrolment as the screens see it.

use authenticator::{Activated, Invitation};
use serde::Serialize;

use crate::features::seconds;

/// An invitation that was read off a QR code. Only its address is known so far.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct InvitationView {
    host: String,
    origin: String,
    expires: u32,
}

impl From<&Invitation> for InvitationView {
    fn from(invitation: &Invitation) -> Self {
        Self {
            host: invitation.host().to_owned(),
            origin: invitation.issuer().to_string(),
            expires: seconds(invitation.expires_at()),
        }
    }
}

/// An invitation after its activation password was accepted.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivatedView {
    issuer_name: String,
    account: String,
    /// The fewest digits that the new PIN may have.
    pin_minimum: u8,
    /// Codes of other issuers have a PIN on this device, and the identity shares it: no PIN is chosen.
    shares_pin: bool,
}

impl ActivatedView {
    pub(crate) fn new(activated: &Activated, shares_pin: bool) -> Self {
        let (issuer_name, account) = (activated.issuer_name(), activated.account());
        Self { issuer_name, account, pin_minimum: activated.pin_min(), shares_pin }
    }
}

/// A new identity that waits for *OK* in the portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnrolledView {
    pub(crate) issuer_name: String,
    pub(crate) account: String,
    /// Eight characters that the portal's page shows too.
    pub(crate) fingerprint: String,
}
