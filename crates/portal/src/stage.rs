//! A portal in memory and a device in a few lines, for the unit tests of this crate.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

mod holder;

use std::{
    net::IpAddr,
    path::Path,
    sync::{Arc, Mutex},
};

use identity::{
    browser::{BrowserSecret, Visitor},
    challenge::{self, Poll},
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
    Bytes, ChallengeId, Origin, PollNonce, PrivateKey, RequestId, Timestamp, TokenId,
    challenge::{Challenge, PollRequest},
    enrolment::KeyStore,
    jws::{self, Jws},
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfKey},
    ratchet::commitment,
};
use tempfile::TempDir;

use self::holder::device_info;
pub(crate) use self::holder::{Holder, Newcomer, acknowledgement};
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

    /// In memory, with another policy.
    pub(crate) async fn with_policy(policy: Policy) -> Self {
        Self::open_with("sqlite::memory:", Arc::new(tempfile::tempdir().unwrap()), policy).await
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The portal of [`Stage::on_disk`], started anew.
    pub(crate) async fn again(&self) -> Self {
        let again = Self::open(&self.url(), self.folder.clone()).await;
        again.clock.advance(self.now().seconds_since(again.now()));
        again
    }

    /// The database of [`Stage::on_disk`].
    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("portal.db").display())
    }

    async fn open(database: &str, folder: Arc<TempDir>) -> Self {
        Self::open_with(database, folder, Policy::default()).await
    }

    async fn open_with(database: &str, folder: Arc<TempDir>, policy: Policy) -> Self {
        let clock = Clock::set_to(Timestamp(1_800_000_000));
        let parts = Parts {
            origin: origin(),
            name: "Nordhavn Energi".to_owned(),
            database,
            key_file: &folder.path().join("portal.key"),
            policy,
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
        self.device_in(user, TokenState::Active).await
    }

    /// A token in this state, put into the store without the ceremony.
    pub(crate) async fn device_in(&self, user: &User, state: TokenState) -> Holder {
        let mut rng = self.rng();
        let (id, oprf_key) = (TokenId::generate(&mut rng), OprfKey::generate(&mut rng));
        let device = Holder {
            id,
            device_key: PrivateKey::generate(&mut rng),
            user_key: PrivateKey::generate(&mut rng),
            seed: Bytes::<32>::generate(&mut rng).0,
            ratchet: Mutex::new(Bytes::<32>::generate(&mut rng).0),
        };
        let kek = &self.state.issuer.kek;
        let token = Token {
            id,
            user: user.id,
            state,
            name: "Work laptop".to_owned(),
            device: device_info(),
            device_key: device.device_key.public(),
            user_key: device.user_key.public(),
            oprf_key: Some(kek.seal(Purpose::OprfKey, id.as_bytes(), oprf_key.to_seed().as_slice(), &mut rng)),
            seed: Some(kek.seal(Purpose::Seed, id.as_bytes(), &device.seed, &mut rng)),
            ratchet: commitment(&device.ratchet.lock().unwrap()),
            created: self.now(),
            last_used: None,
            pin: Lockout::default(),
            passcode: Lockout::default(),
            passcode_step: 0,
            key_store: KeyStore::Keyring,
            changed: self.now(),
            proved: None,
            last_factor: None,
            change: None,
            committed: None,
            presence: None,
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
        let (step, next) = device.step();
        let request = EvaluationRequest { cid, step: Some(step), ..self.stepless() };
        let evaluated = self.ask(device, &request).await;
        // A pause is an answer too: the portal has taken the step.
        if matches!(evaluated, Ok(_) | Err(EvaluateError::Paused { .. })) {
            device.advance(next);
        }
        evaluated.map(|reply| (request.rid, reply))
    }

    /// A request for an evaluation, without a step of the ratchet.
    pub(crate) fn stepless(&self) -> EvaluationRequest {
        let mut rng = self.rng();
        let (_, blinded) = Blinding::blind(&[9; 32], &mut rng).unwrap();
        EvaluationRequest { cid: None, change: None, step: None, rid: RequestId::generate(&mut rng), blinded }
    }

    /// Sends it.
    pub(crate) async fn ask(
        &self,
        device: &Holder,
        request: &EvaluationRequest,
    ) -> Result<EvaluationReply, EvaluateError> {
        let (database, issuer) = (&self.state.database, &self.state.issuer);
        pin::evaluate(database, issuer, self.now(), &mut self.rng(), device.id, request).await
    }

    /// Answers a challenge as the holder does.
    pub(crate) async fn respond(
        &self,
        device: &Holder,
        cid: ChallengeId,
        jws: &Jws,
    ) -> Result<protocol::approval::ApprovalState, identity::approval::RespondError> {
        let token = self.token(device.id).await;
        let concluded =
            identity::approval::respond(&self.state.database, &self.state.issuer, self.now(), &token, cid, jws).await;
        concluded.map(|concluded| concluded.state)
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
