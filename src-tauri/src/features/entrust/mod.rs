//! The activation of an Entrust soft token, from its QR code or from typed numbers to a key of which the issuer has
//! accepted a code. The key stays here and in the authenticator.

pub(crate) mod commands;
pub(crate) mod view;

use authenticator::{
    Authenticator, Code, TypedPin,
    entrust::{
        Activation, ActivationCode, CodeLength, PolicyInSeed, RegistrationCode, SecureActivation, SerialNumber, Trial,
    },
};

use crate::{
    error::CommandError,
    features::{
        entrust::view::{EntrustView, TrialView},
        intake::view::FoundView,
        third_party::{Keys, ThirdParty, is_new_pin, view::AccountView},
    },
};

/// Read → opened → tried at the issuer.
pub(crate) enum Entrust {
    /// Its activation password is missing.
    Sealed(SecureActivation),
    /// The other half, the registration code, is missing.
    Opened(Activation),
    /// Both halves are known, and the user tries codes at the issuer.
    Trying(Trial),
}

impl ThirdParty {
    /// Takes a QR code that needs an activation password.
    pub(crate) fn take_activation(
        &mut self,
        authenticator: &Authenticator,
        sealed: SecureActivation,
    ) -> Result<FoundView, CommandError> {
        // Fails early where codes of other issuers are not allowed, before the user types anything.
        is_new_pin(authenticator)?;
        *self = Self::Entrust(Entrust::Sealed(sealed));
        Ok(FoundView::EntrustSealed)
    }

    /// Opens the activation; a wrong password changes nothing.
    pub(crate) fn open_activation(&mut self, password: &str) -> Result<FoundView, CommandError> {
        let Self::Entrust(Entrust::Sealed(sealed)) = self else { return Err(Code::NothingToAdd.into()) };
        let activation = sealed.open(password)?;
        Ok(self.opened(activation))
    }

    /// Takes a serial number and an activation code that were typed.
    pub(crate) fn type_activation(
        &mut self,
        authenticator: &Authenticator,
        serial: &str,
        code: &str,
    ) -> Result<FoundView, CommandError> {
        is_new_pin(authenticator)?;
        let serial: SerialNumber = serial.parse().map_err(|_| Code::EntrustSerial)?;
        let code: ActivationCode = code.parse().map_err(|_| Code::EntrustActivationCode)?;
        Ok(self.opened(Activation::by_hand(serial, code)))
    }

    /// Takes the registration code that the vendor's app shows. One with a wrong digit changes nothing.
    pub(crate) fn register(&mut self, typed: &str) -> Result<(), CommandError> {
        let registration: RegistrationCode = typed.parse()?;
        match std::mem::take(self) {
            Self::Entrust(Entrust::Opened(activation)) => {
                *self = Self::Entrust(Entrust::Trying(Trial::new(activation, registration)));
                Ok(())
            }
            other => {
                *self = other;
                Err(Code::NothingToAdd.into())
            }
        }
    }

    /// Codes to be tried at the issuer: with six digits or eight, with the policy in the key or without.
    pub(crate) fn try_codes(
        &mut self,
        authenticator: &Authenticator,
        length: CodeLength,
        policy: PolicyInSeed,
    ) -> Result<TrialView, CommandError> {
        self.resume_trial();
        let Self::Entrust(Entrust::Trying(trial)) = self else { return Err(Code::NothingToAdd.into()) };
        trial.length = length;
        trial.policy = if trial.activation().policy().is_some() { policy } else { PolicyInSeed::Without };
        Ok(TrialView::new(trial, authenticator.now()))
    }

    /// The issuer has accepted a code: the PIN comes next, as for any other key.
    pub(crate) fn accept_trial(&mut self, authenticator: &Authenticator) -> Result<FoundView, CommandError> {
        let Self::Entrust(Entrust::Trying(trial)) = self else { return Err(Code::NothingToAdd.into()) };
        let account = AccountView::new(&trial.key(), is_new_pin(authenticator)?);
        if let Self::Entrust(Entrust::Trying(trial)) = std::mem::take(self) {
            *self = Self::Read(Keys::Tried(Box::new(trial)), TypedPin::Missing);
        }
        Ok(FoundView::Account { account })
    }

    fn opened(&mut self, activation: Activation) -> FoundView {
        let view = EntrustView::new(&activation);
        *self = Self::Entrust(Entrust::Opened(activation));
        FoundView::EntrustOpened { activation: view }
    }

    /// Goes back from the PIN to the codes that the user tries.
    fn resume_trial(&mut self) {
        if matches!(self, Self::Read(Keys::Tried(_), _))
            && let Some(Keys::Tried(trial)) = self.take_keys()
        {
            *self = Self::Entrust(Entrust::Trying(*trial));
        }
    }
}

#[cfg(test)]
mod tests;
