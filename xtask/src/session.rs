//! A desktop session for what is run: `segl-session` of the package `segl-tests`.

use std::process::Command;

use crate::step::{self, StepError};
use crate::workspace::{Profile, Workspace};

/// Builds everything, and returns a call of the program that opens sessions, to which the program inside is added.
///
/// Inside there are a session bus, an unlocked keyring, a home folder and a screen, all new and all gone afterwards.
/// Without Linux there is nothing to open, and the program runs as it is.
pub(crate) fn around(workspace: &Workspace, profile: Profile, program: &str) -> Result<Command, StepError> {
    workspace.build(profile)?;
    if !cfg!(target_os = "linux") {
        let mut command = step::command(program, &[]);
        command.current_dir(&workspace.root);
        return Ok(command);
    }
    let mut session = Command::new(workspace.binary("segl-session", profile));
    session.arg(program).current_dir(&workspace.root);
    step::without_own_package(&mut session);
    Ok(session)
}
