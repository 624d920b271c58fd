//! The steps of an enrolment. Its secrets stay here and in the authenticator, never in the web view.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{Activated, Authenticator, Code, FinishError, Identity, Invitation, TypedPin};

use crate::{
    error::CommandError,
    lock::Absence,
    tasks::{Task, UnderWay},
};

/// Read → activated → PIN typed twice → finished. Cancelling drops everything.
#[derive(Default)]
pub(crate) enum Enrolment {
    #[default]
    Nothing,
    Invited(Box<Invitation>),
    Activated(Box<Activated>, TypedPin),
}

impl Enrolment {
    /// Unlocks the invitation; a wrong activation password changes nothing.
    pub(crate) fn activate(
        &mut self,
        authenticator: &Authenticator,
        activation_password: &str,
    ) -> Result<&Activated, CommandError> {
        let Self::Invited(invitation) = self else { return Err(Code::NothingToEnrol.into()) };
        *self = Self::Activated(Box::new(authenticator.activate(invitation, activation_password)?), TypedPin::Missing);
        Ok(self.activated()?.0)
    }

    /// Takes a PIN that the issuer's policy and the block-list accept.
    pub(crate) fn choose_pin(&mut self, authenticator: &Authenticator, typed: &str) -> Result<(), CommandError> {
        let (activated, pin) = self.activated()?;
        *pin = TypedPin::Once(authenticator.choose_pin(activated, typed)?);
        Ok(())
    }

    /// Compares with the chosen PIN. If they differ, a PIN must be chosen again.
    pub(crate) fn confirm_pin(&mut self, typed: &str) -> Result<(), CommandError> {
        Ok(self.activated()?.1.again(typed).map_err(|error| error.or(Code::NothingToEnrol))?)
    }

    /// Stores the identity. May be called again if the disk was full or the portal not reachable. Returns the identity and
    /// the fingerprint that the portal shows too.
    pub(crate) fn finish(&mut self, authenticator: &Authenticator) -> Result<(Identity, String), CommandError> {
        let (activated, typed) = self.activated()?;
        let pin = typed.twice().ok_or(Code::NothingToEnrol)?;
        let finished = authenticator.finish(activated, pin);
        let fingerprint = activated.fingerprint();
        match finished {
            Ok(_) => *self = Self::Nothing,
            // It is not the PIN of the codes on this device: it must be typed again.
            Err(FinishError::PinNotShared) => typed.forget(),
            Err(_) => {}
        }
        Ok((finished?, fingerprint))
    }

    fn activated(&mut self) -> Result<(&Activated, &mut TypedPin), CommandError> {
        match self {
            Self::Activated(activated, pin) => Ok((activated, pin)),
            Self::Nothing | Self::Invited(_) => Err(Code::NothingToEnrol.into()),
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
