//! `segl-portal demo`: a portal to try out, on this machine alone.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use identity::account::user::{self, CreateUserError, EmailAddressError, NewUser, UserNameError};
use identity::actor::Actor;
use serde_json::json;
use tokio::net::TcpListener;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, journal_file, open};
use crate::cli::output::Output;
use crate::cli::restore_check::{RestoreCheckError, refuse_if_behind};
use crate::config::Config;
use crate::routes;
use crate::{ServeError, serve};

/// Why the demo does not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum DemoCommandError {
    #[error("cannot listen on {0}: is another program using the port? Choose one with --port")]
    Listen(SocketAddr, #[source] io::Error),
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Restored(#[from] RestoreCheckError),
    #[error(transparent)]
    User(#[from] DemoUserError),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

pub(super) async fn run(output: Output, data: PathBuf, port: u16) -> Result<(), DemoCommandError> {
    crate::cli::log::begin();
    // Port 0 means any: the address that browsers and apps use must be the one it became.
    let wanted = SocketAddr::from(([127, 0, 0, 1], port));
    let listener = TcpListener::bind(wanted).await.map_err(|error| DemoCommandError::Listen(wanted, error))?;
    let port = listener.local_addr().map_err(|error| DemoCommandError::Listen(wanted, error))?.port();
    let mut config = Config::demo(data, port);
    config.connections = crate::cli::open_files::allow_many(config.connections);
    let state = open(&config).await?;
    refuse_if_behind(&state, &journal_file(&config)).await?;
    make_user(&state).await?;
    let (origin, outbox) = (config.origin.clone(), config.data.join("outbox"));
    let ready = || {
        let text = format!(
            "Segl demo: open {origin} and log in as {USER}.\nMail: {origin}{mail}, or the files in {outbox}.\nCtrl-C stops it.",
            origin = origin.as_str(),
            mail = routes::DemoMail,
            outbox = outbox.display(),
        );
        output.say(&text, &json!({ "ready": true, "origin": origin.as_str(), "user": USER, "outbox": outbox }));
    };
    Ok(serve(config, state, listener, ready, crate::cli::signal::stop()).await?)
}

/// Why there is no demo user.
#[derive(Debug, thiserror::Error)]
pub(super) enum DemoUserError {
    #[error(transparent)]
    Name(#[from] UserNameError),
    #[error(transparent)]
    Mail(#[from] EmailAddressError),
    #[error(transparent)]
    Create(#[from] CreateUserError),
}

/// The demo's employee; the second start finds the one of the first.
async fn make_user(state: &AppState) -> Result<(), DemoUserError> {
    let (name, mail) = (USER.parse()?, MAIL.parse()?);
    let new = NewUser { name, display_name: "Your Name".to_owned(), email: mail, group: None };
    match user::create(&state.database, state.now(), &mut state.entropy(), &Actor::System, new).await {
        Ok(_) | Err(CreateUserError::NameTaken) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

const USER: &str = "your.name";
const MAIL: &str = "your.name@nordhavn.example";
