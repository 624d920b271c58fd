//! The holder's domain: enrol, show codes, approve. Pure but for its [`ports`], through which everything outside comes.
//!
//! [`Authenticator`] is all that a shell holds: it may be shared among threads, every call blocks until it is done, and
//! none keeps anything open between calls, so that the app and the `segl` command can work on one vault. Errors are one
//! enum per operation; [`Failure`] makes each of them a stable code for shells that speak to people.
#![forbid(unsafe_code)]

mod approval;
mod challenge;
mod codes;
mod diagnosis;
mod enrolment;
mod exchange;
mod failure;
pub mod import;
mod pin_change;
pub mod ports;
mod ratchet;
mod store;
mod text;
mod token;
mod unlock;

pub use otp::Passcode;
pub use protocol::{ChallengeId, Origin, TokenId, approval::ApprovalState, challenge::ChallengeError};
pub use vault::{Pin, PinError};

pub use crate::{
    approval::{ApproveError, DenyError},
    challenge::{Challenge, Poll, PollError},
    codes::{Passcodes, PasscodesError, TimedPasscode},
    diagnosis::{Diagnosis, PortalAnswer, PortalState, VaultState},
    enrolment::{
        Invitation, InvitationError,
        finish::FinishError,
        segl::{ActivateError, Activated},
    },
    exchange::ContactError,
    failure::{Code, Failure},
    pin_change::ChangePinError,
    store::StoreError,
    token::{Identity, NameError, RenameError},
    unlock::UnlockError,
};

use protocol::approval::Decision;

use crate::{
    challenge::Waiting,
    exchange::{Acquaintances, Exchange},
    ports::Ports,
    store::Store,
    token::Token,
};

/// What a shell holds: the identities of this device and everything that can be done with them.
pub struct Authenticator {
    ports: Ports,
    store: Store,
    acquaintances: Acquaintances,
}

impl Authenticator {
    /// Takes its ports; touches nothing yet.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        Self { ports, store: Store::default(), acquaintances: Acquaintances::default() }
    }

    /// The identities, in the order in which they were added.
    pub fn identities(&self) -> Result<Vec<Identity>, StoreError> {
        token::identities(self.store.open(&self.ports)?.held())
    }

    /// Reads the text of an enrolment QR code. Nothing is sent.
    pub fn read_invitation(&self, text: &str) -> Result<Invitation, InvitationError> {
        Invitation::read(text, self.ports.clock.now())
    }

    /// Lets the portal's page show that its QR code was read. A courtesy: when it fails, enrolment may go on.
    pub fn mark_scanned(&self, invitation: &Invitation) -> Result<(), ContactError> {
        enrolment::segl::mark_scanned(&self.exchange(invitation.issuer()), invitation)
    }

    /// Proves the activation password to the portal and receives the new token. About 0.2 seconds and one exchange.
    pub fn activate(&self, invitation: &Invitation, activation_password: &str) -> Result<Activated, ActivateError> {
        let exchange = self.exchange(invitation.issuer());
        enrolment::segl::activate(&exchange, &self.store, invitation, activation_password)
    }

    /// Judges a PIN that is about to be chosen, by the issuer's minimum and the block-list. Fast: fit for every keystroke.
    pub fn choose_pin(&self, activated: &Activated, typed: &str) -> Result<Pin, PinError> {
        activated.choose_pin(typed)
    }

    /// Seals the identity under the PIN, stores it, and tells the portal. May be called again after every error but
    /// [`FinishError::Expired`]: it goes on where it stopped.
    pub fn finish(&self, activated: &Activated, pin: &Pin) -> Result<Identity, FinishError> {
        enrolment::finish::finish(&self.exchange(activated.issuer()), &self.store, activated, pin)
    }

    /// The one-time codes of an identity. Where the portal can be reached, a wrong PIN is told from the right one.
    pub fn passcodes(&self, id: TokenId, pin: &Pin) -> Result<Passcodes, PasscodesError> {
        let token = self.settled(id)?;
        codes::passcodes(&self.exchange(&token.issuer), &self.store, &token, pin)
    }

    /// Has the portal check a PIN, at the cost of a try when it is wrong.
    pub fn check_pin(&self, id: TokenId, pin: &Pin) -> Result<(), UnlockError> {
        let token = self.settled(id)?;
        codes::check_pin(&self.exchange(&token.issuer), &self.store, &token, pin)
    }

    /// Judges a PIN that is about to take the place of an identity's own.
    pub fn judge_pin(&self, id: TokenId, old: &Pin, typed: &str) -> Result<Pin, ChangePinError> {
        pin_change::judge(&self.token(id)?, old, typed)
    }

    /// Changes the PIN of an identity; the portal gives it a new passcode seed with it. Whatever happens, one of the two
    /// PINs works.
    pub fn change_pin(&self, id: TokenId, old: &Pin, new: &Pin) -> Result<(), ChangePinError> {
        let token = self.settled(id)?;
        pin_change::change(&self.exchange(&token.issuer), &self.store, &token, old, new)
    }

    /// Gives an identity that was suspended as copied new secrets, once its owner has confirmed it in the portal. Every
    /// other copy of it is worthless from then on.
    pub fn reconnect(&self, id: TokenId, pin: &Pin) -> Result<(), ChangePinError> {
        let token = self.settled(id)?;
        pin_change::reconnect(&self.exchange(&token.issuer), &self.store, &token, pin)
    }

    /// Asks for a challenge; returns at once when there is news about `known` or a new one, else after at most `wait`
    /// seconds (50 at most).
    pub fn poll(&self, id: TokenId, known: Option<ChallengeId>, wait: u64) -> Result<Poll, PollError> {
        let token = Waiting::from(self.token(id)?);
        challenge::poll(&self.exchange(token.issuer()), &token, known, wait)
    }

    /// Approves with the number on the login page (as typed; empty when it shows none) and the PIN.
    pub fn approve(&self, challenge: &Challenge, number: &str, pin: &Pin) -> Result<ApprovalState, ApproveError> {
        let token = self.settled(challenge.token_id)?;
        approval::approve(&self.exchange(&token.issuer), &self.store, &token, challenge, number, pin)
    }

    /// Denies: not now, or not that.
    pub fn deny(&self, challenge: &Challenge) -> Result<ApprovalState, DenyError> {
        self.decide(challenge, Decision::Deny)
    }

    /// Reports: it was not me. The portal blocks the source and tells the service desk.
    pub fn report(&self, challenge: &Challenge) -> Result<ApprovalState, DenyError> {
        self.decide(challenge, Decision::Report)
    }

    /// Gives an identity another name on this device.
    pub fn rename(&self, id: TokenId, new_name: &str) -> Result<Identity, RenameError> {
        let name = token::name(new_name)?;
        let mut session = self.store.open(&self.ports)?;
        Ok(session.change(|vault| token::rename(vault, id, name))?)
    }

    /// Removes an identity from this device. The portal is not told.
    pub fn remove(&self, id: TokenId) -> Result<(), StoreError> {
        token::remove(&self.ports, &self.store, id)
    }

    /// Removes the vault with everything in it, also one that does not open any more. The portals are not told.
    pub fn erase(&self) -> Result<(), StoreError> {
        self.store.erase(&self.ports)
    }

    /// Looks at everything it depends on. May wait for the keyring and for every portal.
    #[must_use]
    pub fn diagnose(&self) -> Diagnosis {
        diagnosis::diagnose(&self.ports, &self.store, &self.acquaintances)
    }

    /// The device's time, unix seconds: what `valid_until` and `expires_at` are compared with.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.ports.clock.now()
    }

    fn decide(&self, challenge: &Challenge, decision: Decision) -> Result<ApprovalState, DenyError> {
        let token = self.token(challenge.token_id)?;
        approval::deny(&self.exchange(&token.issuer), &token, challenge, decision)
    }

    /// Opens a token and lets the vault go: nothing is locked while a portal is asked.
    fn token(&self, id: TokenId) -> Result<Token, StoreError> {
        Token::take(self.store.open(&self.ports)?.into_held(), id)
    }

    /// Opens a token whose PIN is to be asked, after finishing a PIN change that was interrupted.
    fn settled(&self, id: TokenId) -> Result<Token, UnlockError> {
        let token = self.token(id)?;
        if pin_change::settle(&self.exchange(&token.issuer), &self.store, &token)? {
            return Ok(self.token(id)?);
        }
        Ok(token)
    }

    fn exchange<'a>(&'a self, origin: &'a Origin) -> Exchange<'a> {
        Exchange { ports: &self.ports, acquaintances: &self.acquaintances, origin }
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authenticator")
    }
}
