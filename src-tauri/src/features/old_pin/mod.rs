//! Codes of other issuers whose PIN was left behind: how far they have come to the PIN of the portal's identity. Nobody can
//! check the earlier PIN, so its owner sees codes made with it first, and types it twice.

pub(crate) mod commands;

use authenticator::{Authenticator, ChangePinError, Identity, IdentityKind, Pin};

use crate::{
    error::{CommandError, ShellCode},
    features::third_party::view::SampleView,
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Earlier PIN typed, and codes shown → typed again → brought along. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum BringAlong {
    #[default]
    Nothing,
    Shown(Pin),
    Confirmed(Pin),
}

impl BringAlong {
    /// Takes the earlier PIN; the codes that it makes, by time alone: one by counter would be used up.
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

    /// Compares with the earlier PIN; another one means typing it from the start.
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

    /// Brings the codes along to `current`, which the portal checks. May be called again with another one.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator, current: &Pin) -> Result<(), CommandError> {
        let Self::Confirmed(previous) = self else { return Err(ShellCode::NothingToChange.into()) };
        match authenticator.bring_along(previous, current) {
            Ok(()) => {
                *self = Self::Nothing;
                Ok(())
            }
            // Not the earlier PIN, as far as this device can tell: from the start.
            Err(error @ ChangePinError::WrongPin) => {
                *self = Self::Nothing;
                Err(error.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl UnderWay for Task<BringAlong> {
    fn forget(&self, absence: Absence) {
        // Whoever tries a code somewhere else is busy there, and not gone.
        if absence == Absence::Left {
            self.drop_unless_busy();
        }
    }
}

fn is_sample(identity: &Identity) -> bool {
    matches!(identity.kind, IdentityKind::Totp | IdentityKind::Steam)
}

/// Enough for one that its owner can try somewhere; each takes a stretching of the PIN.
const SAMPLES: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::parse(digits).expect("it is a PIN")
    }

    #[test]
    fn earlier_pin_counts_only_when_it_was_typed_twice_alike() {
        let mut bring_along = BringAlong::Shown(pin("583017"));
        assert_eq!(bring_along.confirm("583018"), Err(ShellCode::PinMismatch.into()));
        assert_eq!(bring_along.confirm("583017"), Err(ShellCode::NothingToChange.into()), "from the start");
        bring_along = BringAlong::Shown(pin("583017"));
        assert_eq!(bring_along.confirm("583017"), Ok(()));
        assert!(matches!(bring_along, BringAlong::Confirmed(_)));
    }
}
