//! The device's side, in a few lines.

use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use identity::enrolment;
use protocol::{
    Bytes, EnrolmentId, PrivateKey, RequestId, Timestamp, TokenId,
    activation::ActivationPassword,
    approval::{Decision, Response},
    challenge::{Challenge, UserVerification},
    device::DeviceInfo,
    enrolment::{Acknowledgement, Candidate, EnrolmentMessage, EnrolmentQr, KeyStore, QrSecret, ReplyKey},
    jws::{self, Jws},
    ratchet::{Step, commitment},
};

use super::{Stage, origin, source};
use crate::entropy::SystemEntropy;

/// What a holder keeps.
pub(crate) struct Holder {
    pub(crate) id: TokenId,
    pub(crate) device_key: PrivateKey,
    pub(crate) user_key: PrivateKey,
    pub(crate) seed: [u8; 32],
    pub(super) ratchet: Mutex<[u8; 32]>,
}

impl Holder {
    /// The next step, and the value that it commits to.
    pub(crate) fn step(&self) -> (Step, [u8; 32]) {
        let next = Bytes::<32>::generate(&mut SystemEntropy).0;
        (Step { proof: Bytes(*self.ratchet.lock().unwrap()), next: commitment(&next) }, next)
    }

    /// The portal has the step.
    pub(crate) fn advance(&self, next: [u8; 32]) {
        *self.ratchet.lock().unwrap() = next;
    }

    /// What a thief takes along.
    pub(crate) fn copy(&self) -> Self {
        let again = |key: &PrivateKey| PrivateKey::from_scalar(&key.to_scalar()).unwrap();
        Self {
            id: self.id,
            device_key: again(&self.device_key),
            user_key: again(&self.user_key),
            seed: self.seed,
            ratchet: Mutex::new(*self.ratchet.lock().unwrap()),
        }
    }

    pub(crate) fn approval(
        &self,
        challenge: &Challenge,
        text: &Jws,
        number: &str,
        rid: RequestId,
        now: Timestamp,
    ) -> Response {
        Response {
            num: Some(number.to_owned()),
            uv: Some(UserVerification::Pin),
            rid: Some(rid),
            ..self.decision(challenge, text, Decision::Approve, now)
        }
    }

    pub(crate) fn decision(&self, challenge: &Challenge, text: &Jws, dec: Decision, now: Timestamp) -> Response {
        Response {
            iss: self.id,
            aud: origin(),
            cid: challenge.jti,
            chal: text.digest(),
            dec,
            num: None,
            uv: None,
            rid: None,
            iat: now,
            app: "segl/test".to_owned(),
        }
    }
}

/// A device that has scanned a QR code and not yet been answered.
pub(crate) struct Newcomer {
    pub(crate) eid: EnrolmentId,
    pub(crate) qr: EnrolmentQr,
    pub(crate) device_key: PrivateKey,
    pub(crate) user_key: PrivateKey,
    pub(crate) message: EnrolmentMessage,
    pub(crate) reply_key: ReplyKey,
}

impl Newcomer {
    /// Reads the QR text and seals its message under `password`, right or wrong.
    pub(crate) fn new(qr_text: &str, password: &str) -> Self {
        Self::with_key_in(KeyStore::Keyring, qr_text, password)
    }

    /// One that says where it keeps its key.
    pub(crate) fn with_key_in(key_store: KeyStore, qr_text: &str, password: &str) -> Self {
        let mut rng = SystemEntropy;
        let qr = EnrolmentQr::parse(qr_text).unwrap();
        let password: ActivationPassword = password.parse().unwrap();
        let params = Params::new(64 * 1024, 3, 4, Some(32)).unwrap();
        let mut stretched = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), &qr.salt.0, &mut stretched)
            .unwrap();
        let secret = QrSecret::unmask(&qr.masked, &stretched);
        let (device_key, user_key) = (PrivateKey::generate(&mut rng), PrivateKey::generate(&mut rng));
        let candidate = Candidate {
            device_key: &device_key,
            user_key: &user_key,
            device: device_info(),
            ratchet: commitment(&FIRST),
        };
        let (message, reply_key) =
            protocol::enrolment::seal_from(key_store, &qr, &secret, candidate, &mut rng).unwrap();
        Self { eid: qr.eid, qr, device_key, user_key, message, reply_key }
    }

    /// Sends its message.
    pub(crate) async fn open(
        &self,
        stage: &Stage,
    ) -> Result<protocol::enrolment::EnrolmentReplyMessage, enrolment::OpenError> {
        let (database, issuer) = (&stage.state.database, &stage.state.issuer);
        let (now, from) = (stage.now(), source("192.0.2.1"));
        enrolment::open(database, issuer, now, &mut stage.rng(), self.eid, from, &self.message).await
    }

    /// Opens the reply and stores the token.
    pub(crate) fn store(self, reply: &protocol::enrolment::EnrolmentReplyMessage) -> Holder {
        let reply = self.reply_key.open(&self.qr, reply).unwrap();
        Holder {
            id: reply.token_id,
            device_key: self.device_key,
            user_key: self.user_key,
            seed: *reply.seed(),
            ratchet: Mutex::new(FIRST),
        }
    }
}

/// The holder's statement that it has stored the token.
pub(crate) fn acknowledgement(device: &Holder, eid: EnrolmentId, now: Timestamp) -> Jws {
    jws::sign(&Acknowledgement { iss: device.id, aud: origin(), eid, iat: now }, &device.user_key)
}

/// The first value of every newcomer's ratchet.
const FIRST: [u8; 32] = [7; 32];

pub(super) fn device_info() -> DeviceInfo {
    DeviceInfo {
        name: "Work laptop".to_owned(),
        os: "linux".to_owned(),
        os_version: "12".to_owned(),
        arch: "x86_64".to_owned(),
        app_version: "0.1.0".to_owned(),
    }
}
