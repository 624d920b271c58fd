//! Codes of other issuers on their way out, as the screens see them.

use authenticator::{Candidate, Departing, Stays, Strength};
use serde::Serialize;

use crate::{
    event::Event,
    features::{identity::view::KindView, third_party::view::SampleView},
};

/// An identity, and whether it may leave.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CandidateView {
    token_id: String,
    name: String,
    account: String,
    kind: KindView,
    /// Why it stays, if it does.
    stays: Option<StaysView>,
}

/// Why an identity stays on this device.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum StaysView {
    /// It is a portal's.
    Portal,
    /// Its issuer bound it to one device, or manages it.
    Bound,
    /// All its counters have been used.
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

/// What is to be exported has been opened; or it waits for the same PIN once more, when there are codes to try.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct ExportOpenedView {
    /// Codes that the PIN makes, where nobody can check it; perhaps none.
    pub(crate) samples: Option<Vec<SampleView>>,
}

/// A QR code that is shown.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportQrView {
    /// Where the picture is, for one look.
    address: String,
    /// Which one it is, from 0.
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

/// A file that was written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct ExportSavedView {
    /// Its name, without its folder.
    pub(crate) file: String,
    pub(crate) count: u32,
}

/// How hard a password is to guess, roughly.
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

/// Told to the main window when a QR code that was shown is gone by itself.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type, tauri_specta::Event))]
pub(crate) struct ExportClosed {
    /// Nobody closed it.
    pub(crate) late: bool,
}

impl Event for ExportClosed {
    const NAME: &'static str = "export-closed";
}
