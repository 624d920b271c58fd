//! `segl-portal serve`: runs until it is told to stop.

use std::io;
use std::net::SocketAddr;
use std::path::Path;

use identity::account::{group::GroupName, user};
use identity::store::StoreError;
use serde_json::json;
use tokio::net::TcpListener;

use crate::app::AppState;
use crate::cli::open::{OpenPortalError, journal_file, open};
use crate::cli::output::Output;
use crate::cli::restore_check::{RestoreCheckError, refuse_if_behind};
use crate::client_address::Proxies;
use crate::config::{Config, ConfigError};
use crate::{ServeError, serve};

/// Why the portal does not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeCommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error(transparent)]
    Open(#[from] OpenPortalError),
    #[error(transparent)]
    Restored(#[from] RestoreCheckError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "accounts are in groups that the configuration has no rules for: {0}. Add [groups.NAME] for each, or move the \
         accounts with `segl-portal user group`"
    )]
    Groups(String),
    #[error(transparent)]
    Serve(#[from] ServeError),
}

pub(super) async fn run(output: Output, config: &Path) -> Result<(), ServeCommandError> {
    crate::cli::log::begin();
    let mut config = Config::read(config)?;
    config.connections = crate::cli::open_files::allow_many(config.connections);
    if let Some(warning) = Proxies::new(config.trusted_proxies.clone(), config.origin.is_secure()).warning() {
        tracing::warn!("{warning}");
    }
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| ServeCommandError::Listen(config.listen, error))?;
    let (origin, listen) = (config.origin.clone(), config.listen);
    let ready = || {
        let text = format!("segl-portal: {} is ready on {listen}", origin.as_str());
        output.say(&text, &json!({ "ready": true, "origin": origin.as_str(), "listen": listen.to_string() }));
    };
    let state = open(&config).await?;
    refuse_if_behind(&state, &journal_file(&config)).await?;
    refuse_groups_without_rules(&state).await?;
    Ok(serve(config, state, listener, ready, crate::cli::signal::stop()).await?)
}

/// The default rules may be weaker than those of a group that was taken out of the configuration.
async fn refuse_groups_without_rules(state: &AppState) -> Result<(), ServeCommandError> {
    let groups = user::groups(&state.database).await?;
    let unknown: Vec<_> = groups.iter().filter(|group| !state.issuer.rules.has(group)).map(GroupName::as_str).collect();
    if unknown.is_empty() { Ok(()) } else { Err(ServeCommandError::Groups(unknown.join(", "))) }
}
