//! How far a change of PIN has come. The PINs live here and nowhere in the web view.

use authenticator::{Authenticator, Pin, TokenId};

use crate::error::{CommandError, ShellCode};

/// Old PIN checked → new one chosen → confirmed → changed. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum PinChange {
    #[default]
    Nothing,
    Begun(TokenId, Pin),
    Chosen(TokenId, Pin, Pin),
    Confirmed(TokenId, Pin, Pin),
}

impl PinChange {
    /// Takes the old PIN, once the portal has found it right.
    pub(crate) fn begin(authenticator: &Authenticator, token: TokenId, old: Pin) -> Result<Self, CommandError> {
        authenticator.check_pin(token, &old)?;
        Ok(Self::Begun(token, old))
    }

    /// Takes a new PIN that the issuer's policy and the block-list accept.
    pub(crate) fn choose(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let (token, old) = match self {
            Self::Begun(token, old) => (*token, old),
            Self::Chosen(token, old, _) | Self::Confirmed(token, old, _) => (*token, old),
            Self::Nothing => return Err(ShellCode::NothingToChange.into()),
        };
        let new = authenticator.judge_pin(token, old, typed)?;
        if let Some((token, old)) = self.take_begun() {
            *self = Self::Chosen(token, old, new);
        }
        Ok(())
    }

    /// Compares with the chosen PIN; another one means choosing again.
    pub(crate) fn confirm(&mut self, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(self) {
            Self::Chosen(token, old, new) if Pin::parse(typed).is_ok_and(|again| again == new) => {
                *self = Self::Confirmed(token, old, new);
                Ok(())
            }
            Self::Chosen(token, old, _) => {
                *self = Self::Begun(token, old);
                Err(ShellCode::PinMismatch.into())
            }
            other => {
                *self = other;
                Err(ShellCode::NothingToChange.into())
            }
        }
    }

    /// Changes it. May be called again when the disk was full or the portal away.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator) -> Result<(), CommandError> {
        let Self::Confirmed(token, old, new) = self else { return Err(ShellCode::NothingToChange.into()) };
        authenticator.change_pin(*token, old, new)?;
        *self = Self::Nothing;
        Ok(())
    }

    fn take_begun(&mut self) -> Option<(TokenId, Pin)> {
        match std::mem::take(self) {
            Self::Begun(token, old) | Self::Chosen(token, old, _) | Self::Confirmed(token, old, _) => {
                Some((token, old))
            }
            Self::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_refused_when_nothing_was_begun() {
        let mut change = PinChange::default();
        assert_eq!(change.confirm("527306").err(), Some(ShellCode::NothingToChange.into()));
    }
}
