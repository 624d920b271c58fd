//! The `segl` command: every thing the app can do, on the same vault, for terminals and scripts.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod failure;
mod language;
mod secrets;
mod sentences;
mod shell;
mod terminal;

use std::{env, process::ExitCode};

use authenticator::Code;
use clap::{Parser as _, error::ErrorKind};

use crate::{arguments::Arguments, failure::CliError, shell::Shell};

fn main() -> ExitCode {
    device::memory::protect();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misunderstood(&error),
    };
    let shell = Shell::new(arguments.json);
    match commands::run(&shell, arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => shell.fail(&error),
    }
}

/// Help, the version, or a command line that makes no sense; the last is told to programs as well.
fn misunderstood(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return ExitCode::SUCCESS;
    }
    if env::args_os().any(|argument| argument == "--json") {
        let _ = shell::line(&CliError::from(Code::Usage).to_json().to_string());
    }
    ExitCode::from(CliError::from(Code::Usage).exit_code())
}
