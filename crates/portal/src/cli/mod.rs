//! The `segl-portal` command.

mod audit;
mod closing;
mod demo;
mod keys;
mod log;
mod manual;
mod open;
mod open_files;
mod output;
mod private_files;
mod restore_check;
mod serve;
mod signal;
mod token;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use identity::actor::{Actor, PersonName};

use self::output::Output;

/// Segl's portal: enrolment, login and self-service on one machine.
#[derive(Debug, Parser)]
#[command(name = "segl-portal", version, about)]
struct Cli {
    /// Answer in JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the portal.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Run a portal to try out, on this machine alone, with one user and mail in a folder.
    Demo {
        /// Where keys, database and mail are kept.
        #[arg(long, default_value = ".segl-demo")]
        data: PathBuf,
        /// The port on localhost.
        #[arg(long, default_value_t = 8080)]
        port: u16,
    },
    /// Accounts.
    #[command(subcommand)]
    User(user::Command),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// The portal's own keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Soft tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// After the database was put back from a backup: which soft tokens are older than the rollback journal says? Stop the portal first.
    RestoreCheck {
        #[command(flatten)]
        todo: restore_check::Todo,
        /// Rollback journals of other nodes of this portal.
        #[arg(long = "journal")]
        journals: Vec<PathBuf>,
        #[command(flatten)]
        which: Which,
    },
    /// Print the completions of a shell: bash, zsh, fish, elvish or powershell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual pages into a folder, for packages.
    #[command(hide = true)]
    Manual {
        /// The folder.
        folder: PathBuf,
    },
}

/// Which portal a command is about.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Which {
    /// The configuration file of the portal.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The data folder of a demo.
    #[arg(long)]
    demo: Option<PathBuf>,
}

/// Who runs the command, by the operating system's name for the person; the audit log names them.
fn person() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    name.unwrap_or_else(|| "root".to_owned())
}

/// Whoever runs the command, as the service desk.
fn desk() -> Actor {
    Actor::Desk(PersonName::from_text(&person()))
}

/// Whoever runs the command, as an administrator of the portal.
fn administrator() -> Actor {
    Actor::Administrator(PersonName::from_text(&person()))
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    private_files::make_private();
    let output = Output { json: cli.json };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output.failed(&error),
    };
    runtime.block_on(async {
        let done: Result<(), Box<Failure>> = match cli.command {
            Command::Serve { config } => serve::run(output, &config).await.map_err(Into::into),
            Command::Demo { data, port } => demo::run(output, data, port).await.map_err(Into::into),
            Command::User(command) => user::run(output, command).await.map_err(Into::into),
            Command::Audit(command) => audit::run(output, command).await.map_err(Into::into),
            Command::Keys(command) => keys::run(output, command).await.map_err(Into::into),
            Command::Token(command) => token::run(output, command).await.map_err(Into::into),
            Command::RestoreCheck { todo, journals, which } => {
                restore_check::run(output, journals, todo, &which).await.map_err(Into::into)
            }
            Command::Completions { shell } => manual::completions(shell).map_err(Into::into),
            Command::Manual { folder } => manual::pages(&folder).map_err(Into::into),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => output.failed(&*error),
        }
    })
}

/// What any command may fail with; told in full, then the process ends.
type Failure = dyn std::error::Error + Send + Sync;

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn command_is_refused_when_it_does_not_say_which_portal() {
        assert!(Cli::try_parse_from(["segl-portal", "user", "list"]).is_err());
        assert!(Cli::try_parse_from(["segl-portal", "user", "list", "--demo", "d", "--json"]).is_ok());
    }

    #[test]
    fn token_is_named_by_its_id_when_that_begins_with_a_hyphen() {
        for command in ["lost", "delete", "enable", "disable"] {
            let id = "-_AAAAAAAAAAAAAAAAAAAA";
            let read =
                |arguments: &[&str]| Cli::try_parse_from([&["segl-portal", "token", command], arguments].concat());
            assert!(read(&[id, "--demo", "d"]).is_ok() && read(&["--demo", "d", id]).is_ok(), "{command}");
            assert!(read(&["--no-such-option", "--demo", "d"]).is_err(), "{command}");
        }
    }
}
