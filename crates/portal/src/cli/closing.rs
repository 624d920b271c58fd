//! `segl-portal user disable|enable|delete|logout|pass|stop-recovery`: an account is closed, and its owner comes back.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use clap::{Args, Subcommand};
use identity::account::user::{self, User, UserName, UserNameError};
use identity::actor::{Authority, AuthorityError};
use identity::closing::{self, CloseError};
use identity::notice::Notice;
use identity::recovery::{self, PassError, StopError};
use identity::store::StoreError;
use serde_json::json;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, open_configured};
use crate::cli::output::Output;
use crate::cli::{Which, desk, person};
use crate::mail::{MailOpenError, Notices, Outgoing, Postman};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Close an account: nobody logs in, all its sessions end at once, everywhere, and its devices are refused.
    Disable(Whose),
    /// Open an account that was closed.
    Enable(Whose),
    /// Delete an account for good: its soft tokens, its name and its address. The audit log keeps its rows.
    Delete(Whose),
    /// Log everybody out of an account, and withdraw what it is asked at the moment.
    Logout(Whose),
    /// Make a pass for a new device: one half goes to the owner by mail, the other one is shown here, to be read out.
    Pass(Whose),
    /// Stop a new device that somebody waits for after a login by e-mail.
    StopRecovery(Whose),
}

#[derive(Args, Debug)]
pub(super) struct Whose {
    /// What the employee types to log in.
    user_name: String,
    /// Do not ask whether that is meant.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    which: Which,
}

/// Why the command fails.
#[derive(Debug, thiserror::Error)]
pub(super) enum CloseCommandError {
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Name(#[from] UserNameError),
    #[error("nobody has the user name {0}: `segl-portal user list` shows the accounts")]
    Unknown(UserName),
    #[error("that was not the user name: nothing was changed")]
    NotConfirmed,
    #[error("add --yes where nobody can be asked: nothing was changed")]
    NobodyToAsk,
    #[error(transparent)]
    Mail(#[from] MailOpenError),
    #[error(transparent)]
    Close(#[from] CloseError),
    #[error(transparent)]
    Pass(#[from] PassError),
    #[error(transparent)]
    Stop(#[from] StopError),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

pub(super) async fn run(output: Output, command: Command) -> Result<(), CloseCommandError> {
    match command {
        Command::Disable(whose) => {
            let called = begin(whose, "This ends all logins of the account, and nobody can log in to it.").await?;
            let (database, now) = (&called.state.database, called.state.now());
            let notice = closing::disable(database, now, &desk(), called.user.id).await?;
            called.tell(output, notice, "is closed: nobody can log in", "disabled").await;
        }
        Command::Enable(whose) => {
            let called = begin(Whose { yes: true, ..whose }, "").await?;
            let (database, now) = (&called.state.database, called.state.now());
            let notice = closing::enable(database, now, &desk(), called.user.id).await?;
            called.tell(output, notice, "is open again", "enabled").await;
        }
        Command::Delete(whose) => {
            let called =
                begin(whose, "This cannot be undone: soft tokens, name and address of the account go.").await?;
            let (database, now) = (&called.state.database, called.state.now());
            let notice = closing::delete(database, now, &desk(), called.user.id).await?;
            called.tell(output, notice, "is deleted", "deleted").await;
        }
        Command::Logout(whose) => {
            let called = begin(whose, "This ends all logins of the account.").await?;
            let (state, user) = (&called.state, &called.user);
            let by = Authority::service_desk(user.id, &person());
            let ended = closing::log_out(&state.database, &state.issuer, state.now(), &by).await?;
            let text = format!("{} is logged out everywhere. Sessions that ended: {ended}", user.name);
            output.say(&text, &json!({ "user_name": user.name.as_str(), "sessions": ended }));
        }
        Command::Pass(whose) => pass(output, whose).await?,
        Command::StopRecovery(whose) => {
            let called = begin(Whose { yes: true, ..whose }, "").await?;
            let (state, by) = (&called.state, Authority::service_desk(called.user.id, &person()));
            let notice = recovery::stop(&state.database, &state.issuer, state.now(), &by).await?;
            called.tell(output, notice, "gets no new device by waiting", "stopped").await;
        }
    }
    Ok(())
}

async fn pass(output: Output, whose: Whose) -> Result<(), CloseCommandError> {
    let question = "Are you sure whom you talk to? With both halves, one adds a device to the account.";
    let Called { state, user, notices, postman } = begin(whose, question).await?;
    let (now, mut rng) = (state.now(), state.entropy());
    let (database, issuer, work) = (&state.database, &state.issuer, &state.work);
    let pass = recovery::make_pass(database, issuer, work, now, &mut rng, &desk(), user.id).await?;
    notices.send_half(&pass, now);
    drop(notices);
    postman.run().await;
    let text = format!(
        "Read this half out: {}\nThe other half went to {} by mail. Both together work once, within 60 minutes.",
        *pass.by_desk,
        user.email.as_str()
    );
    let expires = pass.expires.0;
    output.say(&text, &json!({ "user_name": user.name.as_str(), "half": *pass.by_desk, "expires": expires }));
    Ok(())
}

/// An account that a command is about, and whom it can tell.
struct Called {
    state: AppState,
    user: User,
    notices: Notices,
    postman: Postman,
}

impl Called {
    /// Says what was done, here and by mail.
    async fn tell(self, output: Output, notice: Notice, done: &str, state: &str) {
        let Self { state: app, user, notices, postman } = self;
        notices.send(&notice, app.now());
        drop(notices);
        postman.run().await;
        let text = format!("{} {done}. Its owner was told by mail.", user.name);
        output.say(&text, &json!({ "user_name": user.name.as_str(), "state": state }));
    }
}

/// Finds the account, and asks whether it is the one that is meant.
async fn begin(whose: Whose, question: &str) -> Result<Called, CloseCommandError> {
    let name: UserName = whose.user_name.parse()?;
    let (config, state) = open_configured(&whose.which).await?;
    let user = user::find(&state.database, &name).await?.ok_or(CloseCommandError::Unknown(name))?;
    if !whose.yes {
        confirm(&user, question)?;
    }
    let (mail, postman) = Outgoing::open(&config.mail, false)?;
    let notices = Notices::new(Arc::new(config), mail);
    Ok(Called { state, user, notices, postman })
}

fn confirm(user: &User, question: &str) -> Result<(), CloseCommandError> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Err(CloseCommandError::NobodyToAsk);
    }
    let mut out = std::io::stderr();
    let asked = writeln!(out, "{} ({}). {question}", user.name, user.display_name)
        .and_then(|()| write!(out, "Type the user name to go on: "))
        .and_then(|()| out.flush());
    let mut typed = String::new();
    let read = asked.and_then(|()| input.read_line(&mut typed));
    let is_meant = read.is_ok() && typed.parse().is_ok_and(|typed: UserName| typed == user.name);
    if is_meant { Ok(()) } else { Err(CloseCommandError::NotConfirmed) }
}
