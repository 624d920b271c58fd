//! The ceremonies, played against a device and a portal in memory.
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]

mod approval;
mod arrangement;
mod challenge_keys;
mod codes;
mod cost;
mod enrolment;
mod export;
mod intake;
mod issuers;
mod pin_change;
mod presence;
mod ratchet;
mod support;
mod third_party;
mod token;
