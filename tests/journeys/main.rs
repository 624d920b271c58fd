//! Journeys: an employee, the real portal, the real `segl` command, a real keyring. Each test tells one story.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a journey stops at the first surprise")]

mod approval;
mod arrangement;
mod audit;
mod challenge_keys;
mod codes;
mod command_line;
mod enrolment;
mod entrust;
mod export;
#[path = "../holder/mod.rs"]
mod holder;
mod import;
mod key_file;
mod keys;
#[path = "../kit/long.rs"]
mod long;
mod nodes;
mod pin_change;
mod presence;
mod privacyidea;
mod pull;
mod recovery;
mod replay;
mod resilience;
mod several_keys;
mod stage;
mod third_party;
mod unlock;
mod waiting;
