//! The steps of an enrolment. Its secrets stay here and in the authenticator, never in the web view.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{Activated, Authenticator, Code, FinishError, Identity, Invitation, Pin};

use crate::{
    error::{CommandError, ErrorCode, ShellCode},
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Read → activated → PIN chosen → PIN confirmed → finished. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum Enrolment {
    #[default]
    Nothing,
    Invited(Box<Invitation>),
    Activated(Box<Activated>),
    Chosen(Box<Activated>, Pin),
    Confirmed(Box<Activated>, Pin),
}

impl Enrolment {
    /// Unlocks the invitation; a wrong activation password changes nothing.
    pub(crate) fn activate(
        &mut self,
        authenticator: &Authenticator,
        activation_password: &str,
    ) -> Result<&Activated, CommandError> {
        let Self::Invited(invitation) = self else { return Err(ShellCode::NothingToEnrol.into()) };
        *self = Self::Activated(Box::new(authenticator.activate(invitation, activation_password)?));
        self.activated()
    }

    /// Takes a PIN that the issuer's policy and the block-list accept.
    pub(crate) fn choose_pin(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let activated = self.activated()?;
        let pin = authenticator.choose_pin(activated, typed).map_err(|error| {
            let error = CommandError::from(error);
            let is_short = error.code == ErrorCode::Authenticator(Code::PinTooShort);
            CommandError { minimum: is_short.then(|| activated.pin_min()), ..error }
        })?;
        if let Some(activated) = self.take_activated() {
            *self = Self::Chosen(activated, pin);
        }
        Ok(())
    }

    /// Compares with the chosen PIN. If they differ, a PIN must be chosen again.
    pub(crate) fn confirm_pin(&mut self, typed: &str) -> Result<(), CommandError> {
        match std::mem::take(self) {
            Self::Chosen(activated, pin) if Pin::parse(typed).is_ok_and(|again| again == pin) => {
                *self = Self::Confirmed(activated, pin);
                Ok(())
            }
            Self::Chosen(activated, _) => {
                *self = Self::Activated(activated);
                Err(ShellCode::PinMismatch.into())
            }
            other => {
                *self = other;
                Err(ShellCode::NothingToEnrol.into())
            }
        }
    }

    /// Stores the identity. May be called again if the disk was full or the portal not reachable. Returns the identity and
    /// the fingerprint that the portal shows too.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator) -> Result<(Identity, String), CommandError> {
        let Self::Confirmed(activated, pin) = self else { return Err(ShellCode::NothingToEnrol.into()) };
        let finished = authenticator.finish(activated, pin);
        let fingerprint = activated.fingerprint();
        *self = match finished {
            Ok(_) => Self::Nothing,
            // It is not the PIN of the codes on this device: it must be typed again.
            Err(FinishError::PinNotShared) => self.take_activated().map_or(Self::Nothing, Self::Activated),
            Err(error) => return Err(error.into()),
        };
        Ok((finished?, fingerprint))
    }

    fn activated(&self) -> Result<&Activated, CommandError> {
        match self {
            Self::Activated(activated) | Self::Chosen(activated, _) | Self::Confirmed(activated, _) => Ok(activated),
            Self::Nothing | Self::Invited(_) => Err(ShellCode::NothingToEnrol.into()),
        }
    }

    fn take_activated(&mut self) -> Option<Box<Activated>> {
        match std::mem::take(self) {
            Self::Activated(activated) | Self::Chosen(activated, _) | Self::Confirmed(activated, _) => Some(activated),
            Self::Nothing | Self::Invited(_) => None,
        }
    }
}

impl UnderWay for Task<Enrolment> {
    fn forget(&self, absence: Absence) {
        // While idle here, the user may be reading the e-mail with the activation password.
        if absence == Absence::Left {
            self.drop_unless_busy();
        }
    }
}
