//! Segl's own enrolment, the holder's half up to the PIN (`docs/protocol.md` §3); [`super::finish`] is the rest.

use std::sync::Mutex;

use protocol::{
    ErrorBody, ErrorCode, Thumbprint,
    activation::ActivationPassword,
    enrolment::{self, Candidate, EnrolmentMessageError, EnrolmentReply, EnrolmentReplyMessage, QrSecret},
};
use thiserror::Error;
use vault::{KdfParameters, Pin, PinError, PinPolicy};

use super::{Invitation, finish::Progress};
use crate::{
    exchange::{ContactError, Exchange, ExchangeError},
    ports::Random,
    store::{self, Store, StoreError},
    text::presentable,
    token::NewKeys,
};

/// An activated enrolment that waits for its PIN. It lives in memory only: the portal forgets it after 15 minutes.
pub struct Activated {
    pub(super) invitation: Invitation,
    pub(super) reply: EnrolmentReply,
    fingerprint: Thumbprint,
    pub(super) progress: Mutex<Progress>,
}

impl Activated {
    /// The organisation's name, as the portal gave it, safe to show.
    #[must_use]
    pub fn issuer_name(&self) -> String {
        presentable(&self.reply.issuer_name, MAX_NAME)
    }

    /// The user name at the portal, safe to show.
    #[must_use]
    pub fn account(&self) -> String {
        presentable(&self.reply.account, MAX_NAME)
    }

    /// Fewest digits of a PIN that the issuer accepts.
    #[must_use]
    pub fn pin_min(&self) -> u8 {
        self.reply.pin_min
    }

    /// The user key's fingerprint: two groups of four characters that the portal's page shows too.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.fingerprint.short()
    }

    /// Judges a PIN that is about to be chosen, by the issuer's minimum and the block-list.
    pub(crate) fn choose_pin(&self, typed: &str) -> Result<Pin, PinError> {
        // The protocol admits no minimum that the policy does not know; a stricter one is the safe side.
        Pin::choose(typed, PinPolicy::with_minimum(self.reply.pin_min).unwrap_or_default())
    }

    /// The issuer's origin.
    pub(crate) fn issuer(&self) -> &protocol::Origin {
        self.invitation.issuer()
    }
}

impl std::fmt::Debug for Activated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Activated").field("token_id", &self.reply.token_id).finish_non_exhaustive()
    }
}

/// Why an activation did not come about.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ActivateError {
    /// This device could not store an identity: nothing was sent, the QR code still counts.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The portal, or the way to it.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// Not eight letters and digits; nothing was sent.
    #[error("not an activation password")]
    MalformedActivationPassword,
    /// The activation password does not fit the QR code.
    #[error("the activation password does not fit")]
    WrongActivationPassword {
        /// Tries that remain for this QR code.
        tries_left: Option<u8>,
    },
    /// The ten minutes are over.
    #[error("the QR code has expired")]
    Expired,
    /// The QR code was used before.
    #[error("the QR code has been used")]
    Used,
    /// Withdrawn, or five wrong activation passwords.
    #[error("the QR code is void")]
    Void,
    /// The portal does not know the QR code.
    #[error("the portal does not know the QR code")]
    Unknown,
    /// The secret of this device would lie in a file, which the issuer does not allow. The QR code still counts.
    #[error("the issuer does not allow a key file")]
    KeyFileNotAllowed,
    /// The portal that answered does not hold the key that the QR code names.
    #[error("the portal is not the one that made the QR code")]
    PortalUntrusted,
}

/// Lets the portal's page show that its QR code was read.
pub(crate) fn mark_scanned(exchange: &Exchange<'_>, invitation: &Invitation) -> Result<(), ContactError> {
    let path = format!("/enrolments/{}/scanned", invitation.qr().eid);
    exchange.notify(&path).map_err(ExchangeError::into_contact)
}

/// Steps 3 and 4: makes the keys, proves them to the portal under the activation password, and opens its answer.
pub(crate) fn activate(
    exchange: &Exchange<'_>,
    store: &Store,
    invitation: &Invitation,
    typed: &str,
) -> Result<Activated, ActivateError> {
    let (ports, qr) = (exchange.ports, invitation.qr());
    let random = &mut Random(&*ports.entropy);
    // 1. A QR code counts once: it is not spent on a device that could not keep what it brings.
    let password: ActivationPassword = typed.parse().map_err(|_| ActivateError::MalformedActivationPassword)?;
    store::probe(ports, &store.open(ports)?)?;
    // 2. S0′: the QR code's secret, unlocked by the activation password.
    let stretched = ports.kdf.stretch(password.as_bytes(), &qr.salt.0, &KdfParameters::default());
    let stretched = stretched.map_err(StoreError::from)?;
    let secret = QrSecret::unmask(&qr.masked, stretched.expose());
    // 3. Fresh keys for every try.
    let keys = NewKeys::generate(random);
    let candidate = Candidate {
        device_key: &keys.device_key,
        user_key: &keys.user_key,
        device: ports.device.clone(),
        ratchet: keys.ratchet_commitment(),
    };
    // 4. Sealed to the QR code's one-time key.
    let (message, reply_key) = enrolment::seal_from(ports.keyring.kind(), qr, &secret, candidate, random)
        .map_err(|_| ActivateError::PortalUntrusted)?;
    // 5. The portal counts the try, opens, and answers.
    let path = format!("/enrolments/{}", qr.eid);
    let sealed: EnrolmentReplyMessage = exchange.post(&path, &message).map_err(refused)?;
    // 6. The answer opens with a key that only this message's receiver has, and names the QR code's challenge key.
    let reply = reply_key.open(qr, &sealed).map_err(|error| match error {
        EnrolmentMessageError::ChallengeKey | EnrolmentMessageError::Sealed => ActivateError::PortalUntrusted,
        _ => ActivateError::Contact(ContactError::Fault),
    })?;
    exchange.portal_caches.note_time(exchange.origin, reply.time, ports.clock.now());
    let fingerprint = keys.user_key.public().thumbprint();
    let progress = Mutex::new(Progress::new(keys));
    Ok(Activated { invitation: invitation.clone(), reply, fingerprint, progress })
}

fn refused(error: ExchangeError) -> ActivateError {
    match error {
        ExchangeError::Refused(ErrorBody { code, tries_left, .. }) => match code {
            ErrorCode::WrongActivationPassword => ActivateError::WrongActivationPassword { tries_left },
            ErrorCode::EnrolmentExpired => ActivateError::Expired,
            ErrorCode::EnrolmentUsed => ActivateError::Used,
            ErrorCode::EnrolmentVoid => ActivateError::Void,
            ErrorCode::UnknownEnrolment => ActivateError::Unknown,
            ErrorCode::Refused => ActivateError::KeyFileNotAllowed,
            _ => ActivateError::Contact(error.into_contact()),
        },
        ExchangeError::Contact(error) => ActivateError::Contact(error),
    }
}

/// Longest name of an organisation or a user that is kept, characters.
const MAX_NAME: usize = 128;
