//! Codes of other issuers that still have an earlier PIN are re-encrypted under the PIN of the portal's identity. Nothing
//! can check the earlier PIN, so the user sees codes made with it first, and types it twice.

pub(crate) mod commands;

use authenticator::{Authenticator, ChangePinError, Identity, IdentityKind, Pin};

use crate::{
    error::{CommandError, ShellCode},
    features::third_party::view::SampleView,
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Earlier PIN typed, and codes shown → typed again → re-encrypted. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum OldPin {
    #[default]
    Nothing,
    Shown(Pin),
    Confirmed(Pin),
}

impl OldPin {
    /// Takes the earlier PIN and returns sample codes. Only codes by time: a code by counter would be used up.
    pub(crate) fn show(&mut self, authenticator: &Authenticator, pin: Pin) -> Result<Vec<SampleView>, CommandError> {
        *self = Self::Nothing;
        let mut samples = Vec::new();
        let identities = authenticator.identities()?;
        for identity in identities.iter().filter(|identity| is_sample(identity)).take(SAMPLES) {
            let codes = authenticator.passcodes(identity.token_id, &pin)?;
            samples.push(SampleView::new(identity, &codes.current));
        }
        *self = Self::Shown(pin);
        Ok(samples)
    }

    /// Compares with the earlier PIN. If they differ, both must be typed again.
    pub(crate) fn confirm(&mut self, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(self) {
            Self::Shown(pin) if Pin::parse(typed).is_ok_and(|again| again == pin) => {
                *self = Self::Confirmed(pin);
                Ok(())
            }
            Self::Shown(_) => Err(ShellCode::PinMismatch.into()),
            other => {
                *self = other;
                Err(ShellCode::NothingToChange.into())
            }
        }
    }

    /// Re-encrypts the codes under `current`, which the portal checks. May be called again with another PIN.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator, current: &Pin) -> Result<(), CommandError> {
        let Self::Confirmed(previous) = self else { return Err(ShellCode::NothingToChange.into()) };
        match authenticator.bring_along(previous, current) {
            Ok(()) => {
                *self = Self::Nothing;
                Ok(())
            }
            // This device found that it is not the earlier PIN: both must be typed again.
            Err(error @ ChangePinError::WrongPin) => {
                *self = Self::Nothing;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl UnderWay for Task<OldPin> {
    fn forget(&self, absence: Absence) {
        // While idle here, the user may be trying a sample code on another site.
        if absence == Absence::Left {
            self.drop_unless_busy();
        }
    }
}

fn is_sample(identity: &Identity) -> bool {
    matches!(identity.kind, IdentityKind::Totp | IdentityKind::Steam)
}

/// Enough that the user can try one somewhere. Each costs one Argon2 computation.
const SAMPLES: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::parse(digits).expect("it is a PIN")
    }

    #[test]
    fn earlier_pin_is_confirmed_only_when_both_entries_match() {
        let mut old_pin = OldPin::Shown(pin("583017"));
        assert_eq!(old_pin.confirm("583018"), Err(ShellCode::PinMismatch.into()));
        assert_eq!(old_pin.confirm("583017"), Err(ShellCode::NothingToChange.into()), "from the start");
        old_pin = OldPin::Shown(pin("583017"));
        assert_eq!(old_pin.confirm("583017"), Ok(()));
        assert!(matches!(old_pin, OldPin::Confirmed(_)));
    }
}
