//! A phone: one app on the screen, no files of the user, no screenshots of other apps. Only compiled, never run.

pub(crate) mod schemes;

mod clipboard;
mod presence;

use std::path::PathBuf;

use authenticator::{Code, intake::Intake};
use device::clipboard::{ClipboardContent, ClipboardError};
use tauri::{AppHandle, Builder, Manager as _, WebviewWindow, WebviewWindowBuilder, Wry};

use self::{clipboard::PhoneClipboard, presence::Biometrics};
use crate::{error::CommandError, shell::Shell, windows::APPROVE};

/// Installs the plug-ins that are called from Rust. No capability names one, so that no page can call them.
pub(crate) fn prepare(builder: Builder<Wry>) -> Builder<Wry> {
    builder.plugin(tauri_plugin_biometric::init()).plugin(tauri_plugin_clipboard_manager::init())
}

/// The shell with the app's own folder, which no other app can read.
pub(crate) fn open_shell(app: &AppHandle) -> Shell {
    let folder = app.path().app_local_data_dir().expect("the system gives an app a folder");
    let presence = Box::new(Biometrics::of(app));
    Shell::new(device::authenticator_in(folder.clone(), presence, env!("CARGO_PKG_VERSION")), folder)
}

/// A phone gives each window the whole screen. The activities' own code keeps both windows out of screenshots
/// (docs/phones.md).
pub(crate) fn shape<'a>(
    window: WebviewWindowBuilder<'a, Wry, AppHandle>,
    label: &str,
) -> WebviewWindowBuilder<'a, Wry, AppHandle> {
    if label == APPROVE { over_the_main_one(window) } else { window }
}

/// On Android a second window is an activity of its own.
#[cfg(target_os = "android")]
fn over_the_main_one(window: WebviewWindowBuilder<'_, Wry, AppHandle>) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
    window.activity_name("ApproveActivity")
}

/// An iPhone has no second window yet (ADR 0015).
#[cfg(not(target_os = "android"))]
fn over_the_main_one(window: WebviewWindowBuilder<'_, Wry, AppHandle>) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
    window
}

/// An open window is always in front.
pub(crate) fn raise(_: &WebviewWindow) {}

/// Closes a window; the next login opens it again.
pub(crate) fn put_away(window: &WebviewWindow) {
    let _ = window.destroy();
}

pub(crate) fn clipboard(app: &AppHandle) -> Result<PhoneClipboard, ClipboardError> {
    Ok(PhoneClipboard::of(app))
}

pub(crate) fn copied(app: &AppHandle) -> Result<Vec<ClipboardContent>, ClipboardError> {
    PhoneClipboard::of(app).read()
}

/// No app can see the screen of another one.
pub(crate) fn screens() -> Result<Vec<Picture>, CommandError> {
    Err(Code::NotOnPhone.into())
}

/// The same.
pub(crate) fn take_screens(_: &mut Intake<'_>) -> Result<(), CommandError> {
    Err(Code::NotOnPhone.into())
}

/// The phone's file pickers return addresses that only Java can open.
pub(crate) async fn pick_picture(_: &WebviewWindow) -> Result<Option<PathBuf>, CommandError> {
    Err(Code::NotOnPhone.into())
}

/// The phone's file pickers return addresses that only Java can open.
pub(crate) async fn pick_files(_: &WebviewWindow) -> Result<Option<Vec<PathBuf>>, CommandError> {
    Err(Code::NotOnPhone.into())
}

/// The phone's file pickers return addresses that only Java can open.
pub(crate) async fn save_as(_: &WebviewWindow, _name: &str) -> Result<Option<PathBuf>, CommandError> {
    Err(Code::NotOnPhone.into())
}
