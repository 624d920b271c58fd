//! English or Danish, as the environment says.

use std::env;

/// The two languages of Segl.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    English,
    Danish,
}

impl Language {
    /// By the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set (POSIX §8.2).
    pub(crate) fn of_environment() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
        Self::of_locale(locale.as_deref().unwrap_or_default())
    }

    fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '.', '@', '-']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("da") { Self::Danish } else { Self::English }
    }

    /// One of two texts.
    pub(crate) fn pick<'a>(self, english: &'a str, danish: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Danish => danish,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_danish_when_the_locale_begins_with_da() {
        for locale in ["da", "da_DK", "da_DK.UTF-8", "DA-dk", "da@euro"] {
            assert_eq!(Language::of_locale(locale), Language::Danish, "{locale}");
        }
        for locale in ["", "C", "C.UTF-8", "en_DK.UTF-8", "dav_KE"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }
}
