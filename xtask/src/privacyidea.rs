//! privacyIDEA, a server of another house, which takes Segl's codes in a journey: installed once, into the target folder.

use std::env;
use std::path::PathBuf;

use crate::python;
use crate::step::StepError;
use crate::workspace::Workspace;

/// Where its Python environment is, after it was made where it was missing: half a gigabyte, and a minute.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf, StepError> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let environment = workspace.target.join("tools/privacyidea");
    python::environment(&environment, &workspace.root.join("tests/support/privacyidea/requirements.txt"))?;
    Ok(environment)
}

/// What `tests/journeys/privacyidea.rs` finds it by.
pub(crate) const VARIABLE: &str = "SEGL_PRIVACYIDEA";

/// The test that needs it.
pub(crate) const JOURNEY: &str = "a_running_privacyidea";
