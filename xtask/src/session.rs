//! A desktop session for what is run: `segl-session` of the package `segl-tests`.

use std::process::Command;

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Builds the program that opens sessions, and returns a call of it to which the program inside is added.
///
/// Inside there are a session bus, an unlocked keyring, a home folder and a screen, all new and all gone afterwards.
/// Without Linux there is nothing to open, and the program runs as it is.
pub(crate) fn around(workspace: &Workspace, program: &str) -> Result<Command, StepError> {
    if !cfg!(target_os = "linux") {
        return Ok(step::command(program, &[]));
    }
    let mut build = workspace.cargo(&["build", "--bins"]);
    step::run(build.args(workspace.whole()))?;
    let mut session = Command::new(workspace.binary("segl-session"));
    session.arg(program).current_dir(&workspace.root);
    Ok(session)
}
