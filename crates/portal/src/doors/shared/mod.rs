//! What several doors need.

pub(crate) mod client_address;
pub(crate) mod limits;
pub(crate) mod nonce;
pub(crate) mod rate_limit;
pub(crate) mod replay_cache;
