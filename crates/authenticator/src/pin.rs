//! The PIN as it is typed.

pub(crate) mod typed;
