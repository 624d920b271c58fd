//! A PIN that counts once it has been typed twice alike: a new one, or one that nobody can check.

use thiserror::Error;
use vault::Pin;

use crate::failure::{Code, Failure};

/// How often a PIN has been typed. It is zeroed when it is dropped.
#[derive(Debug, Default)]
pub enum TypedPin {
    /// Not yet, or differently the second time.
    #[default]
    Missing,
    /// Once.
    Once(Pin),
    /// Twice, the same both times.
    Twice(Pin),
}

/// Why a PIN does not count yet.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum TypedPinError {
    /// None was typed before, or it has been dropped meanwhile.
    #[error("no PIN was typed before")]
    Missing,
    /// Not the one that was typed before, which is forgotten: it is typed from the start.
    #[error("not the PIN that was typed before")]
    Differs,
}

impl TypedPin {
    /// Compares with the PIN that was typed before.
    pub fn again(&mut self, typed: &str) -> Result<(), TypedPinError> {
        match std::mem::take(self) {
            Self::Once(pin) if Pin::parse(typed).is_ok_and(|again| again == pin) => {
                *self = Self::Twice(pin);
                Ok(())
            }
            Self::Once(_) => Err(TypedPinError::Differs),
            other => {
                *self = other;
                Err(TypedPinError::Missing)
            }
        }
    }

    /// The PIN, once it counts.
    #[must_use]
    pub fn twice(&self) -> Option<&Pin> {
        match self {
            Self::Twice(pin) => Some(pin),
            Self::Missing | Self::Once(_) => None,
        }
    }

    /// The same, taken out.
    #[must_use]
    pub fn into_twice(self) -> Option<Pin> {
        match self {
            Self::Twice(pin) => Some(pin),
            Self::Missing | Self::Once(_) => None,
        }
    }

    /// Forgets it.
    pub fn forget(&mut self) {
        *self = Self::Missing;
    }
}

impl TypedPinError {
    /// As a failure of whatever the PIN is for; `nothing` says that it was not begun, or was dropped meanwhile.
    #[must_use]
    pub fn or(self, nothing: Code) -> Failure {
        match self {
            Self::Missing => nothing.into(),
            Self::Differs => Code::PinMismatch.into(),
        }
    }
}

impl From<TypedPinError> for Failure {
    fn from(error: TypedPinError) -> Self {
        error.or(Code::PinMissing)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    fn once() -> TypedPin {
        TypedPin::Once(Pin::parse("527306").unwrap())
    }

    #[test]
    fn pin_counts_when_it_was_typed_twice_alike() {
        let mut typed = once();
        assert!(typed.twice().is_none());
        assert_eq!(typed.again("527306"), Ok(()));
        assert_eq!(typed.twice().map(Pin::expose), Some("527306"));
        assert_eq!(typed.again("527306"), Err(TypedPinError::Missing), "twice is enough");
        assert!(typed.into_twice().is_some());
    }

    #[test]
    fn pin_is_typed_from_the_start_when_it_differs() {
        for other in ["527307", "52730", "", "x", "5273066"] {
            let mut typed = once();
            assert_eq!(typed.again(other), Err(TypedPinError::Differs), "{other}");
            assert_eq!(typed.again("527306"), Err(TypedPinError::Missing), "{other}");
            assert!(typed.into_twice().is_none());
        }
    }

    #[test]
    fn pin_that_was_forgotten_does_not_count() {
        let mut typed = once();
        typed.forget();
        assert_eq!(typed.again("527306"), Err(TypedPinError::Missing));
    }

    #[test]
    fn failure_says_whether_nothing_was_begun() {
        assert_eq!(TypedPinError::Differs.or(Code::NothingToAdd).code, Code::PinMismatch);
        assert_eq!(TypedPinError::Missing.or(Code::NothingToAdd).code, Code::NothingToAdd);
        assert_eq!(Failure::from(TypedPinError::Missing).code, Code::PinMissing);
    }
}
