//! `segl-portal user`: accounts.

use clap::Subcommand;
use identity::account::group::GroupName;
use identity::account::user::{
    self, AssignGroupError, CreateUserError, EmailAddressError, NewUser, User, UserName, UserNameError,
};
use identity::store::StoreError;
use serde_json::{Value, json};

use crate::app::AppState;
use crate::cli::Which;
use crate::cli::closing::{self, CloseCommandError};
use crate::cli::desk;
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
        /// The group whose rules hold for the account; without one, those of the section policy.
        #[arg(long)]
        group: Option<GroupName>,
        #[command(flatten)]
        which: Which,
    },
    /// Put an account into a group, or out of its group.
    Group {
        /// What the employee types to log in.
        user_name: String,
        /// The group, one that the configuration has a section for.
        #[arg(required_unless_present = "none", conflicts_with = "none")]
        group: Option<GroupName>,
        /// In no group: the rules of the section policy hold.
        #[arg(long)]
        none: bool,
        #[command(flatten)]
        which: Which,
    },
    /// List the accounts.
    List {
        #[command(flatten)]
        which: Which,
    },
    #[command(flatten)]
    Close(closing::Command),
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
    Assign(#[from] AssignGroupError),
    #[error("nobody has the user name {0}: `segl-portal user list` shows the accounts")]
    Unknown(UserName),
    #[error("the configuration has no [groups.{0}]: add it, or choose one of these: {1}")]
    NoRules(GroupName, String),
    #[error(transparent)]
    Close(#[from] CloseCommandError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), UserCommandError> {
    match command {
        Command::Add { user_name, name, mail, group, which } => {
            let (user_name, mail) = (user_name.parse()?, mail.parse()?);
            let state = open_which(&which).await?;
            refuse_without_rules(&state, group.as_ref())?;
            let (now, mut entropy) = (state.now(), state.entropy());
            let new = NewUser { name: user_name, display_name: name, email: mail, group };
            let user = user::create(&state.database, now, &mut entropy, &desk(), new).await?;
            output.say(&format!("{} is ready to log in.", user.name), &view(&user));
        }
        Command::Group { user_name, group, none: _, which } => {
            let user_name: UserName = user_name.parse()?;
            let state = open_which(&which).await?;
            refuse_without_rules(&state, group.as_ref())?;
            let user = user::find(&state.database, &user_name).await?;
            let user = user.ok_or(UserCommandError::Unknown(user_name))?;
            user::assign_group(&state.database, state.now(), &desk(), user.id, group.clone()).await?;
            let user = User { group, ..user };
            let text = match &user.group {
                Some(group) => format!("{} is in {group} now.", user.name),
                None => format!("{} is in no group now: the rules of [policy] hold.", user.name),
            };
            output.say(&text, &view(&user));
        }
        Command::List { which } => {
            let state = open_which(&which).await?;
            let users = user::list(&state.database).await?;
            let lines: Vec<String> = users.iter().map(line).collect();
            output.say(&lines.join("\n"), &users.iter().map(view).collect());
        }
        Command::Close(command) => closing::run(output, command).await?,
    }
    Ok(())
}

/// A group without rules would be as strict as no group at all, unnoticed.
fn refuse_without_rules(state: &AppState, group: Option<&GroupName>) -> Result<(), UserCommandError> {
    match group {
        Some(group) if !state.issuer.rules.has(group) => {
            let known: Vec<_> = state.issuer.rules.groups.keys().map(GroupName::as_str).collect();
            let known = if known.is_empty() { "none yet".to_owned() } else { known.join(", ") };
            Err(UserCommandError::NoRules(group.clone(), known))
        }
        _ => Ok(()),
    }
}

fn line(user: &User) -> String {
    let group = user.group.as_ref().map_or("-", GroupName::as_str);
    let state = if user.is_open() { "" } else { "\tdisabled" };
    format!("{}\t{}\t{}\t{group}{state}", user.name, user.display_name, user.email.as_str())
}

fn view(user: &User) -> Value {
    json!({
        "user_name": user.name.as_str(),
        "name": user.display_name,
        "mail": user.email.as_str(),
        "group": user.group.as_ref().map(GroupName::as_str),
        "created": user.created.0,
        "disabled": !user.is_open(),
    })
}
