//! A portal in memory and a device in a few lines, for the unit tests of this crate.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

use std::{net::IpAddr, sync::Arc};

use argon2::{Algorithm, Argon2, Params, Version};
use identity::{
    browser::{BrowserSecret, Visitor},
    challenge::{self, Poll},
    enrolment,
    kek::Purpose,
    login::{self, LoginProgress, WaitingLogin},
    pin::{self, EvaluateError},
    policy::Policy,
    ports::{Store, prelude::*},
    session::OpenedSession,
    source::Source,
    throttle::Lockout,
    token::{Token, TokenState},
    user::{self, User},
};
use protocol::{
    Bytes, ChallengeId, EnrolmentId, Origin, PollNonce, PrivateKey, RequestId, Timestamp, TokenId,
    activation::ActivationPassword,
    approval::{Decision, Response},
    challenge::{Challenge, PollRequest, UserVerification},
    device::DeviceInfo,
    enrolment::{Acknowledgement, Candidate, EnrolmentMessage, EnrolmentQr, QrSecret, ReplyKey},
    jws::{self, Jws},
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfKey},
};
use tempfile::TempDir;

use crate::{
    clock::Clock,
    entropy::SystemEntropy,
    state::{AppState, Parts},
};

/// A portal whose clock stands still until it is moved.
pub(crate) struct Stage {
    pub(crate) state: AppState,
    pub(crate) clock: Clock,
    pub(crate) rng: SystemEntropy,
    folder: Arc<TempDir>,
}

impl Stage {
    /// In memory, with one connection.
    pub(crate) async fn new() -> Self {
        Self::open("sqlite::memory:", Arc::new(tempfile::tempdir().unwrap())).await
    }

    /// In a file, with a writer and readers.
    pub(crate) async fn on_disk() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = format!("sqlite://{}", folder.path().join("portal.db").display());
        Self::open(&file, Arc::new(folder)).await
    }

    /// A node on a database server, with the key file of another node.
    pub(crate) async fn on_server(url: &str, other: Option<&Self>) -> Self {
        let folder = other.map_or_else(|| Arc::new(tempfile::tempdir().unwrap()), |other| other.folder.clone());
        Self::open(url, folder).await
    }

    async fn open(database: &str, folder: Arc<TempDir>) -> Self {
        let clock = Clock::set_to(Timestamp(1_800_000_000));
        let parts = Parts {
            origin: origin(),
            name: "Nordhavn Energi".to_owned(),
            database,
            key_file: &folder.path().join("portal.key"),
            policy: Policy::default(),
            trusted_proxies: Vec::new(),
            clock: clock.clone(),
        };
        let state = AppState::open(parts).await.unwrap();
        Self { state, clock, rng: SystemEntropy, folder }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn user(&self, name: &str) -> User {
        let mail = format!("{name}@nordhavn.example").parse().unwrap();
        let (name, full) = (name.parse().unwrap(), "Anna Holm".to_owned());
        user::create(&self.state.database, self.now(), &mut self.rng(), name, full, mail).await.unwrap()
    }

    pub(crate) fn rng(&self) -> SystemEntropy {
        self.rng
    }

    /// An active token, put into the store without the ceremony.
    pub(crate) async fn device(&self, user: &User) -> Holder {
        let mut rng = self.rng();
        let (id, oprf_key) = (TokenId::generate(&mut rng), OprfKey::generate(&mut rng));
        let device = Holder {
            id,
            device_key: PrivateKey::generate(&mut rng),
            user_key: PrivateKey::generate(&mut rng),
            seed: Bytes::<32>::generate(&mut rng).0,
        };
        let kek = &self.state.issuer.kek;
        let token = Token {
            id,
            user: user.id,
            state: TokenState::Active,
            name: "Work laptop".to_owned(),
            device: device_info(),
            device_key: device.device_key.public(),
            user_key: device.user_key.public(),
            oprf_key: Some(kek.seal(Purpose::OprfKey, id.as_bytes(), oprf_key.to_seed().as_slice(), &mut rng)),
            seed: Some(kek.seal(Purpose::Seed, id.as_bytes(), &device.seed, &mut rng)),
            ratchet: Bytes([0; 32]),
            created: self.now(),
            last_used: None,
            pin: Lockout::default(),
            passcode: Lockout::default(),
            passcode_step: 0,
        };
        let mut tx = self.state.database.write().await.unwrap();
        assert!(tx.insert_token(&token).await.unwrap());
        tx.commit().await.unwrap();
        device
    }

    pub(crate) async fn token(&self, id: TokenId) -> Token {
        self.state.database.read().await.unwrap().token(id).await.unwrap().unwrap()
    }

    pub(crate) async fn start_push(&self, user: &User, visitor: &Visitor) -> WaitingLogin {
        login::start_push(
            &self.state.database,
            &self.state.issuer,
            self.now(),
            &mut self.rng(),
            &user.name,
            visitor,
            None,
        )
        .await
        .unwrap()
    }

    pub(crate) async fn progress(&self, waiting: &WaitingLogin) -> LoginProgress {
        login::progress(&self.state.database, &self.state.issuer, self.now(), &waiting.secret).await.unwrap()
    }

    pub(crate) async fn finish(&self, waiting: &WaitingLogin) -> Result<OpenedSession, login::FinishError> {
        let (database, issuer) = (&self.state.database, &self.state.issuer);
        login::finish(database, issuer, self.now(), &mut self.rng(), &waiting.secret, visitor("192.0.2.1")).await
    }

    /// What a poll of this device finds, verified as the holder does.
    pub(crate) async fn poll(&self, device: &Holder) -> Option<(Challenge, Jws)> {
        let pn = PollNonce::generate(&mut self.rng());
        let request = PollRequest { pn, known: None, wait: 0 };
        let (database, issuer) = (&self.state.database, &self.state.issuer);
        let found =
            challenge::poll(database, issuer, self.now(), device.id, source("192.0.2.1"), &request).await.unwrap();
        let Poll::News { challenge } = found else {
            return None;
        };
        let expected = protocol::challenge::Expected {
            issuer: &issuer.origin,
            token: device.id,
            keys: &issuer.challenge_keys.public(),
            poll_nonce: pn,
            now: self.now(),
        };
        Some((protocol::challenge::verify(&challenge, &expected).unwrap(), challenge))
    }

    pub(crate) async fn evaluate(
        &self,
        device: &Holder,
        cid: Option<ChallengeId>,
    ) -> Result<(RequestId, EvaluationReply), EvaluateError> {
        let mut rng = self.rng();
        let (_, blinded) = Blinding::blind(&[9; 32], &mut rng).unwrap();
        let request = EvaluationRequest { cid, change: None, step: None, rid: RequestId::generate(&mut rng), blinded };
        let (database, issuer) = (&self.state.database, &self.state.issuer);
        pin::evaluate(database, issuer, self.now(), &mut rng, device.id, &request)
            .await
            .map(|reply| (request.rid, reply))
    }

    /// Answers a challenge as the holder does.
    pub(crate) async fn respond(
        &self,
        device: &Holder,
        cid: ChallengeId,
        jws: &Jws,
    ) -> Result<protocol::approval::ApprovalState, identity::approval::RespondError> {
        let token = self.token(device.id).await;
        identity::approval::respond(&self.state.database, &self.state.issuer, self.now(), &token, cid, jws).await
    }

    /// The whole way from a push to an approval.
    pub(crate) async fn approve(&self, device: &Holder, waiting: &WaitingLogin) {
        let (challenge, text) = self.poll(device).await.unwrap();
        let (rid, _) = self.evaluate(device, Some(challenge.jti)).await.unwrap();
        let response = device.approval(&challenge, &text, &waiting.number, rid, self.now());
        let jws = jws::sign(&response, &device.user_key);
        self.respond(device, challenge.jti, &jws).await.unwrap();
    }
}

/// What a holder keeps.
pub(crate) struct Holder {
    pub(crate) id: TokenId,
    pub(crate) device_key: PrivateKey,
    pub(crate) user_key: PrivateKey,
    pub(crate) seed: [u8; 32],
}

impl Holder {
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
        let candidate =
            Candidate { device_key: &device_key, user_key: &user_key, device: device_info(), ratchet: Bytes([0; 32]) };
        let (message, reply_key) = protocol::enrolment::seal(&qr, &secret, candidate, &mut rng).unwrap();
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
        Holder { id: reply.token_id, device_key: self.device_key, user_key: self.user_key, seed: *reply.seed() }
    }
}

/// The holder's statement that it has stored the token.
pub(crate) fn acknowledgement(device: &Holder, eid: EnrolmentId, now: Timestamp) -> Jws {
    jws::sign(&Acknowledgement { iss: device.id, aud: origin(), eid, iat: now }, &device.user_key)
}

pub(crate) fn origin() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

pub(crate) fn source(address: &str) -> Source {
    address.parse::<IpAddr>().unwrap().into()
}

/// A browser without cookies.
pub(crate) fn visitor(address: &str) -> Visitor {
    Visitor { source: source(address), browser: "Firefox".to_owned(), os: "Windows".to_owned(), secret: None }
}

/// A browser with the cookie of an earlier login.
pub(crate) fn known_visitor(address: &str, cookie: &BrowserSecret) -> Visitor {
    Visitor { secret: Some(cookie.to_cookie().parse().unwrap()), ..visitor(address) }
}

fn device_info() -> DeviceInfo {
    DeviceInfo {
        name: "Work laptop".to_owned(),
        os: "linux".to_owned(),
        os_version: "12".to_owned(),
        arch: "x86_64".to_owned(),
        app_version: "0.1.0".to_owned(),
    }
}
