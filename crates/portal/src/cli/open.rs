//! Opening a portal's keys and database, for `serve` and for the commands beside it.

use std::io;
use std::path::{Path, PathBuf};

use crate::app::{AppState, OpenStateError, Parts, journal_beside};
use crate::cli::Which;
use crate::cli::private_files::close_to_others;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use store::rollback_journal::known::Begin;

/// Why a portal does not open.
#[derive(Debug, thiserror::Error)]
pub(super) enum OpenPortalError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("there is no portal in {}: start it once", .0.display())]
    NoPortal(PathBuf),
    #[error("cannot make the files in {} private", .0.display())]
    Files(PathBuf, #[source] io::Error),
    #[error("cannot make the folder {}", .0.display())]
    Folder(PathBuf, #[source] io::Error),
    #[error(transparent)]
    State(#[from] OpenStateError),
}

/// Opens it; the first time makes data folder, keys and tables.
pub(super) async fn open(config: &Config) -> Result<AppState, OpenPortalError> {
    open_with(config, Begin::New).await
}

/// [`open`], with a rollback journal that may be begun anew.
pub(super) async fn open_with(config: &Config, begin: Begin) -> Result<AppState, OpenPortalError> {
    make_private(&config.data).map_err(|error| OpenPortalError::Folder(config.data.clone(), error))?;
    let parts = Parts {
        origin: config.origin.clone(),
        name: config.name.clone(),
        database: &config.database,
        key_file: &key_file(config),
        journal: (&journal_file(config), begin),
        limits: config.limits.clone(),
        rules: config.rules.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        clock: Clock::system(),
    };
    let closed = |error| OpenPortalError::Files(config.data.clone(), error);
    close_to_others(config, &journal_file(config)).map_err(closed)?;
    Ok(AppState::open(parts).await?)
}

/// Opens the portal that a command is about. A demo must have been started before: a typing error makes no second one.
pub(super) async fn open_which(which: &Which) -> Result<AppState, OpenPortalError> {
    Ok(open_configured(which).await?.1)
}

/// [`open_which`], with its configuration.
pub(super) async fn open_configured(which: &Which) -> Result<(Config, AppState), OpenPortalError> {
    open_configured_with(which, Begin::New).await
}

/// [`open_configured`], with a rollback journal that may be begun anew.
pub(super) async fn open_configured_with(which: &Which, begin: Begin) -> Result<(Config, AppState), OpenPortalError> {
    let config = match (&which.config, &which.demo) {
        (Some(file), _) => Config::read(file)?,
        (None, demo) => Config::demo(demo.clone().unwrap_or_default(), 0),
    };
    if which.demo.is_some() && !key_file(&config).exists() {
        return Err(OpenPortalError::NoPortal(config.data));
    }
    let state = open_with(&config, begin).await?;
    Ok((config, state))
}

/// The rollback journal of a portal.
pub(super) fn journal_file(config: &Config) -> PathBuf {
    config.journal.clone().unwrap_or_else(|| journal_beside(&key_file(config)))
}

fn key_file(config: &Config) -> PathBuf {
    config.data.join("portal.key")
}

/// For its owner alone: it holds the key and, by default, the database.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
