//! Everything the portal says, in every language it speaks.
//!
//! A phrase is a method of [`Language`]; the `words!` macro takes both languages side by side, so a phrase that lacks
//! one of them does not compile.

mod dates;
mod words;

use std::fmt;

pub use self::dates::Moment;

/// A language of the pages and the mails.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, serde::Deserialize)]
pub enum Language {
    /// English, as written in Europe.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Danish, du-form.
    #[serde(rename = "da")]
    Danish,
}

impl Language {
    /// All languages, in the order of the language page.
    pub const ALL: [Self; 2] = [Self::English, Self::Danish];

    /// The language with this BCP 47 primary subtag (`da`, `en`), if the portal speaks it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The BCP 47 tag: `da` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Danish => "da",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Danish => "Dansk",
        }
    }

    /// The other language, for the switch at the top of every page.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::English => Self::Danish,
            Self::Danish => Self::English,
        }
    }

    /// The best match of an `Accept-Language` header (RFC 9110 §12.5.4), if any of its ranges is spoken here.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Option<Self> {
        accept_language
            .split(',')
            .take(MAX_RANGES)
            .filter_map(|range| {
                let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
                let primary = tag.trim().split('-').next().unwrap_or_default();
                // Norwegian and Swedish readers are better served by Danish than by English.
                let language = match primary.to_ascii_lowercase().as_str() {
                    "nb" | "nn" | "no" | "sv" | "fo" | "kl" => Some(Self::Danish),
                    code => Self::from_code(code),
                }?;
                Some((quality(weight), language))
            })
            .filter(|(quality, _)| *quality > 0)
            .reduce(|best, next| if next.0 > best.0 { next } else { best })
            .map(|(_, language)| language)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The `q` value of a range in thousandths; 1000 when absent, 0 when it cannot be read.
fn quality(parameters: &str) -> u32 {
    let Some(value) = parameters.trim().strip_prefix("q=") else {
        return if parameters.trim().is_empty() { 1000 } else { 0 };
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u32>()) {
        ("1", Ok(_)) => 1000,
        ("0", Ok(thousandths)) => thousandths,
        _ => 0,
    }
}

/// Ranges of an `Accept-Language` header that are looked at.
const MAX_RANGES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_danish_when_danish_is_preferred() {
        assert_eq!(Language::negotiate("da-DK,da;q=0.9,en;q=0.8"), Some(Language::Danish));
    }

    #[test]
    fn language_follows_the_weight_when_the_order_differs() {
        assert_eq!(Language::negotiate("da;q=0.2, en-GB;q=0.7"), Some(Language::English));
    }

    #[test]
    fn language_is_unknown_when_no_range_is_spoken() {
        assert_eq!(Language::negotiate("de,fr;q=0.5"), None);
        assert_eq!(Language::negotiate("da;q=0"), None);
        assert_eq!(Language::negotiate(""), None);
    }

    #[test]
    fn language_survives_hostile_headers() {
        assert_eq!(Language::negotiate(";;;q=,,,q=9"), None);
        assert_eq!(Language::negotiate(&"x;q=0.1,".repeat(10_000)), None);
    }
}
