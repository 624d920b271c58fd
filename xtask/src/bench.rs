//! `cargo xtask bench`: figures for docs/benchmarks.md. They are printed; nothing is asserted.

use crate::step::{self, StepError};
use crate::workspace::{Profile, Workspace};
use crate::{session, ui};

/// What `cargo xtask bench` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The benchmark to run.
    name: Option<String>,
}

/// Runs one benchmark, or all.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    let all = workspace.targets("bench");
    let chosen: Vec<_> =
        all.iter().filter(|(_, bench)| arguments.name.as_ref().is_none_or(|name| name == bench)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = all.iter().map(|(_, bench)| bench.as_str()).collect();
        return Err(StepError::Needed(format!("the benchmarks are: {}", names.join(", "))));
    }
    ui::build(&workspace)?;
    for (_, bench) in chosen {
        let mut cargo = session::around(&workspace, Profile::Release, "cargo")?;
        step::run(cargo.arg("bench").args(workspace.whole()).args(["--bench", bench]))?;
    }
    Ok(())
}
