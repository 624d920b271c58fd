//! The holder's domain: enrol, show codes, approve. Pure but for its [`ports`], through which everything outside comes.
//!
//! [`Authenticator`] is all that a shell holds: it may be shared among threads, every call blocks until it is done, and
//! none keeps anything open between calls, so that the app and the `segl` command can work on one vault. Errors are one
//! enum per operation; [`Failure`] makes each of them a stable code for shells that speak to people.
#![forbid(unsafe_code)]

mod approval;
mod arrangement;
mod challenge;
mod challenge_keys;
mod codes;
mod diagnosis;
mod enrolment;
mod exchange;
mod export;
mod failure;
mod identity;
pub mod import;
pub mod intake;
pub mod link;
mod pin;
mod pin_change;
pub mod ports;
mod presence;
mod pull;
mod ratchet;
mod store;
mod text;
mod third_party;
mod token;
mod unlock;
pub mod watch;

pub use otp::{
    Algorithm, Passcode, Scheme,
    otpauth::{Assumed, KeyUriError, Parameter},
};
pub use protocol::{
    ChallengeId, Origin, TokenId,
    approval::ApprovalState,
    challenge::ChallengeError,
    pull::{LoginCode, LoginCodeError},
};
pub use vault::{Pin, PinError};

pub use crate::{
    approval::{ApproveError, DenyError, PresenceApproveError},
    arrangement::{ArrangeError, Arrangement, Place},
    challenge::{Challenge, Poll, PollError},
    codes::{Codes, CountedPasscode, Passcodes, PasscodesError, TimedPasscode},
    diagnosis::{Diagnosis, PortalAnswer, PortalState, VaultState},
    enrolment::{
        Invitation, InvitationError,
        by_hand::{ByHand, ByHandError},
        entrust,
        finish::FinishError,
        otpauth::{AddOtpauthError, OtpauthKey, PinStep, Typed},
        privacyidea,
        segl::{ActivateError, Activated},
    },
    exchange::ContactError,
    export::{Candidate, Departing, ExportError, ExportPassword, ExportPasswordError, Stays, Strength},
    failure::{Code, Failure},
    identity::{Identity, IdentityKind},
    pin::typed::{TypedPin, TypedPinError},
    pin_change::{ChangePinError, Settled},
    presence::{PresenceOnError, PresenceState, PresenceUseError},
    pull::PullError,
    store::StoreError,
    token::{NameError, RenameError},
    unlock::UnlockError,
};

use protocol::{approval::Decision, enrolment::KeyStore, pull::PullKey};

use crate::{
    challenge::Waiting,
    exchange::{Exchange, PortalCaches},
    ports::Ports,
    store::Store,
    token::Token,
};

/// What a shell holds: the identities of this device and everything that can be done with them.
pub struct Authenticator {
    ports: Ports,
    store: Store,
    portal_caches: PortalCaches,
}

impl Authenticator {
    /// Takes its ports; touches nothing yet.
    #[must_use]
    pub fn new(ports: Ports) -> Self {
        Self { ports, store: Store::default(), portal_caches: PortalCaches::default() }
    }

    /// The identities, in their owner's order; a new one comes last.
    pub fn identities(&self) -> Result<Vec<Identity>, StoreError> {
        let mut session = self.store.open(&self.ports)?;
        // The first thing that every shell asks for: time to remove what an interrupted change of the PIN has left.
        third_party::forget_before_if_possible(&mut session);
        token::identities(session.held())
    }

    /// Reads a key URI (`otpauth://…`) of another issuer: who and how, to be shown. Nothing is stored.
    pub fn read_otpauth(&self, text: &str) -> Result<OtpauthKey, KeyUriError> {
        OtpauthKey::read(text)
    }

    /// Whether a key of another issuer may come into this vault, and which PIN to ask for.
    pub fn otpauth_pin(&self) -> Result<PinStep, AddOtpauthError> {
        enrolment::otpauth::pin_step(&self.ports, &self.store)
    }

    /// Judges the PIN that a vault's first codes are about to be put under ([`PinStep::Choose`]).
    pub fn choose_otpauth_pin(&self, typed: &str) -> Result<Pin, PinError> {
        enrolment::otpauth::choose(typed)
    }

    /// Stores a key of another issuer under the PIN. In a vault with a portal's identity it is that one's PIN, which the
    /// portal checks; when nobody can, [`AddOtpauthError::Unchecked`] asks for [`Typed::Twice`].
    pub fn add_otpauth(&self, key: &OtpauthKey, pin: &Pin, typed: Typed) -> Result<Identity, AddOtpauthError> {
        let portal = enrolment::otpauth::portal_to_ask(&self.ports, &self.store)?;
        let check = portal.map(|id| self.check_at_portal(id, pin)).transpose()?.flatten();
        enrolment::otpauth::add(&self.ports, &self.store, key, pin, typed, check.map(|check| check.token))
    }

    /// Stores the keys of an import, all of them or none: the portal is asked about the PIN once, the PIN is stretched once,
    /// and the vault is written once. In the order of the keys; `None` for one that is here already.
    pub fn add_import(
        &self,
        keys: &[OtpauthKey],
        pin: &Pin,
        typed: Typed,
    ) -> Result<Vec<Option<Identity>>, AddOtpauthError> {
        let portal = enrolment::otpauth::portal_to_ask(&self.ports, &self.store)?;
        let check = portal.map(|id| self.check_at_portal(id, pin)).transpose()?.flatten();
        enrolment::otpauth::add_all(&self.ports, &self.store, keys, pin, typed, check.map(|check| check.token))
    }

    /// Reads the text of an enrolment QR code. Nothing is sent.
    pub fn read_invitation(&self, text: &str) -> Result<Invitation, InvitationError> {
        Invitation::read(text, self.ports.clock.now())
    }

    /// Keeps the device's secret in a file from the next enrolment on, or in the system's keyring again: for a computer
    /// without one, before its first identity. The portal of the enrolment must allow it.
    pub fn choose_keyring(&self, kind: KeyStore) -> Result<(), StoreError> {
        self.store.choose_keyring(&self.ports, kind)
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

    /// Finishes a PIN change that was interrupted, with the portal's help, and says which PIN counts. Every use of the PIN
    /// does so by itself; this tells the outcome.
    pub fn settle(&self, id: TokenId) -> Result<Settled, UnlockError> {
        self.settle_token(&self.token(id)?)
    }

    /// The fewest digits that the issuer wants of a new PIN: the portal's, where the PIN is that of its identity.
    pub fn pin_minimum(&self, id: TokenId) -> Result<u8, StoreError> {
        let portal = match self.look(id)? {
            None => id,
            Some((_, Some(portal))) => portal,
            Some((_, None)) => return Ok(vault::PinPolicy::default().minimum()),
        };
        Ok(self.token(portal)?.policy.pin_min)
    }

    /// Judges a PIN that is about to take the place of an identity's own.
    pub fn judge_pin(&self, id: TokenId, old: &Pin, typed: &str) -> Result<Pin, ChangePinError> {
        match self.look(id)? {
            None => pin_change::judge(&self.token(id)?, old, typed),
            Some((_, Some(portal))) => pin_change::judge(&self.token(portal)?, old, typed),
            Some((_, None)) => pin_change::shared::judge(old, typed),
        }
    }

    /// Changes the PIN of an identity; the portal gives it a new passcode seed with it. Whatever happens, one of the two
    /// PINs works. Codes of other issuers have one PIN, that of the portal's identity where there is one: changing it for
    /// one changes it for all.
    pub fn change_pin(&self, id: TokenId, old: &Pin, new: &Pin) -> Result<(), ChangePinError> {
        let id = match self.look(id)? {
            None => id,
            Some((_, Some(portal))) => portal,
            Some((_, None)) if self.pins_are_out_of_sync()? => return Err(ChangePinError::OutOfSync),
            Some((_, None)) => return pin_change::shared::change(&self.ports, &self.store, old, new),
        };
        let token = self.settled(id)?;
        pin_change::change(&self.exchange(&token.issuer), &self.store, &token, old, new)
    }

    /// Gives an identity that was suspended as copied new secrets, once its owner has confirmed it in the portal. Every
    /// other copy of it is worthless from then on.
    pub fn reconnect(&self, id: TokenId, pin: &Pin) -> Result<(), ChangePinError> {
        let token = self.settled(id)?;
        pin_change::reconnect(&self.exchange(&token.issuer), &self.store, &token, pin)
    }

    /// How biometrics stand for an identity. Looks at the reader and asks nobody.
    pub fn presence(&self, id: TokenId) -> Result<PresenceState, StoreError> {
        presence::state(&self.ports, &self.store, id)
    }

    /// Switches biometrics on: waits for the person, then has the portal check the PIN and agree. `reason` is shown where
    /// the system has a place for it.
    pub fn turn_presence_on(&self, id: TokenId, pin: &Pin, reason: &str) -> Result<(), PresenceOnError> {
        let token = self.settled(id)?;
        presence::turn_on(&self.exchange(&token.issuer), &self.store, &token, pin, reason)
    }

    /// Switches biometrics off.
    pub fn turn_presence_off(&self, id: TokenId) -> Result<(), StoreError> {
        let token = self.token(id)?;
        presence::turn_off(&self.exchange(&token.issuer), &self.store, &token)
    }

    /// The one-time codes of an identity for the person at the reader, instead of the PIN.
    pub fn passcodes_by_presence(&self, id: TokenId, reason: &str) -> Result<Passcodes, PresenceUseError> {
        let issuer = presence::admit(&self.ports, &self.store, id)?;
        presence::passcodes(&self.exchange(&issuer), &self.store, id, reason)
    }

    /// Ends a question at the reader that another thread waits for.
    pub fn cancel_presence(&self) {
        self.ports.presence.cancel();
    }

    /// Asks for a challenge; returns at once when there is news about `known` or a new one, else after at most `wait`
    /// seconds (50 at most).
    pub fn poll(&self, id: TokenId, known: Option<ChallengeId>, wait: u64) -> Result<Poll, PollError> {
        let token = Waiting::from(self.token(id)?);
        let issuer = token.issuer().clone();
        challenge::poll(&self.exchange(&issuer), &self.store, token, known, wait)
    }

    /// The login of this identity that waits under the number on its page (as typed). It is answered like any other.
    pub fn pull(&self, id: TokenId, number: &str) -> Result<Challenge, PullError> {
        self.pull_by(id, PullKey::Number(pull::typed_number(number)?))
    }

    /// The login whose page showed this QR code, of whichever identity here it is.
    pub fn pull_by_code(&self, code: &LoginCode) -> Result<Challenge, PullError> {
        let mut last = PullError::OtherPortal;
        for identity in pull::of_portal(self.identities()?, &code.issuer) {
            match self.pull_by(identity.token_id, PullKey::Screen { cid: code.cid, xfer: code.xfer }) {
                Err(error) => last = error,
                found => return found,
            }
        }
        Err(last)
    }

    /// Approves with the number on the login page (as typed; empty when it shows none) and the PIN.
    pub fn approve(&self, challenge: &Challenge, number: &str, pin: &Pin) -> Result<ApprovalState, ApproveError> {
        let token = self.settled(challenge.token_id)?;
        approval::approve(&self.exchange(&token.issuer), &self.store, &token, challenge, number, pin)
    }

    /// Approves with the person at the reader instead of the PIN, where the login [takes that](Challenge::takes_presence).
    pub fn approve_by_presence(
        &self,
        challenge: &Challenge,
        number: &str,
        reason: &str,
    ) -> Result<ApprovalState, PresenceApproveError> {
        let token = self.token(challenge.token_id)?;
        let exchange = self.exchange(&token.issuer);
        approval::approve_by_presence(&exchange, &self.store, &token, challenge, number, reason)
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
        diagnosis::diagnose(&self.ports, &self.store, &self.portal_caches)
    }

    /// The device's time, unix seconds: what `valid_until` and `expires_at` are compared with.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.ports.clock.now()
    }

    fn pull_by(&self, id: TokenId, key: PullKey) -> Result<Challenge, PullError> {
        let token = Waiting::from(self.token(id)?);
        pull::pull(&self.exchange(token.issuer()), &token, key)
    }

    fn decide(&self, challenge: &Challenge, decision: Decision) -> Result<ApprovalState, DenyError> {
        let token = self.token(challenge.token_id)?;
        approval::deny(&self.exchange(&token.issuer), &token, challenge, decision)
    }

    /// The kind of a token of another issuer, and the portal's token whose PIN it is under; `None` for a portal's token.
    fn look(&self, id: TokenId) -> Result<Option<(IdentityKind, Option<TokenId>)>, StoreError> {
        let session = self.store.open(&self.ports)?;
        let vault = session.held().map(|held| &held.vault).ok_or(StoreError::UnknownIdentity)?;
        let identity = token::identity(vault, id)?;
        let shares_pin_of =
            vault.shared_pin.and_then(|shared| shared.shares_pin_of).map(|followed| TokenId::from(followed.0));
        Ok((identity.kind != IdentityKind::Portal).then_some((identity.kind, shares_pin_of)))
    }

    /// Opens a token and lets the vault go: nothing is locked while a portal is asked.
    fn token(&self, id: TokenId) -> Result<Token, StoreError> {
        Token::take(self.store.open(&self.ports)?.into_held(), id)
    }

    /// Opens a token whose PIN is to be asked, after finishing a PIN change that was interrupted.
    fn settled(&self, id: TokenId) -> Result<Token, UnlockError> {
        let token = self.token(id)?;
        match self.settle_token(&token)? {
            Settled::Nothing => Ok(token),
            Settled::NewPin | Settled::OldPin | Settled::Elsewhere => Ok(self.token(id)?),
        }
    }

    fn settle_token(&self, token: &Token) -> Result<Settled, UnlockError> {
        pin_change::settle(&self.exchange(&token.issuer), &self.store, token)
    }

    fn exchange<'a>(&'a self, origin: &'a Origin) -> Exchange<'a> {
        Exchange { ports: &self.ports, portal_caches: &self.portal_caches, origin }
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authenticator")
    }
}
