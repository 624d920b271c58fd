//! Nonces, replays and floods: what stands before the device API.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};

use identity::{kek::Kek, policy::Policy, source::Source};
use protocol::{ErrorCode, ProofId, Thumbprint, Timestamp, bytes, device::NONCE_LIFETIME};
use ring::hmac;

use crate::doors::device::Refused;

/// The gate of one node. Nonces hold on every node, because their key is derived from the key-encryption key.
pub struct Gate {
    nonce_key: hmac::Key,
    proofs: Mutex<Proofs>,
    by_token: Limit<Thumbprint>,
    by_source: Limit<String>,
}

impl Gate {
    /// A gate with this policy's limits.
    #[must_use]
    pub fn new(kek: &Kek, policy: &Policy) -> Self {
        Self {
            nonce_key: hmac::Key::new(hmac::HMAC_SHA256, kek.derive_key("nonce").as_slice()),
            proofs: Mutex::default(),
            by_token: Limit::new(policy.proof_failures_per_token),
            by_source: Limit::new(policy.failures_per_source),
        }
    }

    /// A fresh nonce: `b64u(time[8] || HMAC-SHA256(time)[0..16])`; nothing is remembered.
    pub(super) fn nonce(&self, now: Timestamp) -> String {
        let time = now.0.to_be_bytes();
        let tag = hmac::sign(&self.nonce_key, &time);
        bytes::encode(&[&time, tag.as_ref().split_at(TAG).0].concat())
    }

    /// Whether `nonce` is ours and at most 300 s old.
    pub(super) fn is_fresh(&self, nonce: &str, now: Timestamp) -> bool {
        let Some(decoded) = bytes::decode(nonce) else {
            return false;
        };
        let Some((time, _)) = decoded.split_first_chunk::<8>() else {
            return false;
        };
        let made = Timestamp(u64::from_be_bytes(*time));
        let ours = self.nonce(made);
        subtle::ConstantTimeEq::ct_eq(ours.as_bytes(), nonce.as_bytes()).into()
            && made <= now.plus(NODES_DIFFER)
            && now.seconds_since(made) <= NONCE_LIFETIME
    }

    /// Takes a proof; `false` when it was taken before.
    pub(super) fn take(&self, key: Thumbprint, jti: ProofId, now: Timestamp) -> bool {
        lock(&self.proofs).take((key, jti), now)
    }

    /// Refuses a network that has failed too often in this minute.
    pub(super) fn admit_source(&self, source: Source, now: Timestamp) -> Result<(), Refused> {
        self.by_source.admit(&source.network(), now)
    }

    /// Counts a failure of this network.
    pub(super) fn count_source(&self, source: Source, now: Timestamp) {
        self.by_source.count(source.network(), now);
    }

    /// Refuses a token that has failed too often in this minute.
    pub(super) fn admit_token(&self, key: Thumbprint, now: Timestamp) -> Result<(), Refused> {
        self.by_token.admit(&key, now)
    }

    /// Counts a failure of this token.
    pub(super) fn count_token(&self, key: Thumbprint, now: Timestamp) {
        self.by_token.count(key, now);
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate")
    }
}

/// Proofs taken in this span and in the one before: each is remembered for as long as its nonce can be fresh.
#[derive(Default)]
struct Proofs {
    span: u64,
    current: HashSet<(Thumbprint, ProofId)>,
    previous: HashSet<(Thumbprint, ProofId)>,
}

impl Proofs {
    fn take(&mut self, proof: (Thumbprint, ProofId), now: Timestamp) -> bool {
        let span = now.0 / SPAN;
        if span != self.span {
            let current = std::mem::take(&mut self.current);
            self.previous = if span == self.span + 1 { current } else { HashSet::new() };
            self.span = span;
        }
        !self.previous.contains(&proof) && self.current.insert(proof)
    }
}

/// So many failures a minute.
struct Limit<K> {
    limit: u32,
    minute: Mutex<(u64, HashMap<K, u32>)>,
}

impl<K: Eq + Hash> Limit<K> {
    fn new(limit: u32) -> Self {
        Self { limit, minute: Mutex::default() }
    }

    fn admit(&self, key: &K, now: Timestamp) -> Result<(), Refused> {
        let minute = lock(&self.minute);
        let failures = if minute.0 == now.0 / 60 { minute.1.get(key).copied().unwrap_or(0) } else { 0 };
        if failures < self.limit {
            return Ok(());
        }
        Err(Refused::with_pause(ErrorCode::TooManyRequests, 60 - now.0 % 60))
    }

    fn count(&self, key: K, now: Timestamp) {
        let mut minute = lock(&self.minute);
        if minute.0 != now.0 / 60 {
            *minute = (now.0 / 60, HashMap::new());
        }
        let failures = minute.1.entry(key).or_default();
        *failures = failures.saturating_add(1);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each change under these locks is one call: a panic leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const TAG: usize = 16;

/// Seconds by which the clocks of two nodes may differ.
const NODES_DIFFER: u64 = 5;

/// Longer than a nonce lives, so that two spans always cover it.
const SPAN: u64 = NONCE_LIFETIME + 60;

#[cfg(test)]
mod tests {
    use protocol::Bytes;

    use super::*;

    fn gate() -> Gate {
        Gate::new(&Kek::from_bytes([1; 32]), &Policy::default())
    }

    #[test]
    fn nonce_is_fresh_for_300_seconds_on_every_node_with_the_key() {
        let nonce = gate().nonce(Timestamp(1_000));
        assert!(gate().is_fresh(&nonce, Timestamp(1_300)), "another gate with the same key");
        assert!(!gate().is_fresh(&nonce, Timestamp(1_301)), "too old");
        assert!(!gate().is_fresh(&nonce, Timestamp(900)), "from the future");
        let other = Gate::new(&Kek::from_bytes([2; 32]), &Policy::default());
        assert!(!other.is_fresh(&nonce, Timestamp(1_000)), "another key");
        for garbage in ["", "AAAA", "!", &nonce[1..]] {
            assert!(!gate().is_fresh(garbage, Timestamp(1_000)), "{garbage:?}");
        }
    }

    #[test]
    fn proof_is_taken_once_for_as_long_as_its_nonce_lives() {
        let gate = gate();
        let key = Thumbprint(Bytes([3; 32]));
        let jti = ProofId::from([4; 16]);
        let start = Timestamp(SPAN * 10 + SPAN - 1);
        assert!(gate.take(key, jti, start), "first");
        for later in [0, 1, 100, NONCE_LIFETIME] {
            assert!(!gate.take(key, jti, start.plus(later)), "{later} s later");
        }
        assert!(gate.take(Thumbprint(Bytes([5; 32])), jti, start), "another key's proof");
    }

    #[test]
    fn source_is_refused_until_the_minute_ends_when_it_fails_too_often() {
        let gate = gate();
        let source = Source::from(std::net::IpAddr::from([192, 0, 2, 1]));
        let now = Timestamp(6_010);
        for _ in 0..100 {
            assert!(gate.admit_source(source, now).is_ok(), "within the limit");
            gate.count_source(source, now);
        }
        assert!(gate.admit_source(source, now).is_err(), "over it");
        assert!(gate.admit_source(Source::from(std::net::IpAddr::from([192, 0, 2, 2])), now).is_ok(), "another");
        assert!(gate.admit_source(source, Timestamp(6_060)).is_ok(), "the next minute");
    }
}
