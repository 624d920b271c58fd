//! Verifpal, which no system package has: built once, into the target folder.

use std::env;
use std::path::PathBuf;

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Where Verifpal is, after it was built where it was missing: two minutes of one processor.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf, StepError> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let tools = workspace.target.join("tools");
    let program = tools.join("bin").join(format!("verifpal{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        // It asks for a later Rust than it needs.
        let mut cargo =
            workspace.cargo(&["install", "verifpal", "--version", VERSION, "--locked", "--ignore-rust-version"]);
        // Its release profile spends most of its time on linking; nothing here needs that.
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        step::run(cargo.env("CARGO_TARGET_DIR", tools.join("build")).arg("--root").arg(&tools))?;
    }
    Ok(program)
}

/// What `tests/models` finds it by.
pub(crate) const VARIABLE: &str = "SEGL_VERIFPAL";

const VERSION: &str = "1.6.7";
