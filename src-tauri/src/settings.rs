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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    /// A folder of this test alone, which does not exist yet.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("segl-settings-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn settings_are_read_as_they_were_written() {
        let folder = folder("written");
        let file = SettingsFile::in_folder(&folder);
        file.write(Settings { language: Language::Da }).unwrap();
        assert_eq!(file.read(), Settings { language: Language::Da });
        file.write(Settings { language: Language::En }).unwrap();
        assert_eq!(SettingsFile::in_folder(&folder).read(), Settings { language: Language::En });
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn settings_are_the_defaults_when_there_are_none_or_damaged_ones() {
        let folder = folder("damaged");
        let file = SettingsFile::in_folder(&folder);
        assert_eq!(file.read(), Settings::default());
        fs::create_dir_all(&folder).unwrap();
        for damaged in ["", "{", "[]", r#"{"language":"xx"}"#] {
            fs::write(folder.join("settings.json"), damaged).unwrap();
            assert_eq!(file.read(), Settings::default(), "{damaged:?}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn settings_of_a_later_version_are_read_where_they_are_known() {
        let folder = folder("later");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("settings.json"), r#"{"language":"da","theme":"dark"}"#).unwrap();
        assert_eq!(SettingsFile::in_folder(&folder).read().language, Language::Da);
        fs::remove_dir_all(folder).unwrap();
    }
}
