//! The activation of an Entrust soft token, as the screens see it.

use authenticator::entrust::{Activation, Trial};
use serde::Serialize;

use crate::features::codes::view::CodeView;

/// An activation that has been opened, or typed.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EntrustView {
    serial: String,
    /// Host and path of the issuer, which is never contacted.
    host: Option<String>,
    /// What the issuer requires of the device. Segl does not enforce it.
    policy: Option<String>,
}

impl EntrustView {
    pub(crate) fn new(activation: &Activation) -> Self {
        Self {
            serial: activation.serial().to_string(),
            host: activation.host().map(str::to_owned),
            policy: activation.policy(),
        }
    }
}

/// Codes for the user to try at the issuer.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrialView {
    /// This one and the next.
    codes: Vec<CodeView>,
}

impl TrialView {
    pub(crate) fn new(trial: &Trial, now: u64) -> Self {
        let code = trial.code(now);
        Self { codes: vec![CodeView::from(&code), CodeView::from(&trial.code(code.valid_until))] }
    }
}
