//! The issuer's domain: who may log in, with what, and what is written down about it.
//!
//! Pure: no clock, no transport, no database. Time is an argument; randomness ([`entropy`]), slow
//! work ([`slow_work`]) and the [`store`], a transaction with an explicit commit, are ports. A ceremony is one function that reads top to bottom in numbered steps.
//! Read `enrolment`, then `login`, `challenge`, `pin` and `approval`: that is the whole conversation.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod account;
pub mod actor;
pub mod approval;
pub mod audit;
pub mod challenge;
pub mod challenge_keys;
pub mod closing;
pub mod credential;
pub mod enrolment;
pub mod entropy;
pub mod housekeeping;
pub mod issuer;
pub mod kek;
pub mod key_rotation;
pub mod login;
pub mod notice;
pub mod policy;
pub mod recovery;
pub mod relying_party;
pub mod rollback_journal;
pub mod slow_work;
pub mod source;
pub mod store;
#[cfg(test)]
mod test_entropy;
pub mod throttle;
