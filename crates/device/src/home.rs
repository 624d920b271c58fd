//! Where Segl keeps its data on this computer.

use std::{env, path::PathBuf};

use authenticator::{Code, Failure};
use thiserror::Error;

/// The system names no place for a user's data.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the system names no folder for this user's data; set SEGL_HOME")]
pub struct HomeError;

impl From<HomeError> for Failure {
    fn from(_: HomeError) -> Self {
        Code::NoHome.into()
    }
}

/// The data folder: `SEGL_HOME` where it is set, else the system's own place, which does not roam to other computers.
/// It need not exist yet.
pub fn folder() -> Result<PathBuf, HomeError> {
    if let Some(folder) = variable("SEGL_HOME") {
        return std::path::absolute(folder).map_err(|_| HomeError);
    }
    system_folder().ok_or(HomeError)
}

/// XDG Base Directory Specification: `$XDG_DATA_HOME/segl`, by default `~/.local/share/segl`.
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
fn system_folder() -> Option<PathBuf> {
    let data = variable("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    Some(data.or_else(|| Some(env::home_dir()?.join(".local/share")))?.join("segl"))
}

/// Android names an app its folder through the app's window: the shell asks there.
#[cfg(target_os = "android")]
fn system_folder() -> Option<PathBuf> {
    None
}

/// `~/Library/Application Support/Segl`.
#[cfg(target_vendor = "apple")]
fn system_folder() -> Option<PathBuf> {
    Some(env::home_dir()?.join("Library/Application Support/Segl"))
}

/// `%LOCALAPPDATA%\Segl`: the part of the profile that stays on this computer.
#[cfg(windows)]
fn system_folder() -> Option<PathBuf> {
    Some(PathBuf::from(variable("LOCALAPPDATA")?).join("Segl"))
}

fn variable(name: &str) -> Option<std::ffi::OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
