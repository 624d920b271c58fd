//! privacyIDEA, a server of another house, which takes Segl's codes in a journey: installed once, into the target folder.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Where its Python environment is, after it was made where it was missing: half a gigabyte, and a minute.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf, StepError> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let environment = workspace.target.join("tools/privacyidea");
    let wanted = workspace.root.join("tests/support/privacyidea/requirements.txt");
    let (wanted_text, installed) = (fs::read(&wanted).unwrap_or_default(), environment.join("installed.txt"));
    if fs::read(&installed).is_ok_and(|installed| installed == wanted_text) {
        return Ok(environment);
    }
    step::run(step::command("python3", &["-m", "venv", "--clear"]).arg(&environment))?;
    let mut pip = step::command(&environment.join("bin/pip").to_string_lossy(), &["install", "--no-input", "--quiet"]);
    step::run(pip.args(["--disable-pip-version-check", "--requirement"]).arg(&wanted))?;
    fs::write(&installed, wanted_text)
        .map_err(|source| StepError::File { what: format!("{} cannot be written", installed.display()), source })?;
    Ok(environment)
}

/// What `tests/journeys/privacyidea.rs` finds it by.
pub(crate) const VARIABLE: &str = "SEGL_PRIVACYIDEA";

/// The test that needs it.
pub(crate) const JOURNEY: &str = "a_running_privacyidea";
