//! The composition root: what the app is put together from, and what happens when it starts and ends.

use std::sync::Arc;

use tauri::{AppHandle, Manager as _, RunEvent};

use crate::{
    commands,
    features::{approval::watch, camera, export, link, removal},
    host::{self, schemes},
    lock,
    shell::Shell,
    windows,
};

/// Runs the app until its main window is closed.
///
/// # Panics
/// When the system names no data folder, or offers no web view: there is nothing to show then.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    device::memory::protect();
    host::prepare(tauri::Builder::default())
        .register_uri_scheme_protocol(export::SCHEME, |context, request| {
            // Only the main window exports; the other one answers logins.
            if context.webview_label() == windows::MAIN {
                context.app_handle().state::<Arc<Shell>>().tasks.exports.answer(&request)
            } else {
                export::nothing()
            }
        })
        .invoke_handler(commands::every_command!(tauri::generate_handler))
        .on_window_event(windows::on_event)
        .on_permission_request(|view, kind| camera::permission(view.label(), windows::shows_own_page(&view), kind))
        .setup(|app| {
            // A phone knows its data folder only now. The first window, and with it the first command, comes later.
            app.manage(Arc::new(host::open_shell(app.handle())));
            windows::show_main(app.handle());
            lock::guard(app.handle());
            schemes::open_own(app.handle());
            link::receive(app.handle(), std::env::args());
            let app = app.handle().clone();
            std::thread::spawn(move || follow_all(&app));
            Ok(())
        })
        .build(context())
        .expect("the system offers a web view")
        .run(|app, event| match event {
            RunEvent::Exit => {
                let shell = app.state::<Arc<Shell>>();
                shell.tasks.copied.clear();
                let _ = removal::finish_silently(&shell, None);
            }
            #[cfg(any(target_os = "macos", mobile))]
            RunEvent::Opened { urls } => link::opened(app, urls),
            _ => {}
        });
}

/// The configuration of `tauri.conf.json` without the link schemes, which only the bundles use.
fn context() -> tauri::Context {
    let mut context = tauri::generate_context!();
    context.config_mut().plugins.0.remove("deep-link");
    context
}

/// Starts polling the portals. An unreadable vault is reported by the screens.
fn follow_all(app: &AppHandle) {
    if let Ok(identities) = app.state::<Arc<Shell>>().authenticator.identities() {
        watch::follow(app, &identities);
    }
}
