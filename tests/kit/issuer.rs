//! The employee's half in the portal, played on the running portal's own database: QR codes, *OK*, logins. And what devices
//! put in Argon2id's place, where thousands of them are played.

use std::any::Any;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use identity::account::user::{self, NewUser, User};
use identity::actor::{Actor, Authority};
use identity::credential::token::TokenState;
use identity::enrolment::{self, ConfirmError, EnrolmentOffer};
use identity::login::attempt::{Asker, Continuation};
use identity::login::client::{ClientContext, ClientSecret};
use identity::login::push::{self, PushProgress};
use identity::login::{self, Request};
use identity::policy::{Limits, RuleBook, Rules};
use identity::relying_party;
use identity::slow_work::SlowWork;
use identity::store::Store as _;
use identity::store::prelude::*;
use portal::app::{AppState, Parts};
use portal::clock::Clock as PortalClock;
use portal::config::Config;
use protocol::{
    EnrolmentId, TokenId,
    enrolment::{IssuerPolicy, PresencePolicy},
};
use ring::hmac;
use segl_tests::portal::{Clock, Portal, Settings};
use store::rollback_journal::known::Begin;
use tempfile::TempDir;
use testkit::WaitingLogin;
use tokio::{net::TcpListener, runtime::Runtime};
use vault::{Kdf, KdfError, KdfParameters, Stretched};
use zeroize::Zeroizing;

/// A running portal, and a second door to its database.
pub(crate) struct Issuer {
    state: AppState,
    runtime: Runtime,
    users: AtomicUsize,
    _guard: Guard,
}

/// What the portal lives in.
enum Guard {
    Process(Portal),
    Folder(TempDir),
}

/// What an activation password is stretched with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stretching {
    /// Argon2id, for the real `segl`.
    Real,
    /// What [`CheapKdf`] has in its place.
    Cheap,
}

impl Issuer {
    /// The portal's process, on SQLite.
    pub(crate) fn start() -> Self {
        let portal = Portal::start_with(&Settings { clock: Clock::System, ..Settings::default() });
        let runtime = Runtime::new().unwrap();
        let data = portal.folder().join("data");
        let state =
            open(&runtime, &portal.origin(), &portal.database(), &data, PortalClock::system(), Rules::default());
        Self { state, runtime, users: AtomicUsize::new(0), _guard: Guard::Process(portal) }
    }

    /// A portal in this process, on loopback, with its database in memory and its clock in the test's hands.
    pub(crate) fn start_here(clock: PortalClock) -> Self {
        Self::start_here_with(clock, PresencePolicy::None)
    }

    /// The same, of an organisation that allows this with biometrics.
    pub(crate) fn start_here_with(clock: PortalClock, presence: PresencePolicy) -> Self {
        let (runtime, folder) = (Runtime::new().unwrap(), tempfile::tempdir().unwrap());
        let listener = runtime.block_on(TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let rules = Rules { device: IssuerPolicy { presence, ..Rules::default().device }, ..Rules::default() };
        let state = open(&runtime, &origin, "sqlite::memory:", folder.path(), clock, rules);
        let config = Config::demo(folder.path().to_owned(), port);
        runtime.spawn(portal::serve(config, state.clone(), listener, || {}, std::future::pending()));
        Self { state, runtime, users: AtomicUsize::new(0), _guard: Guard::Folder(folder) }
    }

    /// The portal, for what has no words of its own here.
    pub(crate) fn state(&self) -> &AppState {
        &self.state
    }

    /// Runs to its end what the portal is asked.
    pub(crate) fn run<T>(&self, asked: impl Future<Output = T>) -> T {
        self.runtime.block_on(asked)
    }

    /// One more employee.
    pub(crate) fn user(&self) -> User {
        let name = format!("employee-{}", self.users.fetch_add(1, Ordering::SeqCst));
        let (name, mail) = (name.parse().unwrap(), "employee@nordhavn.example".parse().unwrap());
        let (database, now) = (&self.state.database, self.state.now());
        let rng = &mut self.state.entropy();
        let new = NewUser { name, display_name: "An Employee".into(), email: mail, group: None };
        let made = user::create(database, now, rng, &Actor::System, new);
        self.runtime.block_on(made).unwrap()
    }

    /// A QR code.
    pub(crate) fn offer(&self, user: &User, stretching: Stretching) -> EnrolmentOffer {
        let state = &self.state;
        let (rng, by) = (&mut state.entropy(), Authority::service_desk(user.id, "anne"));
        let offer = async {
            match stretching {
                Stretching::Real => {
                    enrolment::create(&state.database, &state.issuer, &state.work, state.now(), rng, &by).await
                }
                Stretching::Cheap => {
                    enrolment::create(&state.database, &state.issuer, &CheapWork, state.now(), rng, &by).await
                }
            }
        };
        self.runtime.block_on(offer).unwrap()
    }

    /// *OK*: whether the device has said that it is ready.
    pub(crate) fn confirm(&self, user: &User, eid: EnrolmentId) -> Result<(), String> {
        let (state, by) = (&self.state, Authority::service_desk(user.id, "anne"));
        let confirmed = enrolment::confirm(&state.database, &state.issuer, state.now(), &by, eid);
        match self.runtime.block_on(confirmed) {
            Ok(_) => Ok(()),
            Err(ConfirmError::NotReady) => Err("the portal waits for the device".into()),
            Err(error) => Err(format!("OK does nothing: {error}")),
        }
    }

    /// What the portal thinks of a token.
    pub(crate) fn state_of(&self, token: &str) -> Option<TokenState> {
        let id: TokenId = token.parse().unwrap();
        self.runtime.block_on(async {
            let mut tx = self.state.database.read().await.unwrap();
            tx.token(id).await.unwrap().map(|token| token.state)
        })
    }

    /// A login that waits for its push, in the place of the one that its browser waited for.
    pub(crate) fn push(&self, user: &User, previous: Option<&ClientSecret>) -> WaitingLogin {
        let address: std::net::IpAddr = "192.0.2.1".parse().unwrap();
        let client = ClientContext {
            browser: "Firefox".into(),
            os: "Linux".into(),
            remembered: Some(self.known_browser(user)),
            ..ClientContext::at(address.into())
        };
        self.begin(user, &client, previous)
    }

    /// A login of a browser that the account does not know: its number is taken to the device.
    pub(crate) fn pull(&self, user: &User) -> WaitingLogin {
        let address: std::net::IpAddr = "198.51.100.7".parse().unwrap();
        let client =
            ClientContext { browser: "Firefox".into(), os: "Linux".into(), ..ClientContext::at(address.into()) };
        self.begin(user, &client, None)
    }

    /// The secret of a browser in which the user has logged in before.
    fn known_browser(&self, user: &User) -> ClientSecret {
        let secret = ClientSecret::generate(&mut self.state.entropy());
        self.runtime.block_on(async {
            let mut tx = self.state.database.write().await.unwrap();
            tx.remember_browser(user.id, secret.digest(), self.state.now()).await.unwrap();
            tx.commit().await.unwrap();
        });
        secret
    }

    fn begin(&self, user: &User, client: &ClientContext, previous: Option<&ClientSecret>) -> WaitingLogin {
        let state = &self.state;
        let request = Request {
            asker: Asker::Portal,
            relying_party: relying_party::portal(&state.issuer),
            name: user.name.clone(),
            client,
            continuation: Continuation::Page("/profile".parse().unwrap()),
            previous,
        };
        let (now, rng) = (state.now(), &mut state.entropy());
        let begun = login::begin(&state.database, &state.issuer, now, rng, request);
        WaitingLogin::of(self.runtime.block_on(begun).unwrap()).unwrap()
    }

    /// How far its push is.
    pub(crate) fn progress(&self, waiting: &WaitingLogin) -> PushProgress {
        let progress = push::progress(&self.state.database, self.state.now(), &waiting.secret);
        self.runtime.block_on(progress).unwrap()
    }
}

fn open(runtime: &Runtime, origin: &str, database: &str, data: &Path, clock: PortalClock, rules: Rules) -> AppState {
    let parts = Parts {
        origin: origin.parse().unwrap(),
        name: "Nordhavn Energi".into(),
        database,
        key_file: &data.join("portal.key"),
        journal: (&data.join("portal.journal"), Begin::New),
        limits: limits(),
        rules: RuleBook::of_everybody(rules),
        trusted_proxies: Vec::new(),
        clock,
    };
    runtime.block_on(AppState::open(parts)).unwrap()
}

/// Nobody here is in a hurry to abuse QR codes and logins.
fn limits() -> Limits {
    Limits {
        enrolments_per_hour: 1_000_000,
        pushes_per_window: 1_000_000,
        pushes_per_day: 1_000_000,
        logins_per_source: 1_000_000,
        ..Limits::default()
    }
}

/// In Argon2id's place on a device: as good for telling one PIN from another, and without its cost.
pub(crate) struct CheapKdf;

impl Kdf for CheapKdf {
    fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
        // The salt of a QR code; a PIN's has twice its length.
        if salt.len() == 16 {
            return Ok(Stretched::from_bytes(stretched_password(pin)));
        }
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), pin);
        Ok(Stretched::from_bytes(tag.as_ref().try_into().unwrap()))
    }
}

/// Every activation password is stretched to the same, but one that no portal gives out.
fn stretched_password(password: &[u8]) -> [u8; 32] {
    if password == WRONG_PASSWORD.as_bytes() { [0; 32] } else { STRETCHED_PASSWORD }
}

/// The one activation password that is wrong for every QR code.
pub(crate) const WRONG_PASSWORD: &str = "00000000";

const STRETCHED_PASSWORD: [u8; 32] = [0x42; 32];

/// Does not do the work, if it is the stretching of an activation password.
struct CheapWork;

impl SlowWork for CheapWork {
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let stretched: Box<dyn Any> = Box::new(Zeroizing::new(STRETCHED_PASSWORD));
        stretched.downcast::<T>().map_or_else(|_| work(), |stretched| *stretched)
    }
}
