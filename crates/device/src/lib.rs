//! What this computer offers behind the authenticator's ports.
//!
//! Both shells, the app and the command, begin with [`authenticator()`], on a phone with [`authenticator_in`]; nothing else needs to know how the parts fit.

pub mod clipboard;
pub mod clock;
pub mod description;
pub mod entropy;
pub mod export;
pub mod file;
pub mod home;
pub mod http;
pub mod intake;
pub mod keyring;
pub mod language;
pub mod memory;
pub mod picture;
pub mod presence;
pub mod qr;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod screen;
pub mod session;
pub mod vault_file;

use std::path::PathBuf;

use authenticator::{
    Authenticator,
    ports::{Argon2id, Ports, Presence},
};

use crate::{clock::SystemClock, entropy::SystemEntropy, home::HomeError, http::Https, vault_file::DiskVault};

/// The authenticator on this computer: its keyring, its data folder, its network.
///
/// `app_version` is what the portal is told, such as `0.1.0`. Nothing is opened yet.
pub fn authenticator(app_version: &str) -> Result<Authenticator, HomeError> {
    Ok(authenticator_in(home::folder()?, presence::system(), app_version))
}

/// The same with a data folder, and a word that somebody is there, which only the app's window can be asked for: on a
/// phone.
#[must_use]
pub fn authenticator_in(folder: PathBuf, presence: Box<dyn Presence>, app_version: &str) -> Authenticator {
    Authenticator::new(Ports {
        keyring: keyring::of_folder(&folder),
        vault_file: Box::new(DiskVault::new(folder)),
        portal: Box::new(Https::new(&format!("segl/{app_version}"))),
        clock: Box::new(SystemClock),
        entropy: Box::new(SystemEntropy::default()),
        presence,
        kdf: Box::new(Argon2id),
        device: description::describe(app_version),
    })
}
