//! What an export of another app holds, as the screens see it.

use authenticator::import::{Kind, Reason, Rejected, Row};
use serde::Serialize;

use crate::features::identity::view::KindView;

/// The content of an export.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportView {
    pub(crate) rows: Vec<RowView>,
    pub(crate) rejected: Vec<RejectedView>,
    /// The vault has no PIN yet: one must be chosen.
    pub(crate) new_pin: bool,
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

impl RowView {
    pub(crate) fn new(row: &Row, double: Option<DoubleView>) -> Self {
        let kind = match row.kind {
            Kind::Totp { .. } => KindView::Totp,
            Kind::Hotp { .. } => KindView::Hotp,
            Kind::Steam => KindView::Steam,
        };
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
    reason: ReasonView,
}

impl From<Rejected> for RejectedView {
    fn from(rejected: Rejected) -> Self {
        let position = u32::try_from(rejected.position).unwrap_or(u32::MAX);
        Self { position, name: rejected.name, reason: rejected.reason.into() }
    }
}

/// Why a row cannot be imported.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReasonView {
    Incomplete,
    NotACode,
    Ambiguous,
    UnknownKind,
    TwoStep,
    KeyMissing,
    KeyMisspelt,
    KeyTooLong,
    UnknownAlgorithm,
    DigitsOutOfRange,
    PeriodOutOfRange,
    CounterOutOfRange,
    InTrash,
}

impl From<Reason> for ReasonView {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotAKeyUri => Self::NotACode,
            Reason::Ambiguous => Self::Ambiguous,
            Reason::UnknownKind => Self::UnknownKind,
            Reason::TwoStep => Self::TwoStep,
            Reason::NoSecret => Self::KeyMissing,
            Reason::BadSecret => Self::KeyMisspelt,
            Reason::SecretTooLong => Self::KeyTooLong,
            Reason::UnknownAlgorithm => Self::UnknownAlgorithm,
            Reason::DigitsOutOfRange => Self::DigitsOutOfRange,
            Reason::PeriodOutOfRange => Self::PeriodOutOfRange,
            Reason::CounterOutOfRange => Self::CounterOutOfRange,
            Reason::InTrash => Self::InTrash,
            _ => Self::Incomplete,
        }
    }
}
