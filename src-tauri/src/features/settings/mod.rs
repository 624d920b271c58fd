//! The settings: one small file in the data folder. Nothing in it is secret.

pub(crate) mod commands;
pub(crate) mod view;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::features::settings::view::Language;

/// What can be set. Unknown members are those of a later version; missing ones have their defaults.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    /// Seconds without use after which the app locks.
    pub(crate) lock_after: u16,
    /// Whether links of other issuers open the app.
    pub(crate) foreign_links: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { language: Language::default(), lock_after: 60, foreign_links: false }
    }
}

impl Settings {
    /// How long the app stays open without use: the setting, within 10 seconds and 5 minutes, and within `ceiling`, the
    /// seconds that the issuers allow. Below 10 seconds nobody could read a code.
    pub(crate) fn lock_after(self, ceiling: Option<u16>) -> Duration {
        let longest = ceiling.unwrap_or(LONGEST).clamp(SHORTEST, LONGEST);
        Duration::from_secs(self.lock_after.clamp(SHORTEST, longest).into())
    }
}

/// Time to read a code and to type it.
const SHORTEST: u16 = 10;
const LONGEST: u16 = 300;

/// `settings.json`.
pub(crate) struct SettingsFile(PathBuf);

impl SettingsFile {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(folder.join("settings.json"))
    }

    /// The settings; the defaults if the file does not exist or cannot be read.
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
        for language in [Language::Da, Language::En] {
            let settings = Settings { language, lock_after: 30, foreign_links: true };
            file.write(settings).unwrap();
            assert_eq!(SettingsFile::in_folder(&folder).read(), settings);
        }
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
    fn lock_comes_within_its_bounds_whatever_is_set() {
        let after = |lock_after| Settings { lock_after, ..Settings::default() }.lock_after(None).as_secs();
        assert_eq!(Settings::default().lock_after(None).as_secs(), 60);
        assert_eq!([0, 10, 120, 300, u16::MAX].map(after), [10, 10, 120, 300, 300]);
    }

    #[test]
    fn lock_comes_no_later_than_the_issuers_allow() {
        let after =
            |(lock_after, ceiling)| Settings { lock_after, ..Settings::default() }.lock_after(Some(ceiling)).as_secs();
        assert_eq!([(300, 60), (30, 60), (300, 300), (300, 0), (60, u16::MAX)].map(after), [60, 30, 300, 10, 60]);
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
