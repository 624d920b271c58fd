//! Verifpal, which no system package has: built once, into the target folder.

use std::env;
use std::path::PathBuf;

use crate::step::{self, StepError};
use crate::tools;
use crate::workspace::Workspace;

/// Where Verifpal is, after it was built where it was missing: two minutes of one processor.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf, StepError> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let program = workspace.target.join("tools/bin").join(format!("verifpal{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        // It asks for a later Rust than it needs.
        step::run(tools::compiling(workspace, "verifpal", VERSION).arg("--ignore-rust-version"))?;
    }
    Ok(program)
}

/// What `tests/models` finds it by.
pub(crate) const VARIABLE: &str = "SEGL_VERIFPAL";

const VERSION: &str = "1.6.7";
