//! The steps of a PIN change. Both PINs stay here, never in the web view.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{Authenticator, ChangePinError, Code, Pin, TokenId, TypedPin};

use crate::{
    error::CommandError,
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Old PIN right → new PIN chosen → typed again → changed. Cancelling drops everything. Where no portal counts attempts, a
/// wrong old PIN may go unnoticed, so the old PIN is typed twice too.
#[derive(Default)]
pub(crate) enum PinChange {
    #[default]
    Nothing,
    Begun {
        id: TokenId,
        old: TypedPin,
        new: TypedPin,
    },
}

impl PinChange {
    /// Begins with the old PIN. The portal checks it; without a portal this device does, as far as it can.
    pub(crate) fn begin(&mut self, authenticator: &Authenticator, id: TokenId, old: Pin) -> Result<(), CommandError> {
        *self = Self::Nothing;
        authenticator.check_old_pin(id, &old)?;
        let old = if authenticator.is_uncounted(id)? { TypedPin::Once(old) } else { TypedPin::Twice(old) };
        *self = Self::Begun { id, old, new: TypedPin::Missing };
        Ok(())
    }

    /// Compares with the old PIN. If they differ, both must be typed again.
    pub(crate) fn repeat(&mut self, typed: &str) -> Result<(), CommandError> {
        let Self::Begun { old, .. } = self else { return Err(Code::NothingToChange.into()) };
        Ok(old.again(typed).map_err(|error| error.or(Code::NothingToChange))?)
    }

    /// Takes a new PIN that the issuer's policy and the block-list accept.
    pub(crate) fn choose(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let Self::Begun { id, old, new } = self else { return Err(Code::NothingToChange.into()) };
        let old = old.twice().ok_or(Code::NothingToChange)?;
        *new = TypedPin::Once(authenticator.judge_pin(*id, old, typed)?);
        Ok(())
    }

    /// Compares with the new PIN. If they differ, a new one must be chosen.
    pub(crate) fn confirm(&mut self, typed: &str) -> Result<(), CommandError> {
        let Self::Begun { new, .. } = self else { return Err(Code::NothingToChange.into()) };
        Ok(new.again(typed).map_err(|error| error.or(Code::NothingToChange))?)
    }

    /// Changes the PIN. May be called again if the portal was not reachable. A change without an answer is over all the same.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator) -> Result<(), ChangePinError> {
        let Self::Begun { id, old, new } = self else { return Ok(()) };
        let (Some(old), Some(new)) = (old.twice(), new.twice()) else { return Ok(()) };
        let changed = authenticator.change_pin(*id, old, new);
        if matches!(changed, Ok(()) | Err(ChangePinError::Unsettled)) {
            *self = Self::Nothing;
        }
        changed
    }

    /// The identity whose new PIN has been confirmed.
    pub(crate) fn confirmed(&self) -> Result<TokenId, CommandError> {
        match self {
            Self::Begun { id, new: TypedPin::Twice(_), .. } => Ok(*id),
            _ => Err(Code::NothingToChange.into()),
        }
    }
}

impl UnderWay for Task<PinChange> {
    fn forget(&self, _: Absence) {
        self.drop_unless_busy();
    }
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
        assert_eq!(early, Err(Code::NothingToChange.into()), "it was typed once");
        change.begin(&device.authenticator, id, pin(PIN)).unwrap();
        assert_eq!(change.repeat("583018"), Err(Code::PinMismatch.into()));
        assert_eq!(change.repeat(PIN), Err(Code::NothingToChange.into()), "from the start");
        change.begin(&device.authenticator, id, pin(PIN)).unwrap();
        change.repeat(PIN).unwrap();
        change.choose(&device.authenticator, "840193").unwrap();
        change.confirm("840193").unwrap();
        change.finish(&device.authenticator).unwrap();
        assert!(device.authenticator.check_old_pin(id, &pin("840193")).is_ok());
    }
}
