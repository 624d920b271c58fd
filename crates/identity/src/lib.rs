//! The issuer's domain: who may log in, with what, and what is written down about it.
//!
//! Pure: no clock, no transport, no database. Time is an argument, randomness and slow work are [`ports`], and so is the
//! store: a transaction with an explicit commit. A ceremony is one function that reads top to bottom in numbered steps.
//! Read `enrolment`, then `login`, `challenge`, `pin` and `approval`: that is the whole conversation.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod approval;
pub mod audit;
pub mod browser;
pub mod challenge;
pub mod email_code;
pub mod enrolment;
pub mod housekeeping;
pub mod issuer;
pub mod kek;
pub mod login;
pub mod notice;
pub mod passcode;
pub mod pin;
pub mod pin_change;
pub mod policy;
pub mod ports;
pub mod presence;
pub mod ratchet;
pub mod relying_party;
pub mod session;
pub mod source;
pub mod tally;
#[cfg(test)]
mod test_entropy;
pub mod throttle;
pub mod token;
pub mod user;
