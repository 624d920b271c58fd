//! How an owner keeps many identities apart: a note, a group, a place in the order.

use protocol::TokenId;
use thiserror::Error;
use vault::{Group, Marks, MarksError, Note, Vault};

use crate::{
    Authenticator,
    failure::{Code, Failure},
    identity::Identity,
    store::StoreError,
    text::{presentable, presentable_lines},
    token,
};

/// What is to be different about an identity. `None` leaves a thing as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Arrangement {
    /// Its note, at most 500 characters; an empty one takes it away.
    pub note: Option<String>,
    /// The name of its group, at most 40 characters; an empty one takes it out of its group.
    pub group: Option<String>,
    /// Whether it is kept above all others.
    pub on_top: Option<bool>,
    /// Where in the order it goes.
    pub place: Option<Place>,
}

/// A place in the order of the identities.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// Right before this one.
    Before(TokenId),
    /// After all others.
    Last,
}

/// Why an identity was not arranged. Nothing has changed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ArrangeError {
    /// A note of more than 500 characters.
    #[error("the note is too long")]
    NoteTooLong,
    /// The name of a group of more than 40 characters.
    #[error("the group's name is too long")]
    GroupTooLong,
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ArrangeError> for Failure {
    fn from(error: ArrangeError) -> Self {
        match error {
            ArrangeError::NoteTooLong => Code::NoteTooLong.into(),
            ArrangeError::GroupTooLong => Code::GroupTooLong.into(),
            ArrangeError::Store(error) => error.into(),
        }
    }
}

impl Authenticator {
    /// Gives an identity a note, a group, another place. All of it or nothing.
    pub fn arrange(&self, id: TokenId, wanted: &Arrangement) -> Result<Identity, ArrangeError> {
        let wanted = Parsed::new(wanted)?;
        let mut session = self.store.open(&self.ports)?;
        Ok(session.change(|vault| wanted.apply(vault, id))?)
    }
}

/// What becomes of a text.
#[derive(Debug, Eq, PartialEq)]
enum Change<T> {
    Keep,
    TakeAway,
    Set(T),
}

impl<T> Change<T> {
    /// An empty text takes away what there is.
    fn to(text: String, parse: impl FnOnce(String) -> Result<T, MarksError>) -> Result<Self, MarksError> {
        if text.is_empty() { Ok(Self::TakeAway) } else { parse(text).map(Self::Set) }
    }

    fn apply(self, present: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::TakeAway => *present = None,
            Self::Set(text) => *present = Some(text),
        }
    }
}

/// An [`Arrangement`] whose texts will do.
struct Parsed {
    note: Change<Note>,
    group: Change<Group>,
    on_top: Option<bool>,
    place: Option<Place>,
}

impl Parsed {
    fn new(wanted: &Arrangement) -> Result<Self, ArrangeError> {
        Ok(Self {
            note: wanted.note.as_deref().map_or(Ok(Change::Keep), note)?,
            group: wanted.group.as_deref().map_or(Ok(Change::Keep), group)?,
            on_top: wanted.on_top,
            place: wanted.place,
        })
    }

    /// Changes the vault's entry, and its place.
    fn apply(self, vault: &mut Vault, id: TokenId) -> Result<Identity, StoreError> {
        // What can fail comes first: half an arrangement would be written with the next change.
        let index = token::position(vault, id).ok_or(StoreError::UnknownIdentity)?;
        let target = self.place.map(|place| target(vault, place)).transpose()?;
        let marks = marks(&mut vault.tokens[index])?;
        self.note.apply(&mut marks.note);
        self.group.apply(&mut marks.group);
        marks.on_top = self.on_top.unwrap_or(marks.on_top);
        if let Some(target) = target {
            let entry = vault.tokens.remove(index);
            vault.tokens.insert(if target > index { target - 1 } else { target }, entry);
        }
        token::identity(vault, id)
    }
}

/// The index before which an entry goes.
fn target(vault: &Vault, place: Place) -> Result<usize, StoreError> {
    match place {
        Place::Before(other) => token::position(vault, other).ok_or(StoreError::UnknownIdentity),
        Place::Last => Ok(vault.tokens.len()),
    }
}

fn marks(entry: &mut vault::Token) -> Result<&mut Marks, StoreError> {
    match entry {
        vault::Token::Segl(token) => Ok(&mut token.marks),
        vault::Token::Otp(token) => Ok(&mut token.marks),
        _ => Err(StoreError::Newer),
    }
}

/// A note as it is kept: without what cannot be seen but the ends of its lines.
fn note(typed: &str) -> Result<Change<Note>, ArrangeError> {
    Change::to(presentable_lines(typed, Note::MAX + 1), Note::new).map_err(|_| ArrangeError::NoteTooLong)
}

/// The name of a group as it is kept: without what cannot be seen.
fn group(typed: &str) -> Result<Change<Group>, ArrangeError> {
    Change::to(presentable(typed, Group::MAX + 1), Group::new).map_err(|_| ArrangeError::GroupTooLong)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn note_keeps_its_lines_and_loses_what_cannot_be_seen() {
        let kept = |text: &str| Ok(Change::Set(Note::new(text.to_owned()).unwrap()));
        assert_eq!(note("  Konto\u{202e} 7\r\nRing 12 34\n\n"), kept("Konto 7\nRing 12 34"));
        assert_eq!(note(" \u{200b}\n "), Ok(Change::TakeAway));
        assert_eq!(note(&"å".repeat(500)), kept(&"å".repeat(500)));
        assert_eq!(note(&"å".repeat(501)), Err(ArrangeError::NoteTooLong));
    }

    #[test]
    fn group_is_one_line() {
        assert_eq!(group("Arbejde\nøst"), Ok(Change::Set(Group::new("Arbejde øst".to_owned()).unwrap())));
        assert_eq!(group("\t"), Ok(Change::TakeAway));
        assert_eq!(group(&"ø".repeat(41)), Err(ArrangeError::GroupTooLong));
    }
}
