//! The settings and the diagnosis as the screens see them.

use serde::{Deserialize, Serialize};

use crate::error::CommandError;

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    /// The language of the computer.
    #[default]
    System,
    En,
    Da,
}

/// The settings, and the version of Segl.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsView {
    pub(crate) language: Language,
    /// Language tags that the user prefers, best first; empty where the web view knows better.
    pub(crate) system_languages: Vec<String>,
    pub(crate) app_version: String,
    /// Whether links of other issuers open the app; null where that cannot be chosen.
    pub(crate) foreign_links: Option<bool>,
}

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

/// The device's clock compared with that of a portal.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockView {
    pub(crate) issuer_name: String,
    /// Seconds by which the device's clock is slow (positive) or fast; null if the portal did not answer.
    pub(crate) offset: Option<i32>,
}
