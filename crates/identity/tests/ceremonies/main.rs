//! The domain's ceremonies on the real store.
#![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

mod approval;
mod attempt;
mod audit;
mod biometrics;
mod challenge_keys;
mod email_code;
mod ending;
mod enrolment;
mod housekeeping;
mod key_rotation;
mod login;
mod passcode;
mod pin;
mod pin_change;
mod pull;
mod ratchet;
mod recovery;
mod token;
