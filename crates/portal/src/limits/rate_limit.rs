//! How often somebody may fail in one minute.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::Timestamp;

/// So many failures a minute for each key, counted on this node. A request that comes with an older time than the one
/// before counts in the minute that has begun: no request can make the count start anew.
pub(crate) struct RateLimit<K> {
    limit: u32,
    minute: Mutex<Minute<K>>,
}

/// The failures of one minute.
struct Minute<K> {
    number: u64,
    failures: HashMap<K, u32>,
}

/// Too many failures in this minute.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TooManyFailures {
    /// Seconds until the next minute.
    pub(crate) retry_after: u64,
}

impl<K: Eq + Hash> RateLimit<K> {
    /// `limit` failures a minute.
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, minute: Mutex::new(Minute { number: 0, failures: HashMap::new() }) }
    }

    /// Refuses whoever has failed too often in this minute.
    pub(crate) fn admit(&self, key: &K, now: Timestamp) -> Result<(), TooManyFailures> {
        let minute = self.lock();
        let failures = if minute.is_over(now) { 0 } else { minute.failures.get(key).copied().unwrap_or(0) };
        let end = (minute.number + 1).saturating_mul(60);
        if failures < self.limit { Ok(()) } else { Err(TooManyFailures { retry_after: end.saturating_sub(now.0) }) }
    }

    /// Counts a failure; whether it is the one with which the key is refused.
    pub(crate) fn record_failure(&self, key: K, now: Timestamp) -> bool {
        let mut minute = self.lock();
        if minute.is_over(now) {
            *minute = Minute { number: now.0 / 60, failures: HashMap::new() };
        }
        let failures = minute.failures.entry(key).or_default();
        *failures = failures.saturating_add(1);
        *failures == self.limit
    }

    fn lock(&self) -> MutexGuard<'_, Minute<K>> {
        // Each change under this lock is one call: a panic leaves nothing half done.
        self.minute.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Minute<K> {
    /// Whether another minute has begun; also when the computer's clock was set back by more than any request lasts.
    fn is_over(&self, now: Timestamp) -> bool {
        let number = now.0 / 60;
        number > self.number || number + CLOCK_WAS_SET < self.number
    }
}

/// Minutes.
const CLOCK_WAS_SET: u64 = 10;

impl<K> fmt::Debug for RateLimit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RateLimit({} a minute)", self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_is_refused_until_the_minute_ends_when_it_fails_too_often() {
        let limit = RateLimit::new(100);
        let now = Timestamp(6_010);
        for _ in 0..100 {
            assert_eq!(limit.admit(&"192.0.2.1", now), Ok(()), "within the limit");
            limit.record_failure("192.0.2.1", now);
        }
        assert_eq!(limit.admit(&"192.0.2.1", now), Err(TooManyFailures { retry_after: 50 }), "over it");
        assert_eq!(limit.admit(&"192.0.2.2", now), Ok(()), "another");
        assert_eq!(limit.admit(&"192.0.2.1", Timestamp(6_060)), Ok(()), "the next minute");
    }

    #[test]
    fn count_does_not_start_anew_when_a_request_comes_with_an_older_time() {
        let limit = RateLimit::new(2);
        let now = Timestamp(6_010);
        limit.record_failure("192.0.2.1", now);
        limit.record_failure("192.0.2.2", Timestamp(5_990));
        assert!(limit.record_failure("192.0.2.1", Timestamp(5_999)), "the second");
        assert_eq!(limit.admit(&"192.0.2.1", now), Err(TooManyFailures { retry_after: 50 }));
        assert_eq!(limit.admit(&"192.0.2.1", Timestamp(5_999)), Err(TooManyFailures { retry_after: 61 }), "old too");
        assert_eq!(limit.admit(&"192.0.2.1", Timestamp(1_000)), Ok(()), "the computer's clock was set back");
    }
}
