//! `cargo xtask check`: the fast loop.

use crate::step::{self, StepError};
use crate::workspace::Workspace;
use crate::{deny, ui};

/// Formats, lints, unit tests; then the screens.
pub(crate) fn run() -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    ui::build(&workspace)?;
    lints(&workspace)?;
    step::run(workspace.cargo(&["test", "--quiet", "--lib", "--bins"]).args(workspace.whole()))?;
    step::run(&mut workspace.cargo(&["test", "--quiet", "--package", "segl-tests", "--test", "architecture"]))?;
    ui::check(&workspace)
}

/// What can be said without running anything.
pub(crate) fn lints(workspace: &Workspace) -> Result<(), StepError> {
    step::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))?;
    deny::check(workspace)?;
    let deny_warnings = ["--", "--deny", "warnings"];
    step::run(workspace.cargo(&["clippy", "--all-targets"]).args(workspace.whole()).args(deny_warnings))?;
    documentation(workspace)
}

/// Whether what the documentation links to is there.
fn documentation(workspace: &Workspace) -> Result<(), StepError> {
    // With examples, cargo chooses the features that clippy's call had; without, it would check half of all crates again.
    let what = ["--no-deps", "--document-private-items", "--lib", "--bins", "--examples"];
    let mut cargo = workspace.cargo(&["doc", "--quiet"]);
    step::run(cargo.args(what).args(workspace.whole()).env("RUSTDOCFLAGS", "--deny warnings"))
}
