//! What stands before the device API against floods and replays, on one node.

mod nonce;
pub(crate) mod rate_limit;
mod replay_cache;

use identity::{kek::Kek, policy::Limits};
use protocol::Thumbprint;

use crate::limits::nonce::NonceIssuer;
use crate::limits::rate_limit::RateLimit;
use crate::limits::replay_cache::ReplayCache;

/// Each is asked by its own name.
#[derive(Debug)]
pub struct AbuseLimits {
    pub(crate) nonces: NonceIssuer,
    pub(crate) proofs: ReplayCache,
    pub(crate) by_token: RateLimit<Thumbprint>,
    /// By network: an address of IPv4, the first half of one of IPv6.
    pub(crate) by_source: RateLimit<String>,
}

impl AbuseLimits {
    /// With this key and these numbers.
    pub(crate) fn new(kek: &Kek, limits: &Limits) -> Self {
        Self {
            nonces: NonceIssuer::new(kek),
            proofs: ReplayCache::default(),
            by_token: RateLimit::new(limits.proof_failures_per_token),
            by_source: RateLimit::new(limits.failures_per_source),
        }
    }
}
