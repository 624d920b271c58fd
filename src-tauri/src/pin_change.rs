//! How far the change of a PIN has come. Both PINs live here, never in the web view.

use authenticator::{Authenticator, ChangePinError, Pin, PinError, TokenId};

use crate::error::{CommandError, ShellCode};

/// Old PIN right → new PIN chosen → typed again → changed. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum PinChange {
    #[default]
    Nothing,
    Begun(TokenId, Pin),
    Chosen(TokenId, Pin, Pin),
    Confirmed(TokenId, Pin, Pin),
}

impl PinChange {
    /// Begins with the old PIN, which the portal finds right or not.
    pub(crate) fn begin(&mut self, authenticator: &Authenticator, id: TokenId, old: Pin) -> Result<(), CommandError> {
        *self = Self::Nothing;
        authenticator.check_pin(id, &old)?;
        *self = Self::Begun(id, old);
        Ok(())
    }

    /// Takes a new PIN that the issuer's policy and the block-list accept.
    pub(crate) fn choose(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let (Self::Begun(id, old) | Self::Chosen(id, old, _) | Self::Confirmed(id, old, _)) = self else {
            return Err(ShellCode::NothingToChange.into());
        };
        let new = authenticator.judge_pin(*id, old, typed).map_err(unfit)?;
        let id = *id;
        if let Some(old) = self.take_old() {
            *self = Self::Chosen(id, old, new);
        }
        Ok(())
    }

    /// Compares with the new PIN; another one means choosing again.
    pub(crate) fn confirm(&mut self, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(self) {
            Self::Chosen(id, old, new) if Pin::parse(typed).is_ok_and(|again| again == new) => {
                *self = Self::Confirmed(id, old, new);
                Ok(())
            }
            Self::Chosen(id, old, _) => {
                *self = Self::Begun(id, old);
                Err(ShellCode::PinMismatch.into())
            }
            other => {
                *self = other;
                Err(ShellCode::NothingToChange.into())
            }
        }
    }

    /// Changes the PIN. May be called again when the portal was away; an unsettled change is over all the same.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator) -> Result<(), ChangePinError> {
        let Self::Confirmed(id, old, new) = self else { return Ok(()) };
        let changed = authenticator.change_pin(*id, old, new);
        if matches!(changed, Ok(()) | Err(ChangePinError::Unsettled)) {
            *self = Self::Nothing;
        }
        changed
    }

    /// The identity whose new PIN has been confirmed.
    pub(crate) fn confirmed(&self) -> Result<TokenId, CommandError> {
        match self {
            Self::Confirmed(id, ..) => Ok(*id),
            _ => Err(ShellCode::NothingToChange.into()),
        }
    }

    fn take_old(&mut self) -> Option<Pin> {
        match std::mem::take(self) {
            Self::Begun(_, old) | Self::Chosen(_, old, _) | Self::Confirmed(_, old, _) => Some(old),
            Self::Nothing => None,
        }
    }
}

/// Why a new PIN will not do, with the fewest digits that would.
fn unfit(error: ChangePinError) -> CommandError {
    let minimum = match error {
        ChangePinError::Pin(PinError::TooShort { minimum }) => Some(minimum),
        _ => None,
    };
    CommandError { minimum, ..error.into() }
}
