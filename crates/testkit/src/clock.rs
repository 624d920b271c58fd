//! A clock that stands still until a test moves it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use protocol::Timestamp;

/// Unix seconds in the test's hands; clones are the same clock.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// Stands still at `now`.
    #[must_use]
    pub fn set_to(now: Timestamp) -> Self {
        Self(Arc::new(AtomicU64::new(now.0)))
    }

    /// Moves forward.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Now, in unix seconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    /// The seconds themselves, for a clock of another room.
    #[must_use]
    pub fn seconds(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.0)
    }
}
