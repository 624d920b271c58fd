//! Who acts: named in every authority, and in every row of the audit log.

mod authority;

use std::{fmt, str::FromStr};

pub use self::authority::{Authority, AuthorityError, Deed, Standing, standing};

/// Who does something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// The owner of the account, in a browser or with a device.
    Owner,
    /// Somebody of the service desk.
    Desk(PersonName),
    /// An administrator.
    Administrator(PersonName),
    /// A program that has a name here.
    Machine(PersonName),
    /// The portal by itself: time ran out, or a limit was reached.
    System,
}

/// What a person or a program is called in the log: at most 64 characters, none of them a control character.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PersonName(String);

impl PersonName {
    /// Takes a name as it comes: control characters are left out, and what is longer is cut.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let name: String = text.chars().filter(|character| !character.is_control()).take(64).collect();
        Self(if name.is_empty() { "unknown".to_owned() } else { name })
    }
}

/// Not an actor.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an actor")]
pub struct ActorError;

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("owner"),
            Self::Desk(name) => write!(f, "desk:{}", name.0),
            Self::Administrator(name) => write!(f, "administrator:{}", name.0),
            Self::Machine(name) => write!(f, "machine:{}", name.0),
            Self::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = ActorError;

    fn from_str(text: &str) -> Result<Self, ActorError> {
        let stored = |name: &str| {
            let known = PersonName::from_text(name);
            if known.0 == name { Ok(known) } else { Err(ActorError) }
        };
        match text.split_once(':') {
            None if text == "owner" => Ok(Self::Owner),
            None if text == "system" => Ok(Self::System),
            Some(("desk", name)) => stored(name).map(Self::Desk),
            Some(("administrator", name)) => stored(name).map(Self::Administrator),
            Some(("machine", name)) => stored(name).map(Self::Machine),
            _ => Err(ActorError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actor_is_read_back_from_its_text() {
        for text in ["owner", "system", "desk:anne", "administrator:root", "machine:scim: one"] {
            assert_eq!(text.parse::<Actor>().map(|actor| actor.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "desk", "desk:", "Owner", "guest:x"] {
            assert_eq!(text.parse::<Actor>(), Err(ActorError), "{text}");
        }
    }
}
