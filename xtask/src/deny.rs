//! cargo-deny, as `deny.toml` says: licences, sources, crates that may not be there, and known weaknesses.

use std::path::Path;
use std::process::Command;

use crate::step::{self, StepError};
use crate::tools;
use crate::workspace::Workspace;

/// Checks every dependency. Known weaknesses are looked up where their database can be had; everything else needs nothing
/// from outside.
pub(crate) fn check(workspace: &Workspace) -> Result<(), StepError> {
    let program = tools::install(workspace, "cargo-deny")?;
    step::run(deny(workspace, &program).args(["check", "licenses", "bans", "sources"]))?;
    if step::ask(deny(workspace, &program).args(["fetch", "db"])).is_none() {
        println!("Known weaknesses were not looked up: https://github.com/RustSec/advisory-db cannot be reached.");
        return Ok(());
    }
    step::run(deny(workspace, &program).args(["--offline", "check", "advisories"]))
}

fn deny(workspace: &Workspace, program: &Path) -> Command {
    let mut command = step::command(&program.to_string_lossy(), &[]);
    command.current_dir(&workspace.root);
    command
}
