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

/// Builds the screens into ui/dist, from where the app takes them in; when they are newer than their sources, they stay, and
/// so does the app that was compiled around them.
pub(crate) fn build(workspace: &Workspace) -> Result<(), StepError> {
    install(workspace)?;
    let ui = workspace.root.join("ui");
    let built = modified(&ui.join("dist/index.html"));
    if built.is_some() && newest(&ui) < built {
        return Ok(());
    }
    script(workspace, "build")
}

/// When a source of the screens, or what they are built with, was last changed.
fn newest(ui: &Path) -> Option<SystemTime> {
    let is_source = |path: &Path| !path.ends_with("dist") && !path.ends_with("node_modules");
    let entries = fs::read_dir(ui).into_iter().flatten().flatten().map(|entry| entry.path());
    let sources = entries.filter(|path| is_source(path));
    let times = sources.map(|path| if path.is_dir() { newest(&path).max(modified(&path)) } else { modified(&path) });
    times.max().flatten().max(modified(&ui.join("node_modules/.package-lock.json")))
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
