//! The settings and the diagnosis as the screens see them.

use serde::{Deserialize, Serialize};

use crate::error::CommandError;

/// The language of the screens.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    /// That of the computer.
    #[default]
    System,
    En,
    Da,
}

/// The settings, and which Segl this is.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) language: Language,
    /// Language tags that the user of this computer prefers, the first most; empty where the web view knows better.
    pub(crate) system_languages: Vec<String>,
    pub(crate) app_version: String,
    /// Whether links of other issuers open the app; none where that cannot be chosen.
    pub(crate) foreign_links: Option<bool>,
}

/// What is in order and what is not.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiagnosisView {
    /// Why the keyring does not work.
    pub(crate) keyring: Option<CommandError>,
    /// Why the vault does not open.
    pub(crate) vault: Option<CommandError>,
    pub(crate) vault_exists: bool,
    pub(crate) clocks: Vec<ClockView>,
    pub(crate) data_folder: String,
}

/// The device's clock beside that of a portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockView {
    pub(crate) issuer_name: String,
    /// Seconds by which the device's clock is slow (positive) or fast; none when the portal did not answer.
    pub(crate) offset: Option<i32>,
}
