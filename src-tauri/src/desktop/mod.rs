//! A desktop: several windows, files, screens, a second start. A phone's functions (`phone`) have the same names.

pub(crate) mod schemes;

mod clipboard;
mod files;
mod screens;
mod windows;

use tauri::{AppHandle, Builder, Wry};

pub(crate) use self::{
    clipboard::{clipboard, copied},
    files::{pick_files, pick_picture, save_as},
    screens::{screens, take_screens},
    windows::{put_away, raise, shape},
};
use crate::{features::link, shell::Shell};

/// Two instances must not write one vault: the second one passes its link to the first, brings it to the front, and ends.
pub(crate) fn prepare(builder: Builder<Wry>) -> Builder<Wry> {
    let builder =
        builder.plugin(tauri_plugin_single_instance::init(|app, arguments, _| link::from_second_start(app, arguments)));
    // The plug-in is given no schemes, so that it never reads or keeps a link: links are secrets, and only `link` reads them.
    #[cfg(any(target_os = "linux", windows))]
    let builder = builder.plugin(tauri_plugin_deep_link::init());
    builder
}

/// The shell with this user's data folder.
pub(crate) fn open_shell(_: &AppHandle) -> Shell {
    let folder = device::home::folder().expect("the system names a data folder, or SEGL_HOME does");
    let authenticator = device::authenticator(env!("CARGO_PKG_VERSION")).expect("the data folder has just been named");
    Shell::new(authenticator, folder)
}
