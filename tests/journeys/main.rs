//! Journeys: an employee, the real portal, the real `segl` command, a real keyring. Each test tells one story.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a journey stops at the first surprise")]

mod approval;
mod codes;
mod enrolment;
mod resilience;
mod stage;
mod unlock;
