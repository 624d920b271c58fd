//! The PIN pad as the screens see it: keys go in, a length comes out.

use serde::{Deserialize, Serialize};

/// A key of the PIN pad.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) enum PinKey {
    #[serde(rename = "0")]
    Zero,
    #[serde(rename = "1")]
    One,
    #[serde(rename = "2")]
    Two,
    #[serde(rename = "3")]
    Three,
    #[serde(rename = "4")]
    Four,
    #[serde(rename = "5")]
    Five,
    #[serde(rename = "6")]
    Six,
    #[serde(rename = "7")]
    Seven,
    #[serde(rename = "8")]
    Eight,
    #[serde(rename = "9")]
    Nine,
    /// Takes the last digit away.
    #[serde(rename = "erase")]
    Erase,
    /// Takes all digits away.
    #[serde(rename = "clear")]
    Clear,
}

/// What the screen knows about a PIN: how many digits have been typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
pub(crate) struct PinView {
    pub(crate) length: u8,
}
