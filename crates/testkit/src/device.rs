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

use crate::{Fixture, entropy::Seeded, origin, source};

/// What a holder keeps.
pub struct Device {
    pub id: TokenId,
    pub device_key: PrivateKey,
    pub user_key: PrivateKey,
    pub seed: [u8; 32],
    pub(crate) ratchet: Mutex<[u8; 32]>,
}

impl Device {
    /// The next step, and the value that it commits to.
    pub fn step(&self) -> (Step, [u8; 32]) {
        let next = Bytes::<32>::generate(&mut Seeded::fresh()).0;
        (Step { proof: Bytes(*self.ratchet.lock().unwrap()), next: commitment(&next) }, next)
    }

    /// The portal has the step.
    pub fn advance(&self, next: [u8; 32]) {
        *self.ratchet.lock().unwrap() = next;
    }

    /// What a thief takes along.
    #[must_use]
    pub fn copy(&self) -> Self {
        let again = |key: &PrivateKey| PrivateKey::from_scalar(&key.to_scalar()).unwrap();
        Self {
            id: self.id,
            device_key: again(&self.device_key),
            user_key: again(&self.user_key),
            seed: self.seed,
            ratchet: Mutex::new(*self.ratchet.lock().unwrap()),
        }
    }

    pub fn approval(
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

    pub fn decision(&self, challenge: &Challenge, text: &Jws, dec: Decision, now: Timestamp) -> Response {
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
pub struct Newcomer {
    pub eid: EnrolmentId,
    pub qr: EnrolmentQr,
    pub device_key: PrivateKey,
    pub user_key: PrivateKey,
    pub message: EnrolmentMessage,
    pub reply_key: ReplyKey,
}

impl Newcomer {
    /// Reads the QR text and seals its message under `password`, right or wrong.
    pub fn new(qr_text: &str, password: &str) -> Self {
        Self::with_key_in(KeyStore::Keyring, qr_text, password)
    }

    /// One that says where it keeps its key.
    pub fn with_key_in(key_store: KeyStore, qr_text: &str, password: &str) -> Self {
        let mut rng = Seeded::fresh();
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
    pub async fn open(
        &self,
        fixture: &Fixture,
    ) -> Result<protocol::enrolment::EnrolmentReplyMessage, enrolment::OpenError> {
        let (database, issuer) = (&fixture.database, &fixture.issuer);
        let (now, from) = (fixture.now(), source("192.0.2.1"));
        enrolment::open(database, issuer, now, &mut fixture.rng(), self.eid, from, &self.message).await
    }

    /// Opens the reply and stores the token.
    pub fn store(self, reply: &protocol::enrolment::EnrolmentReplyMessage) -> Device {
        let reply = self.reply_key.open(&self.qr, reply).unwrap();
        Device {
            id: reply.token_id,
            device_key: self.device_key,
            user_key: self.user_key,
            seed: *reply.seed(),
            ratchet: Mutex::new(FIRST),
        }
    }
}

/// The holder's statement that it has stored the token, after the evaluation `rid` of its PIN.
pub fn acknowledgement(device: &Device, eid: EnrolmentId, rid: RequestId, now: Timestamp) -> Jws {
    jws::sign(&Acknowledgement { iss: device.id, aud: origin(), eid, rid, iat: now }, &device.user_key)
}

/// The first value of every newcomer's ratchet.
const FIRST: [u8; 32] = [7; 32];

pub(crate) fn device_info() -> DeviceInfo {
    DeviceInfo {
        name: "Work laptop".to_owned(),
        os: "linux".to_owned(),
        os_version: "12".to_owned(),
        arch: "x86_64".to_owned(),
        app_version: "0.1.0".to_owned(),
    }
}
