//! Files of other apps: chosen, opened, listed.

pub(crate) mod commands;
pub(crate) mod view;
