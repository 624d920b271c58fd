//! Logins that wait for an answer.

pub(crate) mod commands;
pub(crate) mod view;
pub(crate) mod watch;
