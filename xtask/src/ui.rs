//! The screens: npm, and the scripts of ui/package.json.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Installs the screens' packages when the lock file is newer than what is installed.
pub(crate) fn install(workspace: &Workspace) -> Result<(), StepError> {
    let ui = workspace.root.join("ui");
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&ui.join("package-lock.json")) {
        return npm(workspace, &["ci", "--no-audit", "--no-fund"]);
    }
    Ok(())
}

/// Builds the screens into ui/dist, from where the app takes them in.
pub(crate) fn build(workspace: &Workspace) -> Result<(), StepError> {
    install(workspace)?;
    script(workspace, "build")
}

/// Lints, types and unit tests.
pub(crate) fn check(workspace: &Workspace) -> Result<(), StepError> {
    install(workspace)?;
    ["lint", "check", "test"].into_iter().try_for_each(|name| script(workspace, name))
}

fn script(workspace: &Workspace, name: &str) -> Result<(), StepError> {
    npm(workspace, &["run", "--silent", name])
}

fn npm(workspace: &Workspace, arguments: &[&str]) -> Result<(), StepError> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    step::run(step::command(program, arguments).current_dir(workspace.root.join("ui")))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
