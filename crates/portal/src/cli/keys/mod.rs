//! `segl-portal keys`: the portal's own keys.

mod encryption;

use clap::Subcommand;

use self::encryption::RotateEncryptionError;
use crate::cli::Which;
use crate::cli::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Replace a key by a new one, while the portal runs.
    #[command(subcommand)]
    Rotate(Rotate),
}

#[derive(Debug, Subcommand)]
pub(super) enum Rotate {
    /// The key that every secret in the database is sealed under. It can be stopped at any time and run again.
    Encryption {
        /// Take one step and end, for a portal on several hosts: copy the key file to each of them, then run it again.
        #[arg(long)]
        one_step: bool,
        #[command(flatten)]
        which: Which,
    },
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeysError {
    #[error(transparent)]
    Encryption(#[from] RotateEncryptionError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), KeysError> {
    match command {
        Command::Rotate(Rotate::Encryption { one_step, which }) => {
            Ok(encryption::rotate(output, one_step, &which).await?)
        }
    }
}
