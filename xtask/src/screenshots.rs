//! `cargo xtask screenshots`: pictures of every screen, made by the tests of the screens.

use crate::step::{self, StepError};
use crate::workspace::{Profile, Workspace};
use crate::{session, ui};

/// Runs the tests of the screens; told where to, they write a picture of each.
pub(crate) fn run() -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    ui::build(&workspace)?;
    let mut cargo = session::around(&workspace, Profile::Dev, "cargo")?;
    cargo.args(["test"]).args(workspace.whole()).args(["--test", "ui"]);
    step::run(cargo.env("SEGL_SCREENSHOTS", workspace.root.join("docs/screenshots")))
}
