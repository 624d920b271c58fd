//! English or Danish, as the environment says.

use words::Language;

/// The first of the two that the user prefers; English where neither is.
pub(crate) fn of_environment() -> Language {
    first_of(&device::language::preferred())
}

fn first_of(tags: &[String]) -> Language {
    let known = |tag: &String| match tag.split('-').next() {
        Some(language) if language.eq_ignore_ascii_case("da") => Some(Language::Danish),
        Some(language) if language.eq_ignore_ascii_case("en") => Some(Language::English),
        _ => None,
    };
    tags.iter().find_map(known).unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_the_first_that_is_known() {
        let first = |tags: &[&str]| first_of(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        for tags in [&["da"][..], &["da-DK"], &["DA-dk"], &["sv-SE", "da", "en"]] {
            assert_eq!(first(tags), Language::Danish, "{tags:?}");
        }
        for tags in [&[][..], &["en-DK", "da"], &["dav-KE"]] {
            assert_eq!(first(tags), Language::English, "{tags:?}");
        }
    }
}
