//! Fingerprint or face instead of the PIN.

pub(crate) mod commands;
pub(crate) mod view;
