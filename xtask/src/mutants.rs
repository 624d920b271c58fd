//! `cargo xtask mutants`: changes one thing of a pure room after the other, and looks whether a test notices.
//!
//! The report is `docs/mutation-testing.md`. It takes hours, so it is no part of `test`: run a room, or a share of it.

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// What `cargo xtask mutants` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The room; one of otp, protocol, vault, authenticator and identity; without it, one after the other.
    room: Option<String>,
    /// A share of its mutants, such as `0/8`: every eighth, so that it is a fair sample.
    #[arg(long)]
    shard: Option<String>,
}

/// Runs `cargo mutants` on one room, or all; its lists lie in `target/mutants/<room>`.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    if !step::is_installed("cargo-mutants") {
        return Err(StepError::Needed("install it first: `cargo install cargo-mutants --locked`".into()));
    }
    let workspace = Workspace::read()?;
    let chosen: Vec<_> =
        ROOMS.into_iter().filter(|room| arguments.room.as_ref().is_none_or(|name| name == room)).collect();
    if chosen.is_empty() {
        return Err(StepError::Needed(format!("the rooms are: {}", ROOMS.join(", "))));
    }
    let mut is_whole = true;
    for room in chosen {
        let mut cargo = workspace.cargo(&["mutants", "--package", room]);
        cargo.arg("--output").arg(workspace.target.join("mutants").join(room));
        if let Some(shard) = &arguments.shard {
            cargo.args(["--shard", shard, "--sharding", "round-robin"]);
        }
        // It ends with a failure when a mutant was missed; the next room is looked at all the same.
        is_whole &= match step::run(&mut cargo) {
            Ok(()) => true,
            Err(StepError::Ended { .. }) => false,
            Err(error) => return Err(error),
        };
    }
    if is_whole { Ok(()) } else { Err(StepError::Needed("some mutants were not caught; they are named above".into())) }
}

const ROOMS: [&str; 5] = ["otp", "protocol", "vault", "authenticator", "identity"];
