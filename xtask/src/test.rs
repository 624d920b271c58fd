//! `cargo xtask test`: everything.
//!
//! cargo-nextest runs the tests, as `.config/nextest.toml` says: those of all programs side by side, where `cargo test`
//! runs one program after the other and waits for the slowest test of each. And it ends a test that hangs.

use std::path::PathBuf;
use std::process::Command;

use crate::counts::Counts;
use crate::step::StepError;
use crate::workspace::{Profile, Workspace};
use crate::{check, packages, privacyidea, session, tools, ui, verifpal};

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
    // 3. Every program, then every test.
    let tests = Tests::prepare(&workspace, arguments)?;
    let mut counts = Counts::default();
    counts.run(&mut tests.nextest()?)?;
    counts.run(&mut tests.examples())?;
    println!("\n{counts}");
    if let Err(error) = &tests.privacyidea {
        println!("Left out: {}, because privacyIDEA could not be installed: {error}.", privacyidea::JOURNEY);
    }
    if counts.is_ok() { Ok(()) } else { Err(StepError::Needed("tests failed; their names are above".into())) }
}

/// How tests are run, and what they are told.
struct Tests<'run> {
    workspace: &'run Workspace,
    arguments: &'run Arguments,
    nextest: PathBuf,
    verifpal: PathBuf,
    /// Why not, where it could not be installed.
    privacyidea: Result<PathBuf, StepError>,
}

impl<'run> Tests<'run> {
    fn prepare(workspace: &'run Workspace, arguments: &'run Arguments) -> Result<Self, StepError> {
        let nextest = tools::install(workspace, "cargo-nextest")?;
        let verifpal = verifpal::install(workspace)?;
        Ok(Self { workspace, arguments, nextest, verifpal, privacyidea: privacyidea::install(workspace) })
    }

    /// Examples of the documentation, which nextest does not know.
    fn examples(&self) -> Command {
        let mut cargo = self.workspace.cargo(&["test", "--doc", "--no-fail-fast"]);
        cargo.args(self.workspace.whole()).args(&self.arguments.filter);
        cargo
    }

    /// A call of nextest in a desktop session of its own.
    fn nextest(&self) -> Result<Command, StepError> {
        let mut call = session::around(self.workspace, Profile::Dev, &self.nextest.to_string_lossy())?;
        call.args(["nextest", "run", "--no-tests", "warn"]).args(self.workspace.whole());
        // What is counted; people read standard error.
        call.args(["--message-format", "libtest-json"]).env("NEXTEST_EXPERIMENTAL_LIBTEST_JSON", "1");
        call.arg("--").args(&self.arguments.filter).env(verifpal::VARIABLE, &self.verifpal);
        match &self.privacyidea {
            Ok(environment) => call.env(privacyidea::VARIABLE, environment),
            Err(_) => call.args(["--skip", privacyidea::JOURNEY]),
        };
        Ok(call)
    }
}
