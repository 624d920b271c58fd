//! Environments of Python packages, in the target folder: made once, and again when what is wanted in one has changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{self, StepError};

/// Makes an environment of the pinned packages of a requirements file, and returns where its programs are.
pub(crate) fn environment(folder: &Path, requirements: &Path) -> Result<PathBuf, StepError> {
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let (wanted, installed) = (fs::read(requirements).unwrap_or_default(), folder.join("installed.txt"));
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    step::run(step::command(python, &["-m", "venv", "--clear"]).arg(folder))?;
    let mut pip = step::command(&programs.join("pip").to_string_lossy(), &["install", "--no-input", "--quiet"]);
    step::run(pip.args(["--disable-pip-version-check", "--requirement"]).arg(requirements))?;
    fs::write(&installed, wanted)
        .map_err(|source| StepError::File { what: format!("{} cannot be written", installed.display()), source })?;
    Ok(programs)
}
