//! An issuer on a real store, and a device in a few lines, for the tests of every room on the issuer's side.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]
#![expect(
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a kit for tests: the names say it, and a failed assumption panics"
)]

mod clock;
mod device;
mod entropy;
mod logins;
mod races;
mod sessions;

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use identity::{
    account::user::{self, NewUser, User},
    actor::Actor,
    challenge_keys::{self, NodeKeys},
    credential::{
        pin::{self, EvaluateError},
        token::{Token, TokenState},
    },
    issuer::Issuer,
    kek::{Kek, Purpose},
    login::client::{ClientContext, ClientSecret},
    policy::{Limits, RuleBook, Rules},
    slow_work::SlowWork,
    source::Source,
    store::{Store, prelude::*},
    throttle::Lockout,
};
use protocol::{
    Bytes, ChallengeId, Origin, PrivateKey, RequestId, Timestamp, TokenId,
    enrolment::KeyStore,
    jws::Jws,
    oprf::{Blinding, EvaluationReply, EvaluationRequest, OprfKey},
    ratchet::commitment,
};
use store::{
    Database,
    rollback_journal::{JournalName, RollbackJournal},
    wake::Wake,
};
use tempfile::TempDir;

use self::device::device_info;
pub use self::{
    clock::Clock,
    device::{Device, Newcomer, acknowledgement},
    entropy::Seeded,
    logins::WaitingLogin,
    races::{refused_poll, spend_at_once},
};

/// An issuer whose clock stands still until it is moved, and whose randomness repeats itself.
pub struct Fixture {
    /// The issuer.
    pub issuer: Arc<Issuer>,
    /// Its database.
    pub database: Database,
    /// Who waits for what on this node.
    pub wake: Wake,
    /// Where slow work runs: here and now.
    pub work: AtOnce,
    /// The time.
    pub clock: Clock,
    folder: Arc<TempDir>,
}

/// The key-encryption key of a fixture.
pub const KEK: [u8; 32] = [11; 32];

/// Runs slow work on the spot.
#[derive(Clone, Copy, Debug)]
pub struct AtOnce;

impl SlowWork for AtOnce {
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        work()
    }
}

impl Fixture {
    /// In memory, with one connection.
    pub async fn new() -> Self {
        Self::with_rules(Rules::default()).await
    }

    /// In memory, with these rules for everybody.
    pub async fn with_rules(rules: Rules) -> Self {
        Self::in_memory(Limits::default(), RuleBook::of_everybody(rules)).await
    }

    /// In memory, with these limits and rules.
    pub async fn in_memory(limits: Limits, rules: RuleBook) -> Self {
        Self::open("sqlite::memory:", Arc::new(tempfile::tempdir().unwrap()), limits, rules).await
    }

    /// In a file, with a writer and readers.
    pub async fn on_disk() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::open(&url_in(folder.path()), folder, Limits::default(), RuleBook::default()).await
    }

    /// A node on a database server, with the keys of another node.
    pub async fn on_server(url: &str, other: Option<&Self>) -> Self {
        let folder = other.map_or_else(|| Arc::new(tempfile::tempdir().unwrap()), |other| other.folder.clone());
        Self::open(url, folder, Limits::default(), RuleBook::default()).await
    }

    /// The issuer of [`Fixture::on_disk`], started again.
    pub async fn again(&self) -> Self {
        let again = Self::open(&self.url(), self.folder.clone(), Limits::default(), RuleBook::default()).await;
        again.clock.advance(self.now().seconds_since(again.now()));
        again
    }

    async fn open(url: &str, folder: Arc<TempDir>, limits: Limits, rules: RuleBook) -> Self {
        let (clock, wake) = (Clock::set_to(Timestamp(1_800_000_000)), Wake::default());
        let journal = RollbackJournal::open(&journal_in(folder.path()), JournalName(Bytes([3; 16]))).unwrap();
        let database = Database::open(url, wake.clone()).await.unwrap().with_rollback_journal(journal);
        let kek = Kek::from_bytes(KEK);
        let mut rng = Seeded::new(0);
        let challenge_keys = challenge_keys::load(&database, &kek, clock.now(), &mut rng).await.unwrap();
        let challenge_keys = NodeKeys::new(challenge_keys);
        let issuer =
            Issuer { origin: origin(), name: "Nordhavn Energi".to_owned(), limits, rules, kek, challenge_keys };
        Self { issuer: Arc::new(issuer), database, wake, work: AtOnce, clock, folder }
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The file of its rollback journal.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        journal_in(self.folder.path())
    }

    /// The database of [`Fixture::on_disk`].
    #[must_use]
    pub fn url(&self) -> String {
        url_in(self.folder.path())
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub async fn user(&self, name: &str) -> User {
        let mail = format!("{name}@nordhavn.example").parse().unwrap();
        let (name, display_name) = (name.parse().unwrap(), "Anna Holm".to_owned());
        let new = NewUser { name, display_name, email: mail, group: None };
        user::create(&self.database, self.now(), &mut self.rng(), &Actor::System, new).await.unwrap()
    }

    /// Fresh randomness at each call.
    pub fn rng(&self) -> Seeded {
        Seeded::fresh()
    }

    /// An active token, put into the store without the ceremony.
    pub async fn device(&self, user: &User) -> Device {
        self.device_in(user, TokenState::Active).await
    }

    /// A token in this state, put into the store without the ceremony.
    pub async fn device_in(&self, user: &User, state: TokenState) -> Device {
        let mut rng = self.rng();
        let (id, oprf_key) = (TokenId::generate(&mut rng), OprfKey::generate(&mut rng));
        let device = Device {
            id,
            device_key: PrivateKey::generate(&mut rng),
            user_key: PrivateKey::generate(&mut rng),
            seed: Bytes::<32>::generate(&mut rng).0,
            ratchet: Mutex::new(Bytes::<32>::generate(&mut rng).0),
        };
        let kek = &self.issuer.kek;
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
        let mut tx = self.database.write().await.unwrap();
        assert!(tx.insert_token(&token).await.unwrap());
        tx.commit().await.unwrap();
        device
    }

    pub async fn token(&self, id: TokenId) -> Token {
        self.database.read().await.unwrap().token(id).await.unwrap().unwrap()
    }

    pub async fn evaluate(
        &self,
        device: &Device,
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
    pub fn stepless(&self) -> EvaluationRequest {
        let mut rng = self.rng();
        let (_, blinded) = Blinding::blind(&[9; 32], &mut rng).unwrap();
        EvaluationRequest { cid: None, change: None, step: None, rid: RequestId::generate(&mut rng), blinded }
    }

    /// Sends it.
    pub async fn ask(&self, device: &Device, request: &EvaluationRequest) -> Result<EvaluationReply, EvaluateError> {
        let (database, issuer) = (&self.database, &self.issuer);
        pin::evaluate(database, issuer, self.now(), &mut self.rng(), device.id, request).await
    }

    /// Answers a challenge as the holder does.
    pub async fn respond(
        &self,
        device: &Device,
        cid: ChallengeId,
        jws: &Jws,
    ) -> Result<protocol::approval::ApprovalState, identity::approval::RespondError> {
        let token = self.token(device.id).await;
        let concluded = identity::approval::respond(&self.database, &self.issuer, self.now(), &token, cid, jws).await;
        concluded.map(|concluded| concluded.state)
    }
}

pub fn origin() -> Origin {
    "https://portal.nordhavn.example".parse().unwrap()
}

pub fn source(address: &str) -> Source {
    address.parse::<IpAddr>().unwrap().into()
}

/// A browser without cookies.
pub fn visitor(address: &str) -> ClientContext {
    ClientContext { source: source(address), browser: "Firefox".to_owned(), os: "Windows".to_owned(), remembered: None }
}

/// A browser with the cookie of an earlier login.
pub fn known_visitor(address: &str, cookie: &ClientSecret) -> ClientContext {
    ClientContext { remembered: Some(cookie.to_text().parse().unwrap()), ..visitor(address) }
}

fn url_in(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("portal.db").display())
}

fn journal_in(folder: &Path) -> PathBuf {
    folder.join("portal.journal")
}
