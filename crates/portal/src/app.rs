//! What all of the portal shares: who it is, where everything is kept, what time it is.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use identity::challenge_keys::{self, LoadKeysError, NodeKeys};
use identity::issuer::Issuer;
use identity::kek::Kek;
use identity::policy::{Limits, RuleBook};
use identity::slow_work::SlowWork;
use ipnet::IpNet;
use protocol::{Bytes, Origin, Timestamp};
use tokio::{
    sync::Semaphore,
    task::spawn_blocking,
    time::{Instant, timeout_at},
};

use crate::client_address::Proxies;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::SystemEntropy;
use crate::key_file::{self, KeyFileError};
use crate::limits::{AbuseLimits, Polls};
use crate::mail::{Notices, Outgoing};
use store::rollback_journal::JournalName;
use store::rollback_journal::known::{Begin, KnownJournalError};
use store::wake::{Listener, Wake};
use store::{Database, OpenDatabaseError};

/// What all doors share; cloning it is cheap.
#[derive(Clone)]
pub struct App {
    /// How the portal is set up.
    pub config: Arc<Config>,
    /// Who issues.
    pub issuer: Arc<Issuer>,
    /// Where everything is kept.
    pub database: Database,
    /// Who waits for what.
    pub wake: Wake,
    /// Where slow hashes run.
    pub work: BlockingWork,
    /// What keeps the device API from being flooded or replayed.
    pub limits: Arc<AbuseLimits>,
    /// Requests that wait for news.
    pub(crate) polls: Arc<Polls>,
    /// Who speaks for others.
    pub(crate) proxies: Arc<Proxies>,
    /// Where letters are dropped.
    pub mail: Outgoing,
    /// Who writes about what has happened to a soft token.
    pub notices: Notices,
    clock: Clock,
}

impl App {
    /// The portal over its opened keys and database, with its mail.
    #[must_use]
    pub fn new(config: Config, state: AppState, mail: Outgoing) -> Self {
        let config = Arc::new(config);
        let AppState { issuer, database, wake, work, limits, clock, .. } = state;
        let notices = Notices::new(Arc::clone(&config), mail.clone());
        let polls = Arc::new(Polls::new(&config.connections));
        let proxies = Arc::new(Proxies::new(config.trusted_proxies.clone(), config.origin.is_secure()));
        Self { config, issuer, database, wake, work, limits, polls, proxies, mail, notices, clock }
    }

    /// Now, by the portal's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Randomness.
    #[must_use]
    pub fn entropy(&self) -> SystemEntropy {
        SystemEntropy
    }
}

/// The keys and the database of a portal, for its doors, its jobs and the commands beside it.
#[derive(Clone, Debug)]
pub struct AppState {
    /// Who issues.
    pub issuer: Arc<Issuer>,
    /// Where everything is kept.
    pub database: Database,
    /// Who waits for what.
    pub wake: Wake,
    /// Where slow hashes run.
    pub work: BlockingWork,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpNet]>,
    /// What keeps the device API from being flooded or replayed.
    pub limits: Arc<AbuseLimits>,
    /// The file of the key-encryption key.
    pub(crate) key_file: Arc<Path>,
    pub(crate) clock: Clock,
}

/// What a portal is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    /// Its web origin.
    pub origin: Origin,
    /// The organisation's name.
    pub name: String,
    /// `sqlite:…` or `postgres:…`.
    pub database: &'a str,
    /// The file of the key-encryption key; made when there is none.
    pub key_file: &'a Path,
    /// The file of the rollback journal, and whether it may be begun.
    pub journal: (&'a Path, Begin),
    /// Its limits against abuse.
    pub limits: Limits,
    /// The rules of each group.
    pub rules: RuleBook,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// What time it is.
    pub clock: Clock,
}

/// Why the portal does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenStateError {
    /// The key-encryption key.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenDatabaseError),
    /// The rollback journal.
    #[error(transparent)]
    RollbackJournal(#[from] KnownJournalError),
    /// The challenge keys.
    #[error(transparent)]
    Keys(#[from] LoadKeysError),
}

impl AppState {
    /// Opens the key file and the database and loads the challenge keys; the first start makes all three.
    pub async fn open(parts: Parts<'_>) -> Result<Self, OpenStateError> {
        let mut entropy = SystemEntropy;
        let wake = Wake::default();
        let (journal, begin) = parts.journal;
        let name = JournalName(Bytes::generate(&mut entropy));
        let database = Database::open(parts.database, wake.clone()).await?.keep_journal(journal, name, begin).await?;
        let kek = if challenge_keys::exist(&database).await? {
            key_file::load(parts.key_file)?
        } else {
            key_file::load_or_create(parts.key_file, &mut entropy)?
        };
        let keys = challenge_keys::load(&database, &kek, parts.clock.now(), &mut entropy).await?;
        let limits = Arc::new(AbuseLimits::new(&kek, &parts.limits));
        let issuer = Issuer {
            origin: parts.origin,
            name: parts.name,
            limits: parts.limits,
            rules: parts.rules,
            kek,
            challenge_keys: NodeKeys::new(keys),
        };
        Ok(Self {
            issuer: Arc::new(issuer),
            database,
            wake,
            work: BlockingWork::default(),
            trusted_proxies: parts.trusted_proxies.into(),
            limits,
            key_file: parts.key_file.into(),
            clock: parts.clock,
        })
    }

    /// Goes on with the keys of the key file, which has changed.
    pub(crate) fn replace_keys(&self, kek: &Kek) {
        self.issuer.kek.replace(kek);
        self.limits.nonces.replace(kek);
    }

    /// Now, by the portal's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Randomness.
    #[must_use]
    pub fn entropy(&self) -> SystemEntropy {
        SystemEntropy
    }
}

/// Where the rollback journal is unless the configuration says otherwise: beside the key file, and never in a backup of the
/// database.
#[must_use]
pub fn journal_beside(key_file: &Path) -> PathBuf {
    key_file.with_extension("journal")
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Waited {
    /// Something happened: ask the database.
    Woken,
    /// Nothing did.
    TimedOut,
    /// The portal shuts down: answer with what is known.
    Closing,
}

/// Waits until the listener is woken, at most until `deadline`.
pub async fn wait(listener: &mut Listener, deadline: Instant) -> Waited {
    match timeout_at(deadline, listener.woken()).await {
        Ok(true) => Waited::Woken,
        Ok(false) => Waited::Closing,
        Err(_) => Waited::TimedOut,
    }
}

/// Slow hashes on threads of their own, two at a time: each takes up to 64 MiB.
#[derive(Clone, Debug)]
pub struct BlockingWork(Arc<Semaphore>);

impl Default for BlockingWork {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl SlowWork for BlockingWork {
    #[expect(
        clippy::expect_used,
        reason = "a panic of the work is the caller's panic, and the semaphore is never closed"
    )]
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _permit = self.0.acquire().await.expect("nobody closes this semaphore");
        spawn_blocking(work).await.expect("slow work does not panic")
    }
}

const AT_ONCE: usize = 2;
