//! `segl-portal token`: soft tokens.

use std::sync::Arc;

use clap::Subcommand;
use identity::account::user::{self, User};
use identity::actor::Authority;
use identity::credential::token::TokenRows;
use identity::credential::token::{self, ChangeTokenError, Closer, Destruction, Factor, Token, TokenState};
use identity::issuer::Issuer;
use identity::notice::Notice;
use identity::store::{Store, StoreError};
use protocol::enrolment::KeyStore;
use protocol::{Timestamp, TokenId};
use serde_json::{Value, json};
use store::Database;

use crate::cli::open::{OpenPortalError, open_configured, open_which};
use crate::cli::output::Output;
use crate::cli::{Which, person};
use crate::mail::{MailOpenError, Notices, Outgoing};

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
    /// Report the device of a soft token lost: it is off at once, everywhere, and its owner is told by mail.
    Lost {
        /// The id that `token list` shows; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        token: TokenId,
        #[command(flatten)]
        which: Which,
    },
    /// Delete a soft token: its secrets are wiped at once, and its owner is told by mail.
    Delete {
        /// The id that `token list` shows; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        token: TokenId,
        #[command(flatten)]
        which: Which,
    },
    /// Switch on a soft token that was disabled or lost; what the service desk has closed, only this opens.
    Enable {
        /// The id that `token list` shows; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
        token: TokenId,
        #[command(flatten)]
        which: Which,
    },
    /// Switch a soft token off, and end all logins of its owner; only `token enable` switches it on again.
    Disable {
        /// The id that `token list` shows; it may begin with a hyphen.
        #[arg(allow_hyphen_values = true)]
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
    Mail(#[from] MailOpenError),
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
            let now = state.now();
            let lines: Vec<String> = found.iter().map(|(user, token)| line(user, token, now)).collect();
            output.say(&lines.join("\n"), &found.iter().map(|(user, token)| view(user, token, now)).collect());
        }
        Command::Disable { token: id, which } => {
            let found = change_and_tell(&which, id, token::suspend).await?;
            let text = format!("{} is disabled. Its owner was told by mail.", found.name);
            output.say(&text, &json!({ "token": id.to_string(), "state": "disabled" }));
        }
        Command::Enable { token: id, which } => {
            let found = change_and_tell(&which, id, token::resume).await?;
            let text = format!("{} is enabled. Its owner was told by mail.", found.name);
            output.say(&text, &json!({ "token": id.to_string(), "state": "active" }));
        }
        Command::Delete { token: id, which } => {
            let found = change_and_tell(&which, id, token::delete).await?;
            let text = format!("{} is deleted. Its owner was told by mail.", found.name);
            output.say(&text, &json!({ "token": id.to_string(), "state": "deleted" }));
        }
        Command::Lost { token: id, which } => {
            let found = change_and_tell(&which, id, token::lost).await?;
            let text = format!(
                "{} is switched off, and all logins of its owner ended. The owner was told by mail.",
                found.name
            );
            output.say(&text, &json!({ "token": id.to_string(), "state": "lost" }));
        }
    }
    Ok(())
}

/// A change by the service desk that is told by mail; returns the token as it was.
async fn change_and_tell(
    which: &Which,
    id: TokenId,
    change: impl AsyncFnOnce(&Database, &Issuer, Timestamp, &Authority, TokenId) -> Result<Notice, ChangeTokenError>,
) -> Result<Token, TokenCommandError> {
    let (config, state) = open_configured(which).await?;
    let found = state.database.read().await?.token(id).await?.ok_or(TokenCommandError::Unknown)?;
    let (mail, postman) = Outgoing::open(&config.mail, false)?;
    let by = Authority::service_desk(found.user, &person());
    let notice = change(&state.database, &state.issuer, state.now(), &by, id).await?;
    Notices::new(Arc::new(config), mail).send(&notice, state.now());
    postman.run().await;
    Ok(found)
}

fn line(user: &User, token: &Token, now: Timestamp) -> String {
    let mut notes = Vec::new();
    if token.pin.count > 0 {
        notes.push(format!("PIN tries: {} of 10", token.pin.count));
    }
    if let Some(seconds) = token.pin.wait(now) {
        notes.push(format!("next try in {seconds} s"));
    }
    if token.key_store == KeyStore::File {
        notes.push("key kept in a file".to_owned());
    }
    if let Some(next) = next(token) {
        notes.push(next.to_owned());
    }
    format!("{}\t{}\t{}\t{}\t{}", token.id, user.name, state(token, now), token.name, notes.join("; "))
}

/// What the service desk can do: there is no way to set the tries of a PIN back, only a new enrolment.
fn next(token: &Token) -> Option<&'static str> {
    match token.state {
        TokenState::Destroyed(Destruction::Pin) => Some("its owner deletes it and adds a new one"),
        TokenState::Copied { .. } => Some("its owner reconnects it in the profile, or deletes it"),
        TokenState::Lost(Closer::Owner) => Some("its owner adds a new one, or enables it when it was found"),
        TokenState::Lost(Closer::Desk) => Some("its owner adds a new one; `token enable` when it was found"),
        TokenState::Suspended(Closer::Desk) => Some("`token enable` switches it on again"),
        _ => None,
    }
}

fn view(user: &User, token: &Token, now: Timestamp) -> Value {
    json!({
        "token": token.id.to_string(),
        "user_name": user.name.as_str(),
        "state": state(token, now),
        "name": token.name,
        "created": token.created.0,
        "last_used": token.last_used.map(|used| used.0),
        "last_factor": token.last_factor.map(|factor| match factor {
            Factor::Pin => "pin",
            Factor::Biometrics => "biometrics",
        }),
        "biometrics": token.presence.is_some(),
        "key_store": token.key_store,
        "closed_by_desk": matches!(token.state, TokenState::Suspended(Closer::Desk) | TokenState::Lost(Closer::Desk)),
        "pin_tries": token.pin.count,
        "pin_wait": token.pin.wait(now),
    })
}

fn state(token: &Token, now: Timestamp) -> &'static str {
    match token.state {
        TokenState::Pending { .. } => "pending",
        TokenState::Active if token.pin.wait(now).is_some() => "paused",
        TokenState::Active => "active",
        TokenState::Suspended(_) => "disabled",
        TokenState::Lost(_) => "lost",
        TokenState::Copied { .. } => "copied",
        TokenState::Destroyed(Destruction::Pin) => "locked",
        TokenState::Destroyed(_) => "deleted",
    }
}
