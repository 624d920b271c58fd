//! What several doors need.

pub(crate) mod client_address;
