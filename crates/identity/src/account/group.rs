//! Groups of accounts that have rules of their own.

use std::{fmt, str::FromStr};

/// The name of a group: 1 to 64 lower-case ASCII letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct GroupName(String);

/// Not the name of a group.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a group name has 1 to 64 lower-case letters, digits, '-', '_' and '.'")]
pub struct GroupNameError;

impl GroupName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupName {
    type Err = GroupNameError;

    fn from_str(text: &str) -> Result<Self, GroupNameError> {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        let is_name = (1..=64).contains(&text.len()) && text.bytes().all(is_letter);
        if is_name { Ok(Self(text.to_owned())) } else { Err(GroupNameError) }
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_name_is_refused_when_it_is_empty_long_or_has_other_characters() {
        assert!("it-staff_2.dk".parse::<GroupName>().is_ok());
        for text in ["", "Leaders", "two words", "\u{f8}st", &"x".repeat(65)] {
            assert_eq!(text.parse::<GroupName>(), Err(GroupNameError), "{text}");
        }
    }
}
