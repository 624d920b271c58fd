//! What an export of another app holds, as the screens see it.

use authenticator::{
    import::{Encoding, Kind, Reason, Rejected},
    intake::{Duplicate, Listed, Listing},
};
use serde::Serialize;

use crate::features::identity::view::KindView;

/// The content of an export.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportView {
    pub(crate) rows: Vec<RowView>,
    rejected: Vec<RejectedView>,
    /// The text was in none of the encodings that say of themselves whether they are right: names may be wrong.
    encoding_guessed: bool,
    /// The vault has no PIN yet: one must be chosen.
    new_pin: bool,
}

impl ImportView {
    pub(crate) fn new(listing: &Listing, encoding: Encoding, new_pin: bool) -> Self {
        Self {
            encoding_guessed: encoding == Encoding::Windows1252,
            rows: listing.rows.iter().map(RowView::from).collect(),
            rejected: listing.rejected.iter().map(RejectedView::from).collect(),
            new_pin,
        }
    }
}

/// A row of an export that can be imported.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RowView {
    issuer: String,
    account: String,
    kind: KindView,
    /// Where the same code already is; it is not stored again.
    pub(crate) double: Option<DoubleView>,
}

impl From<&Listed> for RowView {
    fn from(row: &Listed) -> Self {
        let kind = match row.kind {
            Kind::Totp { .. } => KindView::Totp,
            Kind::Hotp { .. } => KindView::Hotp,
            Kind::Steam => KindView::Steam,
        };
        let double = row.duplicate.map(|duplicate| match duplicate {
            Duplicate::Export => DoubleView::Export,
            Duplicate::Here => DoubleView::Here,
        });
        Self { issuer: row.issuer.clone(), account: row.account.clone(), kind, double }
    }
}

/// Where the same code already is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum DoubleView {
    /// Earlier in the same export.
    Export,
    /// Among the identities of this device.
    Here,
}

/// A row of an export that cannot be imported.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct RejectedView {
    /// Its position in the export, from 1.
    position: u32,
    /// Its name in the export; may be empty.
    name: String,
    #[cfg_attr(test, specta(type = crate::bindings::ReasonName))]
    reason: Reason,
}

impl From<&Rejected> for RejectedView {
    fn from(rejected: &Rejected) -> Self {
        let position = u32::try_from(rejected.position).unwrap_or(u32::MAX);
        Self { position, name: rejected.name.clone(), reason: rejected.reason }
    }
}
