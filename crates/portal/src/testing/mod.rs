//! Test doubles, for the unit tests of this crate.

pub(crate) mod browser;
pub(crate) mod fixture;
