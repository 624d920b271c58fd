//! What this computer offers behind the authenticator's ports.
//!
//! Both shells, the app and the command, begin with [`authenticator`]; nothing else needs to know how the parts fit.

pub mod clipboard;
pub mod clock;
pub mod description;
pub mod entropy;
pub mod export;
pub mod home;
pub mod http;
pub mod keyring;
pub mod language;
pub mod memory;
pub mod picture;
pub mod presence;
pub mod qr;
pub mod screen;
pub mod session;
pub mod vault_file;

use authenticator::{
    Authenticator,
    ports::{Argon2id, Ports},
};

use crate::{clock::SystemClock, entropy::SystemEntropy, home::HomeError, http::Https, vault_file::DiskVault};

/// The authenticator on this computer: its keyring, its data folder, its network.
///
/// `app_version` is what the portal is told, such as `0.1.0`. Nothing is opened yet.
pub fn authenticator(app_version: &str) -> Result<Authenticator, HomeError> {
    let folder = home::folder()?;
    Ok(Authenticator::new(Ports {
        keyring: keyring::of_folder(&folder),
        vault_file: Box::new(DiskVault::new(folder)),
        portal: Box::new(Https::new(&format!("segl/{app_version}"))),
        clock: Box::new(SystemClock),
        entropy: Box::new(SystemEntropy::default()),
        presence: presence::system(),
        kdf: Box::new(Argon2id),
        device: description::describe(app_version),
    }))
}
