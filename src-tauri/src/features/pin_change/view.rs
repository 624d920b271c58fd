//! What there is to know before a PIN is changed.

use serde::Serialize;

use crate::features::identity::view::SettledView;

/// What there is to know before a PIN is changed.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinChangeView {
    /// The fewest digits that the new PIN may have.
    pub(crate) pin_minimum: u8,
    /// What became of an earlier change.
    pub(crate) settled: SettledView,
    /// Nobody can say for sure whether the old PIN is right: it is typed twice.
    pub(crate) old_twice: bool,
}
