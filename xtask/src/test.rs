//! `cargo xtask test`: everything.
//!
//! cargo-nextest runs the tests, as `.config/nextest.toml` says: those of all programs side by side, where `cargo test`
//! runs one program after the other and waits for the slowest test of each. And it ends a test that hangs.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

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
    /// What takes hours, in place of its shorter form: a million cases of each property, 10,000 kills, 50,000 devices that
    /// wait, and every journey on both databases.
    #[arg(long)]
    long: bool,
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
    counts.run(&mut tests.all()?)?;
    if arguments.long {
        counts.run(&mut tests.journeys_on_postgresql()?)?;
    }
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

    /// Every test of every room.
    fn all(&self) -> Result<Command, StepError> {
        self.nextest(&[])
    }

    /// The journeys once more, on the other database.
    fn journeys_on_postgresql(&self) -> Result<Command, StepError> {
        let mut journeys = self.nextest(&["--test", "journeys"])?;
        journeys.env(DATABASE, "postgresql");
        Ok(journeys)
    }

    /// Examples of the documentation, which nextest does not know.
    fn examples(&self) -> Command {
        let mut cargo = self.workspace.cargo(&["test", "--doc", "--no-fail-fast"]);
        cargo.args(self.workspace.whole()).args(&self.arguments.filter);
        cargo
    }

    /// A call of nextest in a desktop session of its own.
    fn nextest(&self, which: &[&str]) -> Result<Command, StepError> {
        let mut call = session::around(self.workspace, Profile::Dev, &self.nextest.to_string_lossy())?;
        call.args(["nextest", "run", "--no-tests", "warn", "--test-threads", &threads().to_string()])
            .args(self.workspace.whole())
            .args(which);
        if self.arguments.long {
            call.args(["--profile", "long"]).env(LONG, "1");
        }
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

/// More than processors: in journeys and on screens, one program mostly waits for another.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_mul(3).div_ceil(2)
}

/// Tells tests that time does not matter.
const LONG: &str = "SEGL_LONG";

/// Tells portals which database they are on where a test does not care.
const DATABASE: &str = "SEGL_DATABASE";
