//! The project's own commands: `cargo xtask --help`.

mod bench;
mod check;
mod counts;
mod coverage;
mod cross;
mod demo;
mod deny;
mod fuzz;
mod generate;
mod manuals;
mod mutants;
mod packages;
mod privacyidea;
mod python;
mod screenshots;
mod session;
mod step;
mod test;
mod tools;
mod ui;
mod verifpal;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use step::StepError;

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// The fast loop: format, lints, unit tests, the screens' types, lints and unit tests.
    Check,
    /// Everything, on a fresh Debian or Ubuntu machine with Rust and Node: installs, builds, tests.
    Test(test::Arguments),
    /// The portal and the app on this computer, to try: installs, builds, starts, says what to do next.
    Demo(demo::Arguments),
    /// Makes the pictures of every screen in docs/screenshots.
    Screenshots,
    /// Compiles for Windows, macOS and Android, and runs the pure rooms' tests under Wine. Debian only; takes long.
    Cross(cross::Arguments),
    /// Measures; prints and never judges. Without a name, every benchmark.
    Bench(bench::Arguments),
    /// Fuzzes the places where bytes from outside come in; needs a nightly compiler and cargo-fuzz.
    Fuzz(fuzz::Arguments),
    /// Changes the pure rooms one thing at a time, and looks whether a test notices; takes hours, needs cargo-mutants.
    Mutants(mutants::Arguments),
    /// Counts the lines of the pure rooms that tests come to; needs LLVM's programs of the compiler's version.
    Coverage,
    /// Makes the generated files anew, and fails when one differs from what is committed.
    Generate,
    /// Writes manual pages and shell completions of `segl` and `segl-portal`, for packages.
    Manuals(manuals::Arguments),
}

fn main() -> ExitCode {
    if let Some(compiled) = coverage::compile() {
        return compiled;
    }
    let done = match Task::parse() {
        Task::Check => check::run(),
        Task::Test(arguments) => test::run(&arguments),
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Screenshots => screenshots::run(),
        Task::Cross(arguments) => cross::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Coverage => coverage::run(),
        Task::Fuzz(arguments) => fuzz::run(&arguments),
        Task::Mutants(arguments) => mutants::run(&arguments),
        Task::Generate => generate::run(),
        Task::Manuals(arguments) => manuals::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {}", say(&error));
            ExitCode::FAILURE
        }
    }
}

fn say(error: &StepError) -> String {
    let mut sentence = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        sentence.push_str(": ");
        sentence.push_str(&cause.to_string());
        source = cause.source();
    }
    sentence
}
