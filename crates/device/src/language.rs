//! The languages that the user of this computer prefers.

use std::env;

/// Language tags (RFC 5646) in order of preference, such as `da-DK`; empty where the environment names none.
///
/// The locale is the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set (POSIX.1-2024 §8.2); the list in `LANGUAGE`
/// goes before it, as in GNU gettext. It need not be installed: a web view, which asks the C library, knows installed ones only.
#[must_use]
pub fn preferred() -> Vec<String> {
    let value = |name: &&str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(value);
    tags(&value(&"LANGUAGE").unwrap_or_default(), &locale.unwrap_or_default())
}

fn tags(list: &str, locale: &str) -> Vec<String> {
    let Some(main) = tag(locale) else { return Vec::new() };
    let mut tags: Vec<_> = list.split(':').filter_map(tag).collect();
    if !tags.contains(&main) {
        tags.push(main);
    }
    tags
}

/// `da_DK.UTF-8` is `da-DK`; the locale of programs, `C`, speaks no language.
fn tag(locale: &str) -> Option<String> {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    (!matches!(name, "" | "C" | "POSIX")).then(|| name.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locale_is_read_as_a_language_tag() {
        assert_eq!(tags("", "da_DK.UTF-8"), ["da-DK"]);
        assert_eq!(tags("", "nb_NO@euro"), ["nb-NO"]);
        assert_eq!(tags("da:en_GB", "en_DK.UTF-8"), ["da", "en-GB", "en-DK"]);
        assert_eq!(tags("da_DK:da", "da_DK"), ["da-DK", "da"], "named once");
    }

    #[test]
    fn no_language_is_preferred_when_the_locale_is_that_of_programs() {
        for locale in ["", "C", "C.UTF-8", "POSIX"] {
            assert!(tags("da", locale).is_empty(), "{locale:?}");
        }
    }
}
