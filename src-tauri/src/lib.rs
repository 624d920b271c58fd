//! The app's shell: the composition root, its commands, its windows.
//!
//! Commands hand views and error codes to the screens. Keys, seeds and PINs stay on this side.

mod bring_along;
mod clipboard;
mod commands;
mod enrolment;
mod entrust;
mod error;
mod import;
mod lock;
mod pin;
mod pin_change;
mod qr;
mod removal;
mod settings;
mod shell;
mod third_party;
mod view;
mod watch;
mod windows;

#[cfg(test)]
mod bindings;

use std::sync::Arc;

use tauri::{AppHandle, Manager as _, RunEvent};

use crate::shell::Shell;

/// Runs the app until its main window is closed.
///
/// # Panics
/// When the system names no data folder, or offers no web view: there is nothing to show then.
pub fn run() {
    device::memory::protect();
    let folder = device::home::folder().expect("the system names a data folder, or SEGL_HOME does");
    let authenticator = device::authenticator(env!("CARGO_PKG_VERSION")).expect("the data folder has just been named");
    tauri::Builder::default()
        // Two copies would fight over one vault: the second brings the first to the front and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| windows::show_main(app)))
        .manage(Arc::new(Shell::new(authenticator, folder)))
        .invoke_handler(commands::every_command!(tauri::generate_handler))
        .on_window_event(windows::on_event)
        .setup(|app| {
            windows::show_main(app.handle());
            lock::guard(app.handle());
            let app = app.handle().clone();
            std::thread::spawn(move || follow_all(&app));
            Ok(())
        })
        .build(tauri::generate_context!())
        .expect("the system offers a web view")
        .run(|app, event| {
            if matches!(event, RunEvent::Exit) {
                let shell = app.state::<Arc<Shell>>();
                shell.clear_clipboard();
                let _ = removal::finish_silently(&shell, None);
            }
        });
}

/// Waits at the portals from the start. An unreadable vault is for the screens to say.
fn follow_all(app: &AppHandle) {
    if let Ok(identities) = app.state::<Arc<Shell>>().authenticator.identities() {
        watch::follow(app, &identities);
    }
}
