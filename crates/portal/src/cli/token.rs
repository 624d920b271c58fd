//! `segl-portal token`: soft tokens.

use clap::Subcommand;
use identity::ports::{Store, StoreError, TokenRows};
use identity::token::{self, ChangeTokenError, Destruction, Token, TokenState};
use identity::user::{self, User};
use protocol::TokenId;
use serde_json::{Value, json};

use super::Which;
use super::open::{OpenPortalError, open_which};
use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the soft tokens of all accounts, or of one.
    List {
        /// Only those of this user name.
        #[arg(long)]
        user: Option<String>,
        #[command(flatten)]
        which: Which,
    },
    /// Switch a soft token off; its owner can switch it on again.
    Disable {
        /// The id that `token list` shows.
        token: TokenId,
        #[command(flatten)]
        which: Which,
    },
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum TokenCommandError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error("there is no such soft token")]
    Unknown,
    #[error(transparent)]
    Change(#[from] ChangeTokenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), TokenCommandError> {
    match command {
        Command::List { user: wanted, which } => {
            let state = open_which(&which).await?;
            let mut found = Vec::new();
            for user in user::list(&state.database).await? {
                if wanted.as_deref().is_none_or(|wanted| wanted == user.name.as_str()) {
                    let tokens = token::list(&state.database, user.id).await?;
                    found.extend(tokens.into_iter().map(|token| (user.clone(), token)));
                }
            }
            let lines: Vec<String> = found.iter().map(|(user, token)| line(user, token)).collect();
            output.say(&lines.join("\n"), &found.iter().map(|(user, token)| view(user, token)).collect());
        }
        Command::Disable { token: id, which } => {
            let state = open_which(&which).await?;
            let found = state.database.read().await?.token(id).await?.ok_or(TokenCommandError::Unknown)?;
            token::suspend(&state.database, state.now(), found.user, id).await?;
            output
                .say(&format!("{} is disabled.", found.name), &json!({ "token": id.to_string(), "state": "disabled" }));
        }
    }
    Ok(())
}

fn line(user: &User, token: &Token) -> String {
    format!("{}\t{}\t{}\t{}", token.id, user.name, state(token), token.name)
}

fn view(user: &User, token: &Token) -> Value {
    json!({
        "token": token.id.to_string(),
        "user_name": user.name.as_str(),
        "state": state(token),
        "name": token.name,
        "created": token.created.0,
        "last_used": token.last_used.map(|used| used.0),
    })
}

fn state(token: &Token) -> &'static str {
    match token.state {
        TokenState::Pending { .. } => "pending",
        TokenState::Active => "active",
        TokenState::Suspended => "disabled",
        TokenState::Destroyed(Destruction::Pin) => "locked",
        TokenState::Destroyed(_) => "deleted",
    }
}
