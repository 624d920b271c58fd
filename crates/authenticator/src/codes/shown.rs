//! Codes from the PIN to the screen: which portal checks it, and what follows from its answer.

use protocol::TokenId;
use vault::Pin;

use crate::{
    Authenticator,
    codes::{self, Codes, Passcodes, PasscodesError, PinCheck, Taken},
    pin_change::Settled,
    token::Token,
    unlock::UnlockError,
};

impl Authenticator {
    /// The one-time codes of an identity. Where the portal can be reached, a wrong PIN is told from the right one. An
    /// identity with codes by counter is refused, see [`Authenticator::codes`].
    pub fn passcodes(&self, id: TokenId, pin: &Pin) -> Result<Passcodes, PasscodesError> {
        let taken = self.codes_taken(id)?;
        if matches!(&taken, Taken::Key(key) if key.counts()?) {
            return Err(PasscodesError::CounterBased);
        }
        match self.codes_of(taken, pin)? {
            Codes::Timed(passcodes) => Ok(passcodes),
            Codes::Counted(_) => Err(PasscodesError::CounterBased),
        }
    }

    /// The codes of any identity. One by counter is used up by this call, whether anybody types it or not.
    pub fn codes(&self, id: TokenId, pin: &Pin) -> Result<Codes, PasscodesError> {
        self.codes_of(self.codes_taken(id)?, pin)
    }

    /// Has the portal check a PIN, at the cost of a try when it is wrong.
    pub fn check_pin(&self, id: TokenId, pin: &Pin) -> Result<(), UnlockError> {
        let token = self.settled(id)?;
        codes::check_pin(&self.exchange(&token.issuer), &self.store, &token, pin)
    }

    /// What the portal says of the PIN that codes of other issuers follow; `None` when it says nothing. Only "wrong" keeps
    /// anybody from them: they are not the portal's, and must not go with its identity.
    pub(crate) fn check_at_portal(&self, id: TokenId, pin: &Pin) -> Result<Option<PinCheck>, UnlockError> {
        // No token, or one that cannot be settled: nobody to ask.
        self.settled(id).map_or(Ok(None), |token| self.check_with(&token, pin))
    }

    /// The same of a token that has been taken already.
    fn check_with(&self, token: &Token, pin: &Pin) -> Result<Option<PinCheck>, UnlockError> {
        match codes::check_pin(&self.exchange(&token.issuer), &self.store, token, pin) {
            Ok(()) => Ok(Some(PinCheck { token: token.id, clock: self.portal_caches.clock(&token.issuer) })),
            Err(error @ UnlockError::WrongPin { .. }) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// Takes what codes need out of the vault, after finishing a PIN change that was interrupted.
    fn codes_taken(&self, id: TokenId) -> Result<Taken, UnlockError> {
        let mut taken = codes::take(&self.ports, &self.store, id)?;
        let settled = taken.portal().map(|token| self.settle_token(token)).transpose();
        match (settled, &mut taken) {
            (Ok(None | Some(Settled::Nothing)), _) => Ok(taken),
            (Ok(Some(_)), _) => Ok(codes::take(&self.ports, &self.store, id)?),
            (Err(error), Taken::Portal(_)) => Err(error),
            // Nobody to ask, then: these codes are not the portal's.
            (Err(_), Taken::Key(key)) => {
                key.portal = None;
                Ok(taken)
            }
        }
    }

    fn codes_of(&self, taken: Taken, pin: &Pin) -> Result<Codes, PasscodesError> {
        match taken {
            Taken::Portal(token) => {
                let exchange = self.exchange(&token.issuer);
                Ok(Codes::Timed(codes::passcodes(&exchange, &self.store, &token, pin)?))
            }
            Taken::Key(key) => {
                let check = key.portal.as_ref().map(|token| self.check_with(token, pin)).transpose()?.flatten();
                codes::of_key(&self.ports, &self.store, &key, pin, check.as_ref())
            }
        }
    }
}
