//! What an owner adds to a token to find it among many. It means nothing to any issuer, and no PIN protects it.

use thiserror::Error;

/// Note, group and place of a token.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Marks {
    /// Whatever its owner wants to remember.
    pub note: Option<Note>,
    /// What it belongs to.
    pub group: Option<Group>,
    /// Whether it is kept above all others.
    pub on_top: bool,
}

/// Free text, 1 to 500 characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note(String);

impl Note {
    /// Longest note, characters.
    pub const MAX: usize = 500;

    /// Takes a text that is neither empty nor too long.
    pub fn new(text: String) -> Result<Self, MarksError> {
        match text.chars().count() {
            0 => Err(MarksError::NoteEmpty),
            length if length > Self::MAX => Err(MarksError::NoteTooLong(length)),
            _ => Ok(Self(text)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a group, 1 to 40 characters. Tokens with the same name are together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Group(String);

impl Group {
    /// Longest name, characters.
    pub const MAX: usize = 40;

    /// Takes a name that is neither empty nor too long.
    pub fn new(name: String) -> Result<Self, MarksError> {
        match name.chars().count() {
            0 => Err(MarksError::GroupEmpty),
            length if length > Self::MAX => Err(MarksError::GroupTooLong(length)),
            _ => Ok(Self(name)),
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no note, or no group.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum MarksError {
    /// A note without a character: there is none instead.
    #[error("the note is empty")]
    NoteEmpty,
    /// A note of more than 500 characters.
    #[error("a note has at most 500 characters, not {0}")]
    NoteTooLong(usize),
    /// A group without a name: there is none instead.
    #[error("the group has no name")]
    GroupEmpty,
    /// The name of a group of more than 40 characters.
    #[error("a group's name has at most 40 characters, not {0}")]
    GroupTooLong(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn note_has_1_to_500_characters_and_a_group_1_to_40() {
        assert_eq!(Note::new(String::new()), Err(MarksError::NoteEmpty));
        assert!(Note::new("å".repeat(500)).is_ok());
        assert_eq!(Note::new("å".repeat(501)), Err(MarksError::NoteTooLong(501)));
        assert_eq!(Group::new(String::new()), Err(MarksError::GroupEmpty));
        assert!(Group::new("ø".repeat(40)).is_ok());
        assert_eq!(Group::new("ø".repeat(41)), Err(MarksError::GroupTooLong(41)));
    }
}
