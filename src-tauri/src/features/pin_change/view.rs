//! The change of a PIN as the screens see it.

use serde::Serialize;

use crate::features::identity::view::SettledView;

/// What the screen must know before a PIN is changed.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct PinChangeView {
    /// The fewest digits that the new PIN may have.
    pub(crate) pin_minimum: u8,
    /// How an earlier, interrupted change ended.
    pub(crate) settled: SettledView,
    /// Nothing can check the old PIN for certain: it must be typed twice.
    pub(crate) old_twice: bool,
}
