//! The steps of a PIN change. Both PINs stay here, never in the web view.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{Authenticator, ChangePinError, Pin, PinError, TokenId};

use crate::{
    error::{CommandError, ShellCode},
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Old PIN right → new PIN chosen → typed again → changed. Cancelling drops everything. Where no portal counts attempts, a
/// wrong old PIN may go unnoticed, so the old PIN is typed twice too.
#[derive(Default)]
pub(crate) enum PinChange {
    #[default]
    Nothing,
    Asked(TokenId, Pin),
    Begun(TokenId, Pin),
    Chosen(TokenId, Pin, Pin),
    Confirmed(TokenId, Pin, Pin),
}

impl PinChange {
    /// Begins with the old PIN. The portal checks it; without a portal this device does, as far as it can.
    pub(crate) fn begin(&mut self, authenticator: &Authenticator, id: TokenId, old: Pin) -> Result<(), CommandError> {
        *self = Self::Nothing;
        authenticator.check_old_pin(id, &old)?;
        *self = if authenticator.is_uncounted(id)? { Self::Asked(id, old) } else { Self::Begun(id, old) };
        Ok(())
    }

    /// Compares with the old PIN. If they differ, both must be typed again.
    pub(crate) fn repeat(&mut self, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(self) {
            Self::Asked(id, old) if Pin::parse(typed).is_ok_and(|again| again == old) => {
                *self = Self::Begun(id, old);
                Ok(())
            }
            Self::Asked(..) => Err(ShellCode::PinMismatch.into()),
            other => {
                *self = other;
                Err(ShellCode::NothingToChange.into())
            }
        }
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

    /// Compares with the new PIN. If they differ, a new one must be chosen.
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

    /// Changes the PIN. May be called again if the portal was not reachable, but not if the result is unknown.
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
            Self::Nothing | Self::Asked(..) => None,
        }
    }
}

impl UnderWay for Task<PinChange> {
    fn forget(&self, _: Absence) {
        self.drop_unless_busy();
    }
}

/// Why a new PIN was refused, with the minimum length where that is the reason.
fn unfit(error: ChangePinError) -> CommandError {
    let minimum = match error {
        ChangePinError::Pin(PinError::TooShort { minimum }) => Some(minimum),
        _ => None,
    };
    CommandError { minimum, ..error.into() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

    use super::*;
    use crate::features::third_party::tests::{Device, PIN, stored};

    fn pin(digits: &str) -> Pin {
        Pin::parse(digits).unwrap()
    }

    #[test]
    fn old_pin_is_typed_twice_when_no_portal_counts_attempts() {
        let device = Device::new("pin-twice");
        let id = stored(&device);
        let mut change = PinChange::Nothing;
        change.begin(&device.authenticator, id, pin(PIN)).unwrap();
        let early = change.choose(&device.authenticator, "840193");
        assert_eq!(early, Err(ShellCode::NothingToChange.into()), "it was typed once");
        change.begin(&device.authenticator, id, pin(PIN)).unwrap();
        assert_eq!(change.repeat("583018"), Err(ShellCode::PinMismatch.into()));
        assert_eq!(change.repeat(PIN), Err(ShellCode::NothingToChange.into()), "from the start");
        change.begin(&device.authenticator, id, pin(PIN)).unwrap();
        change.repeat(PIN).unwrap();
        change.choose(&device.authenticator, "840193").unwrap();
        change.confirm("840193").unwrap();
        change.finish(&device.authenticator).unwrap();
        assert!(device.authenticator.check_old_pin(id, &pin("840193")).is_ok());
    }
}
