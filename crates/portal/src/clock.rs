//! The portal's clock: the only one that counts in the protocol.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use protocol::Timestamp;

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Set(Arc<AtomicU64>),
}

impl Clock {
    /// The operating system's.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// One that stands still until it is moved; for tests.
    #[must_use]
    pub fn set_to(now: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicU64::new(now.0))))
    }

    /// Shows these seconds, whoever moves them; for tests.
    #[must_use]
    pub fn shared(seconds: Arc<AtomicU64>) -> Self {
        Self(Source::Set(seconds))
    }

    /// Moves a clock that stands still.
    pub fn advance(&self, seconds: u64) {
        if let Source::Set(now) = &self.0 {
            now.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// Now, in unix seconds.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the portal's one adapter of the system's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => {
                Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
            }
            Source::Set(now) => Timestamp(now.load(Ordering::SeqCst)),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now().0)
    }
}
