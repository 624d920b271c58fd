//! The device's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use authenticator::ports::Clock;

/// The system's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the adapter through which time comes in")]
    fn now(&self) -> u64 {
        // A clock before 1970 is as wrong as a clock can be; 0 says so.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}
