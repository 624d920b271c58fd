//! The settings of the screens: one small file in the data folder. Nothing in it is worth protecting.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::view::Language;

/// What can be set. Unknown members are those of a later version; missing ones have their defaults.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) language: Language,
}

/// `settings.json`.
pub(crate) struct SettingsFile(PathBuf);

impl SettingsFile {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(folder.join("settings.json"))
    }

    /// The settings; the defaults where there are none that can be read.
    pub(crate) fn read(&self) -> Settings {
        fs::read(&self.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Replaces the settings as a whole.
    pub(crate) fn write(&self, settings: Settings) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = self.0.with_extension("json.tmp");
        fs::write(&draft, serde_json::to_vec_pretty(&settings)?)?;
        fs::rename(&draft, &self.0)
    }
}
