//! One step of a task: a program that is run, shown before it runs.

use std::io;
use std::process::{Command, ExitStatus, Stdio};

use thiserror::Error;

/// Why a task stopped.
#[derive(Debug, Error)]
pub(crate) enum StepError {
    /// A program is not on this computer.
    #[error("`{program}` does not start")]
    Start { program: String, source: io::Error },
    /// A program ran and failed.
    #[error("`{call}` ended with {status}")]
    Ended { call: String, status: ExitStatus },
    /// A file could not be read or written.
    #[error("{what}")]
    File { what: String, source: io::Error },
    /// `cargo metadata` said something unexpected.
    #[error("the workspace cannot be read")]
    Workspace(#[from] serde_json::Error),
    /// Somebody has to do something first; the text says what.
    #[error("{0}")]
    Needed(String),
}

/// A program with arguments; standard input is empty.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    without_own_package(&mut command);
    command
}

/// Takes away what cargo tells this program of its own package: build scripts (that of `ring`) look at it, and would have
/// half the house compiled anew whenever `cargo xtask` and `cargo` take turns.
pub(crate) fn without_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| OWN_PACKAGE.iter().any(|begins| name.starts_with(begins))) {
            command.env_remove(&name);
        }
    }
}

const OWN_PACKAGE: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// Shows and runs a program; its output is seen as it comes.
pub(crate) fn run(command: &mut Command) -> Result<(), StepError> {
    let call = show(command);
    println!("\n$ {call}");
    let status = command.status().map_err(|source| not_started(command, source))?;
    if status.success() { Ok(()) } else { Err(StepError::Ended { call, status }) }
}

/// Runs a program without showing it and returns what it printed, or nothing when it is missing or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let done = command.stderr(Stdio::null()).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Whether a program can be found.
pub(crate) fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// What could not be started, and why.
pub(crate) fn not_started(command: &Command, source: io::Error) -> StepError {
    StepError::Start { program: command.get_program().to_string_lossy().into_owned(), source }
}

/// A call as it would be typed.
pub(crate) fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
