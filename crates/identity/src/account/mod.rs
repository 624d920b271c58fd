//! Who has an account here.

pub mod closing;
pub mod group;
pub mod user;
