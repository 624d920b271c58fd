//! What stands before the device API against floods and replays, on one node.

pub(crate) mod concurrency;
mod nonce;
pub(crate) mod rate_limit;
mod replay_cache;

use identity::{kek::Kek, policy::Limits};
use protocol::{Bytes, Thumbprint, TokenId};

use crate::connections::ConnectionLimits;
use crate::limits::concurrency::Concurrency;
use crate::limits::nonce::NonceIssuer;
use crate::limits::rate_limit::RateLimit;
use crate::limits::replay_cache::ReplayCache;

/// Each is asked by its own name.
#[derive(Debug)]
pub struct AbuseLimits {
    pub(crate) nonces: NonceIssuer,
    pub(crate) proofs: ReplayCache,
    pub(crate) by_token: RateLimit<Thumbprint>,
    /// Logins that are begun, by the wider networks of IPv6.
    pub(crate) by_wide_network: RateLimit<String>,
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
            by_wide_network: RateLimit::new(limits.logins_per_wide_network),
            by_source: RateLimit::new(limits.failures_per_source),
        }
    }
}

/// Requests that wait for news, each held until there is some: so many at the same time for each who waits.
#[derive(Debug)]
pub(crate) struct Polls {
    pub(crate) by_token: Concurrency<TokenId>,
    /// By SHA-256 of the secret that the browser waits or is logged in with.
    pub(crate) by_browser: Concurrency<Bytes<32>>,
}

impl Polls {
    pub(crate) fn new(limits: &ConnectionLimits) -> Self {
        Self {
            by_token: Concurrency::new(limits.polls_per_token),
            by_browser: Concurrency::new(limits.polls_per_browser),
        }
    }
}

/// Seconds after which one that found no place may ask again.
pub(crate) const RETRY_POLL: u64 = 5;
