//! What is allowed, and how much of it: [`rules`] per group, which an administrator decides, and [`limits`] against abuse.

pub mod limits;
pub mod rules;
mod ways;

pub use self::{
    limits::Limits,
    rules::{RuleBook, Rules},
    ways::{Way, Ways},
};

/// A minute, in seconds.
pub const MINUTE: u64 = 60;
/// An hour, in seconds.
pub const HOUR: u64 = 60 * MINUTE;
/// A day, in seconds.
pub const DAY: u64 = 24 * HOUR;
