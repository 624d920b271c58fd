//! `segl-portal user`: accounts.

use clap::Subcommand;
use identity::account::user::{self, CreateUserError, EmailAddressError, User, UserNameError};
use identity::store::StoreError;
use serde_json::{Value, json};

use crate::cli::Which;
use crate::cli::open::{OpenPortalError, open_which};
use crate::cli::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account.
    Add {
        /// What the employee types to log in.
        user_name: String,
        /// The employee's name.
        #[arg(long)]
        name: String,
        /// The employee's e-mail address.
        #[arg(long)]
        mail: String,
        #[command(flatten)]
        which: Which,
    },
    /// List the accounts.
    List {
        #[command(flatten)]
        which: Which,
    },
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserCommandError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Name(#[from] UserNameError),
    #[error(transparent)]
    Mail(#[from] EmailAddressError),
    #[error(transparent)]
    Create(#[from] CreateUserError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), UserCommandError> {
    match command {
        Command::Add { user_name, name, mail, which } => {
            let (user_name, mail) = (user_name.parse()?, mail.parse()?);
            let state = open_which(&which).await?;
            let user = user::create(&state.database, state.now(), &mut state.entropy(), user_name, name, mail).await?;
            output.say(&format!("{} is ready to log in.", user.name), &view(&user));
        }
        Command::List { which } => {
            let state = open_which(&which).await?;
            let users = user::list(&state.database).await?;
            let lines: Vec<String> = users.iter().map(line).collect();
            output.say(&lines.join("\n"), &users.iter().map(view).collect());
        }
    }
    Ok(())
}

fn line(user: &User) -> String {
    format!("{}\t{}\t{}", user.name, user.display_name, user.email.as_str())
}

fn view(user: &User) -> Value {
    json!({
        "user_name": user.name.as_str(),
        "name": user.display_name,
        "mail": user.email.as_str(),
        "created": user.created.0,
    })
}
