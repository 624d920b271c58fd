//! One-time codes as the screens see them.

use authenticator::{Passcodes, TimedPasscode};
use serde::Serialize;

use crate::features::seconds;

/// The codes of an identity.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodesView {
    /// This one and the next.
    codes: Vec<CodeView>,
    /// Whether the portal has checked the PIN; false if it could not be asked.
    checked: bool,
}

impl From<Passcodes> for CodesView {
    fn from(passcodes: Passcodes) -> Self {
        Self {
            codes: vec![CodeView::from(&passcodes.current), CodeView::from(&passcodes.next)],
            checked: passcodes.checked,
        }
    }
}

/// A code and when it is valid.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeView {
    digits: String,
    valid_from: u32,
    valid_until: u32,
}

impl From<&TimedPasscode> for CodeView {
    fn from(timed: &TimedPasscode) -> Self {
        Self {
            digits: timed.passcode.expose().to_string(),
            valid_from: seconds(timed.valid_from),
            valid_until: seconds(timed.valid_until),
        }
    }
}

/// A code by counter. Its counter has been used.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CountedView {
    pub(crate) digits: String,
    /// The counter it was made from, decimal.
    pub(crate) counter: String,
    /// Whether the PIN was checked; false if nothing could check it.
    pub(crate) checked: bool,
}
