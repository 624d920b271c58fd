//! One file for each thing that `segl` does.

mod add;
mod add_entrust;
mod add_key;
mod add_several;
mod add_source;
mod add_two_step;
mod add_typed;
mod answer;
mod approvals;
mod arrange;
mod code;
mod doctor;
mod export;
mod identities;
mod import;
mod login;
mod manual;
mod pin;
mod presence;
mod qr;

use crate::{
    arguments::{Command, Qr},
    failure::CliError,
    shell::Shell,
};

/// Does what was asked.
pub(crate) fn run(shell: &Shell, command: Command) -> Result<(), CliError> {
    match command {
        Command::Add(arguments) => add::run(shell, &arguments),
        Command::List => identities::list(shell),
        Command::Code(arguments) => code::run(shell, &arguments),
        Command::Import(arguments) => import::run(shell, &arguments),
        Command::Export(arguments) => export::run(shell, &arguments),
        Command::Pin(arguments) => pin::change(shell, &arguments),
        Command::Reconnect(arguments) => pin::reconnect(shell, &arguments),
        Command::Presence(command) => presence::run(shell, &command),
        Command::Approvals => approvals::run(shell),
        Command::Login(arguments) => login::run(shell, &arguments),
        Command::Approve(arguments) => answer::approve(shell, &arguments),
        Command::Deny(arguments) => answer::deny(shell, &arguments),
        Command::Watch => approvals::watch(shell),
        Command::Qr(Qr::Decode(arguments)) => qr::decode(shell, arguments),
        Command::Doctor => doctor::run(shell),
        Command::Rename(arguments) => identities::rename(shell, &arguments),
        Command::Arrange(arguments) => arrange::run(shell, &arguments),
        Command::Remove(arguments) => identities::remove(shell, &arguments),
        Command::Erase(arguments) => identities::erase(shell, &arguments),
        Command::Completions { shell } => manual::completions(shell),
        Command::Manual { folder } => manual::pages(&folder),
    }
}
