//! What several doors need.

pub(crate) mod body;
pub(crate) mod client_address;
pub(crate) mod concurrency;
pub(crate) mod host;
pub(crate) mod limits;
pub(crate) mod nonce;
pub(crate) mod rate_limit;
pub(crate) mod replay_cache;
