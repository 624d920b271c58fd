//! Where to go when an employee has proved once more who they are.

use std::fmt;
use std::str::FromStr;

use protocol::TokenId;

/// One of the pages that need a fresh login; nothing else can be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Then {
    /// The list of authentication types.
    Types,
    /// The page that adds one.
    Add,
    /// The page that deletes this one.
    Delete(TokenId),
}

impl Then {
    /// Its address.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Types => "/profile/authentication-types".to_owned(),
            Self::Add => "/profile/authentication-types/add".to_owned(),
            Self::Delete(id) => format!("/profile/authentication-types/{id}/delete"),
        }
    }
}

impl fmt::Display for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Types => f.write_str("types"),
            Self::Add => f.write_str("add"),
            Self::Delete(id) => write!(f, "delete.{id}"),
        }
    }
}

/// Not one of the pages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct ThenError;

impl FromStr for Then {
    type Err = ThenError;

    fn from_str(text: &str) -> Result<Self, ThenError> {
        match text {
            "types" => Ok(Self::Types),
            "add" => Ok(Self::Add),
            _ => text.strip_prefix("delete.").and_then(|id| id.parse().ok()).map(Self::Delete).ok_or(ThenError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_is_read_back_from_its_name() {
        for then in [Then::Types, Then::Add, Then::Delete(TokenId::from([7; 16]))] {
            assert_eq!(then.to_string().parse(), Ok(then));
        }
    }

    #[test]
    fn page_is_refused_when_it_is_another() {
        for text in ["", "/profile", "delete.", "delete.../../logout", "https://evil.example"] {
            assert_eq!(text.parse::<Then>(), Err(ThenError), "{text}");
        }
    }
}
