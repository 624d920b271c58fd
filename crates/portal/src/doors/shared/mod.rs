//! What several doors need.

pub(crate) mod body;
pub(crate) mod host;
