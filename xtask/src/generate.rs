//! `cargo xtask generate`: files that come out of the code.

use crate::step::{self, StepError};
use crate::workspace::Workspace;

/// Runs every generator, then asks git whether anything differs from what is committed.
///
/// A generator is an ignored test named `generate_…` that writes its file. Everything it writes depends on the code
/// alone, so that a second run writes the same.
pub(crate) fn run() -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    step::run(workspace.cargo(&["test", "--quiet"]).args(workspace.whole()).args(["--", "--ignored", "generate_"]))?;
    let mut difference = step::command("git", &["diff", "--exit-code", "--stat", "--"]);
    step::run(difference.args(GENERATED).current_dir(&workspace.root))
}

/// Where generated files lie.
const GENERATED: [&str; 3] = ["ui/src/lib/host", "ui/src/lib/i18n", "tests/vectors"];
