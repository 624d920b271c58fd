//! English or Danish, as the environment says.

/// The two languages of Segl.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    English,
    Danish,
}

impl Language {
    /// The first of the two that the user prefers; English where neither is.
    pub(crate) fn of_environment() -> Self {
        Self::first_of(&device::language::preferred())
    }

    fn first_of(tags: &[String]) -> Self {
        let known = |tag: &String| match tag.split('-').next() {
            Some(language) if language.eq_ignore_ascii_case("da") => Some(Self::Danish),
            Some(language) if language.eq_ignore_ascii_case("en") => Some(Self::English),
            _ => None,
        };
        tags.iter().find_map(known).unwrap_or(Self::English)
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
    fn language_is_the_first_that_is_known() {
        let first = |tags: &[&str]| Language::first_of(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        for tags in [&["da"][..], &["da-DK"], &["DA-dk"], &["sv-SE", "da", "en"]] {
            assert_eq!(first(tags), Language::Danish, "{tags:?}");
        }
        for tags in [&[][..], &["en-DK", "da"], &["dav-KE"]] {
            assert_eq!(first(tags), Language::English, "{tags:?}");
        }
    }
}
