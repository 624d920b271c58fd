//! Who has an account here.

pub mod user;
