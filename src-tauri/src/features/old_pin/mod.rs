//! Codes of other issuers that still have an earlier PIN are re-encrypted under the PIN of the portal's identity. Nothing
//! can check the earlier PIN, so the user sees codes made with it first, and types it twice.

pub(crate) mod commands;

use authenticator::{Authenticator, ChangePinError, Code, Identity, IdentityKind, Pin, TypedPin};

use crate::{
    error::CommandError,
    features::third_party::view::SampleView,
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Earlier PIN typed, and codes shown → typed again → re-encrypted. Cancelling drops everything.
#[derive(Default)]
pub(crate) struct OldPin(TypedPin);

impl OldPin {
    /// Takes the earlier PIN and returns sample codes. Only codes by time: a code by counter would be used up.
    pub(crate) fn show(&mut self, authenticator: &Authenticator, pin: Pin) -> Result<Vec<SampleView>, CommandError> {
        self.0.forget();
        let mut samples = Vec::new();
        let identities = authenticator.identities()?;
        for identity in identities.iter().filter(|identity| is_sample(identity)).take(SAMPLES) {
            let codes = authenticator.passcodes(identity.token_id, &pin)?;
            samples.push(SampleView::new(identity, &codes.current));
        }
        self.0 = TypedPin::Once(pin);
        Ok(samples)
    }

    /// Compares with the earlier PIN. If they differ, both must be typed again.
    pub(crate) fn confirm(&mut self, typed: &str) -> Result<(), CommandError> {
        Ok(self.0.again(typed).map_err(|error| error.or(Code::NothingToChange))?)
    }

    /// Re-encrypts the codes under `current`, which the portal checks. May be called again with another PIN.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator, current: &Pin) -> Result<(), CommandError> {
        let previous = self.0.twice().ok_or(Code::NothingToChange)?;
        let moved = authenticator.reencrypt(previous, current);
        // Done; or this device found that it is not the earlier PIN, and both must be typed again.
        if matches!(moved, Ok(()) | Err(ChangePinError::WrongPin)) {
            self.0.forget();
        }
        Ok(moved?)
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
        let mut old_pin = OldPin(TypedPin::Once(pin("583017")));
        assert_eq!(old_pin.confirm("583018"), Err(Code::PinMismatch.into()));
        assert_eq!(old_pin.confirm("583017"), Err(Code::NothingToChange.into()), "from the start");
        old_pin = OldPin(TypedPin::Once(pin("583017")));
        assert_eq!(old_pin.confirm("583017"), Ok(()));
        assert!(old_pin.0.twice().is_some());
    }
}
