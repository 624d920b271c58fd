//! The password of an exported file. Whoever has the file can try passwords for as long as they like, and nobody counts.

use thiserror::Error;
use zeroize::Zeroizing;

/// A password that will do. Zeroed when dropped.
pub struct ExportPassword(Zeroizing<String>);

impl ExportPassword {
    /// Fewest characters: with fewer, scrypt alone does not hold somebody off who has the file.
    pub const MIN: usize = 12;

    /// Takes a password as it was typed, blanks and all.
    pub fn choose(typed: &str) -> Result<Self, ExportPasswordError> {
        if typed.chars().count() < Self::MIN {
            return Err(ExportPasswordError::TooShort);
        }
        if surprises(typed) < LEAST {
            return Err(ExportPasswordError::TooUniform);
        }
        Ok(Self(Zeroizing::new(typed.to_owned())))
    }

    /// How hard it is to guess, roughly: nothing here knows a dictionary.
    #[must_use]
    pub fn strength(&self) -> Strength {
        match surprises(&self.0) * bits(&self.0) {
            ..60 => Strength::Fair,
            60..90 => Strength::Good,
            _ => Strength::Strong,
        }
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ExportPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ExportPassword(redacted)")
    }
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ExportPasswordError {
    /// Fewer than 12 characters.
    #[error("the password is too short")]
    TooShort,
    /// It repeats one character, or counts up or down.
    #[error("the password is too easy to guess")]
    TooUniform,
}

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Strength {
    /// Under 60 bits.
    Fair,
    /// Under 90 bits.
    Good,
    /// 90 bits and more.
    Strong,
}

/// Characters that do not follow from the one before: not the same, not the next, not the last.
fn surprises(text: &str) -> usize {
    let numbers = || text.chars().map(u32::from);
    let follows = |(before, after): (u32, u32)| before.abs_diff(after) <= 1;
    1 + numbers().zip(numbers().skip(1)).filter(|pair| !follows(*pair)).count()
}

/// Whole bits that one more character brings, by the kinds of characters there are.
fn bits(text: &str) -> usize {
    let has = |kind: fn(&char) -> bool| text.chars().any(|character| kind(&character));
    let kinds = [
        (has(char::is_ascii_digit), 10_u32),
        (has(char::is_ascii_lowercase), 26),
        (has(char::is_ascii_uppercase), 26),
        (has(|character| !character.is_ascii_alphanumeric()), 33),
    ];
    let choices: u32 = kinds.iter().filter(|(there, _)| *there).map(|(_, choices)| choices).sum();
    usize::try_from(choices.max(2).ilog2()).unwrap_or(1)
}

/// Fewer surprises are a pattern.
const LEAST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(typed: &str) -> Result<Strength, ExportPasswordError> {
        ExportPassword::choose(typed).map(|password| password.strength())
    }

    #[test]
    fn password_is_refused_when_short_or_a_pattern() {
        for short in ["", "kort", "11 tegn kun"] {
            assert_eq!(strength(short), Err(ExportPasswordError::TooShort), "{short}");
        }
        for pattern in ["aaaaaaaaaaaaaaaa", "1234567890123", "abcdefghijklmnop", "112233445566"] {
            assert_eq!(strength(pattern), Err(ExportPasswordError::TooUniform), "{pattern}");
        }
    }

    #[test]
    fn strength_grows_with_length_and_with_kinds_of_characters() {
        for (typed, expected) in [
            ("592817406385", Strength::Fair),
            ("blåbærogmåge", Strength::Good),
            ("Blåbær og 7 måger", Strength::Strong),
            ("korrekt hest batteri", Strength::Good),
        ] {
            assert_eq!(strength(typed), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn password_debug_shows_no_letter() {
        assert_eq!(format!("{:?}", ExportPassword::choose("Blåbær og 7 måger").ok()), "Some(ExportPassword(redacted))");
    }
}
