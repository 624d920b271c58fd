//! Proofs that were used already: each works once.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use protocol::{ProofId, Thumbprint, Timestamp, device::NONCE_LIFETIME};

/// The proofs that this node has seen, each for as long as its nonce can be fresh.
#[derive(Debug, Default)]
pub(crate) struct ReplayCache(Mutex<Proofs>);

impl ReplayCache {
    /// Remembers a proof; `false` when it was used before.
    pub(crate) fn accept(&self, key: Thumbprint, jti: ProofId, now: Timestamp) -> bool {
        // Each change under this lock is one call: a panic leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).accept((key, jti), now)
    }
}

/// Proofs used in this span of time and in the one before.
#[derive(Debug, Default)]
struct Proofs {
    span: u64,
    current: HashSet<(Thumbprint, ProofId)>,
    previous: HashSet<(Thumbprint, ProofId)>,
}

impl Proofs {
    fn accept(&mut self, proof: (Thumbprint, ProofId), now: Timestamp) -> bool {
        let span = now.0 / SPAN;
        // A request with an older time than the one before moves nothing: what was seen stays seen. One whole span back is no
        // request; the computer's clock was set.
        if span > self.span || span + 1 < self.span {
            let current = std::mem::take(&mut self.current);
            self.previous = if span > self.span + 1 { HashSet::new() } else { current };
            self.span = span;
        }
        !self.previous.contains(&proof) && self.current.insert(proof)
    }
}

/// Seconds; longer than a nonce lives, so that two spans always cover it.
const SPAN: u64 = NONCE_LIFETIME + 60;

#[cfg(test)]
mod tests {
    use protocol::Bytes;

    use super::*;

    #[test]
    fn proof_is_accepted_once_for_as_long_as_its_nonce_lives() {
        let cache = ReplayCache::default();
        let key = Thumbprint(Bytes([3; 32]));
        let jti = ProofId::from([4; 16]);
        let start = Timestamp(SPAN * 10 + SPAN - 1);
        assert!(cache.accept(key, jti, start), "first");
        for later in [0, 1, 100, NONCE_LIFETIME] {
            assert!(!cache.accept(key, jti, start.plus(later)), "{later} s later");
        }
        assert!(cache.accept(Thumbprint(Bytes([5; 32])), jti, start), "another key's proof");
    }

    #[test]
    fn proof_is_not_forgotten_when_a_request_comes_with_an_older_time() {
        let cache = ReplayCache::default();
        let (key, start) = (Thumbprint(Bytes([3; 32])), Timestamp(SPAN * 10));
        let proof = ProofId::from([4; 16]);
        assert!(cache.accept(key, proof, start));
        for (number, earlier) in (5..).zip([1, 2, SPAN - 1]) {
            assert!(cache.accept(key, ProofId::from([number; 16]), Timestamp(start.0 - earlier)), "another proof");
            assert!(!cache.accept(key, proof, start), "a request {earlier} s late");
            assert!(!cache.accept(key, proof, Timestamp(start.0 - earlier)), "the same with the old time");
        }
    }
}
