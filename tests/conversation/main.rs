//! The two domains in one conversation, quickly: the authenticator on ports in memory that fail when told to, the portal
//! behind a real socket of this process. What cannot be brought about on real parts, or not in milliseconds.
//!
//! The real keyring, disk and processes are played in `journeys` and `kills`; nothing is proved here alone.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod approval;
mod codes;
mod device;
mod enrolment;
#[path = "../kit/issuer.rs"]
#[expect(dead_code, reason = "kills ask for more")]
mod issuer;
mod pin_change;
mod presence;
mod pull;
mod store;

/// Two that nobody would guess.
const PIN: &str = "583017";
const OTHER_PIN: &str = "840193";
