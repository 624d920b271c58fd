//! One-time codes.

pub(crate) mod commands;
pub(crate) mod view;
