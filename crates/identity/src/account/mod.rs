//! Who has an account here.

pub mod group;
pub mod user;
