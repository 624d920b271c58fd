//! The identities of this device.

pub(crate) mod arrangement;
pub(crate) mod commands;
pub(crate) mod view;
