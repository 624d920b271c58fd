//! An export of codes of other issuers, as the screens see it.

use authenticator::{Candidate, Departing, Stays, Strength};
use serde::Serialize;

use crate::{
    event::Event,
    features::{identity::view::KindView, third_party::view::SampleView},
};

/// An identity, and whether it can be exported.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CandidateView {
    token_id: String,
    name: String,
    account: String,
    kind: KindView,
    /// Why it cannot be exported; null if it can.
    stays: Option<StaysView>,
}

/// Why an identity cannot be exported.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StaysView {
    /// It belongs to a portal.
    Portal,
    /// Its issuer bound it to one device, or manages it.
    Bound,
    /// Its last counter has been used.
    Spent,
}

impl From<&Candidate> for CandidateView {
    fn from(candidate: &Candidate) -> Self {
        let identity = &candidate.identity;
        Self {
            token_id: identity.token_id.to_string(),
            name: identity.name.clone(),
            account: identity.account.clone(),
            kind: identity.kind.into(),
            stays: candidate.stays.map(|stays| match stays {
                Stays::Portal => StaysView::Portal,
                Stays::Bound => StaysView::Bound,
                Stays::Spent => StaysView::Spent,
            }),
        }
    }
}

/// The chosen keys are unlocked; or, with `samples`, the same PIN must be typed again first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct ExportOpenedView {
    /// Codes made with the PIN, for the user to try where nothing can check the PIN; may be empty.
    pub(crate) samples: Option<Vec<SampleView>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportQrView {
    /// The address of the picture; it works once.
    address: String,
    /// Its position, from 0.
    place: u32,
    /// How many there are.
    count: u32,
    name: String,
    account: String,
    /// Whether its codes are by counter.
    counts: bool,
}

impl ExportQrView {
    pub(crate) fn new(key: &Departing, address: String, place: usize, count: usize) -> Self {
        let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            address,
            place: number(place),
            count: number(count),
            name: key.identity.name.clone(),
            account: key.identity.account.clone(),
            counts: key.counts(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct ExportSavedView {
    /// The file name without its folder.
    pub(crate) file: String,
    pub(crate) count: u32,
}

/// How hard a password is to guess, as an estimate.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StrengthView {
    Fair,
    Good,
    Strong,
}

impl From<Strength> for StrengthView {
    fn from(strength: Strength) -> Self {
        match strength {
            Strength::Fair => Self::Fair,
            Strength::Good => Self::Good,
            Strength::Strong => Self::Strong,
        }
    }
}

/// Sent to the main window when a QR code was closed because its time was over.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct ExportClosed {
    /// The time was over; the user did not close it.
    pub(crate) late: bool,
}

impl Event for ExportClosed {
    const NAME: &'static str = "export-closed";
}
