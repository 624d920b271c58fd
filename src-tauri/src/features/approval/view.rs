//! Waiting logins as the screens see them.

use authenticator::{Challenge, Identity};
use serde::Serialize;

use crate::{event::Event, features::seconds};

/// A login that waits for an answer. The signature of its challenge has been verified.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApprovalView {
    challenge_id: String,
    issuer_name: String,
    account: String,
    system: String,
    system_origin: String,
    ip: String,
    place: Option<String>,
    same_network: Option<bool>,
    browser: String,
    os: String,
    browser_known: bool,
    text: Option<String>,
    /// How many digits the login page shows; 0 for none.
    number_digits: u8,
    /// The number, where the user has typed it already to find this login.
    number: Option<String>,
    /// Whether biometrics may be used instead of the PIN.
    takes_presence: bool,
    created: u32,
    expires: u32,
}

impl ApprovalView {
    pub(crate) fn new(challenge: &Challenge, number: Option<&str>, identity: &Identity) -> Self {
        Self {
            challenge_id: challenge.id.to_string(),
            issuer_name: identity.issuer_name.clone(),
            account: identity.account.clone(),
            system: challenge.system.clone(),
            system_origin: challenge.origin.clone(),
            ip: challenge.ip.clone(),
            place: challenge.city.clone(),
            same_network: challenge.same_network,
            browser: challenge.browser.clone(),
            os: challenge.os.clone(),
            browser_known: challenge.browser_known,
            text: challenge.text.clone(),
            number_digits: challenge.number_digits,
            number: number.map(digits),
            takes_presence: challenge.takes_presence,
            created: seconds(challenge.issued_at),
            expires: seconds(challenge.expires_at),
        }
    }
}

/// The digits of a number as typed.
fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// Sent to both windows when a login has arrived or has ended.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct ApprovalsChanged {
    pub(crate) waiting: u8,
}

impl Event for ApprovalsChanged {
    const NAME: &'static str = "approvals-changed";
}
