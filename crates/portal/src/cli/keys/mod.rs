//! `segl-portal keys`: the portal's own keys.

mod challenge;
mod encryption;
mod show;

use clap::Subcommand;

use self::challenge::RotateChallengeError;
use self::encryption::RotateEncryptionError;
use self::show::ShowKeysError;
use crate::cli::Which;
use crate::cli::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the keys that sign challenges: which one signs, how old they are, how many soft tokens know them.
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// Replace a key by a new one, while the portal runs.
    #[command(subcommand)]
    Rotate(Rotate),
}

#[derive(Debug, Subcommand)]
pub(super) enum Rotate {
    /// The key that signs challenges. Without --switch or --retire: make a new key, which the devices learn with their next
    /// question.
    Challenge {
        /// Let the new key sign, once every soft token in use knows it.
        #[arg(long, conflicts_with = "retire")]
        switch: bool,
        /// Drop the old key, once every soft token in use knows the new one.
        #[arg(long)]
        retire: bool,
        /// Go on although some soft tokens do not know the new key: they can be used again after they asked the portal while
        /// the old key is still there; later, only a new enrolment helps.
        #[arg(long)]
        without_the_rest: bool,
        #[command(flatten)]
        which: Which,
    },
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
    Show(#[from] ShowKeysError),
    #[error(transparent)]
    Challenge(#[from] RotateChallengeError),
    #[error(transparent)]
    Encryption(#[from] RotateEncryptionError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), KeysError> {
    match command {
        Command::Show { which } => Ok(show::run(output, &which).await?),
        Command::Rotate(Rotate::Challenge { switch, retire, without_the_rest, which }) => {
            let step = challenge::Step::of(switch, retire);
            Ok(challenge::run(output, step, without_the_rest, &which).await?)
        }
        Command::Rotate(Rotate::Encryption { one_step, which }) => {
            Ok(encryption::rotate(output, one_step, &which).await?)
        }
    }
}
