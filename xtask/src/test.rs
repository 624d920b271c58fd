//! `cargo xtask test`: everything.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::step::{self, StepError};
use crate::workspace::{Profile, Workspace};
use crate::{check, packages, privacyidea, session, ui, verifpal};

/// What `cargo xtask test` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Install missing system packages without asking.
    #[arg(long)]
    yes: bool,
    /// Run only the tests whose name contains this.
    filter: Option<String>,
}

/// Installs, builds, and runs every test.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    // 1. What the system must have.
    packages::install(&[packages::COMPILER, packages::WINDOW, packages::TEST], arguments.yes)?;
    packages::install_browser(arguments.yes)?;
    // 2. What can be said without running anything, and the screens: the app takes them in.
    let workspace = Workspace::read()?;
    ui::build(&workspace)?;
    ui::check(&workspace)?;
    check::lints(&workspace)?;
    let verifpal = verifpal::install(&workspace)?;
    let privacyidea = privacyidea::install(&workspace);
    // 3. Every program, then every test, in a session of its own.
    let mut cargo = session::around(&workspace, Profile::Dev, "cargo")?;
    cargo.args(["test", "--no-fail-fast"]).args(workspace.whole()).args(&arguments.filter);
    cargo.env(verifpal::VARIABLE, verifpal);
    match &privacyidea {
        Ok(environment) => cargo.env(privacyidea::VARIABLE, environment),
        Err(_) => cargo.args(["--", "--skip", privacyidea::JOURNEY]),
    };
    let tally = counted(&mut cargo)?;
    println!("\n{tally}");
    if let Err(error) = privacyidea {
        println!("Left out: {}, because privacyIDEA could not be installed: {error}.", privacyidea::JOURNEY);
    }
    if tally.is_ok { Ok(()) } else { Err(StepError::Needed("tests failed; their names are above".into())) }
}

/// Runs cargo, shows what it says as it comes, and adds up the results of the test programs.
fn counted(cargo: &mut Command) -> Result<Tally, StepError> {
    println!("\n$ {}", step::show(cargo));
    let mut child = cargo.stdout(Stdio::piped()).spawn().map_err(|source| step::not_started(cargo, source))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            tally.add(&line);
        }
    }
    let status = child.wait().map_err(|source| step::not_started(cargo, source))?;
    tally.is_ok = status.success();
    Ok(tally)
}

/// The sum of cargo's lines `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
#[derive(Debug, Default)]
struct Tally {
    is_ok: bool,
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    fn add(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|line| line.split_once(". ")) else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ').map(|(number, what)| (number.parse().unwrap_or(0), what)) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                Some((number, "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.is_ok { "ok" } else { "FAILED" };
        write!(out, "test result: {verdict}. {} passed; {} failed; {} ignored", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tally_adds_up_the_results_of_test_programs() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.52s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.52s",
        ] {
            tally.add(line);
        }
        assert_eq!(tally.to_string(), "test result: FAILED. 13 passed; 2 failed; 1 ignored");
    }
}
