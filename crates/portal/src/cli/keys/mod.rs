//! `segl-portal keys`: the portal's own keys.

mod challenge;
mod show;

use clap::Subcommand;

use self::challenge::RotateChallengeError;
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
    /// Replace a key, in steps that may be repeated, while the portal runs.
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
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeysCommandError {
    #[error(transparent)]
    Show(#[from] ShowKeysError),
    #[error(transparent)]
    Challenge(#[from] RotateChallengeError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), KeysCommandError> {
    match command {
        Command::Show { which } => show::run(output, &which).await.map_err(Into::into),
        Command::Rotate(Rotate::Challenge { switch, retire, without_the_rest, which }) => {
            let step = challenge::Step::of(switch, retire);
            challenge::run(output, step, without_the_rest, &which).await.map_err(Into::into)
        }
    }
}
