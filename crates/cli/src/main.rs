//! The `segl` command: every thing the app can do, on the same vault, for terminals and scripts.
#![forbid(unsafe_code)]

mod arguments;
mod commands;
mod failure;
mod language;
mod secrets;
mod sentences;
mod shell;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{arguments::Arguments, shell::Shell};

fn main() -> ExitCode {
    device::memory::protect();
    let arguments = Arguments::parse();
    let shell = Shell::new(arguments.json);
    match commands::run(&shell, arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => shell.fail(&error),
    }
}
