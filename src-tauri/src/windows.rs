//! The two windows: `main`, and `approve`, which comes up when a login waits.

use std::sync::Arc;

use tauri::{
    AppHandle, DragDropEvent, Emitter as _, Manager as _, Url, Webview, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, Window, WindowEvent,
};

use crate::{
    event::Event,
    features::intake::view::{PictureDropped, PictureHover},
    host,
    shell::Shell,
};

/// Label of the window with everything but approvals.
pub(crate) const MAIN: &str = "main";

/// Label of the window that answers logins.
pub(crate) const APPROVE: &str = "approve";

/// Opens the main window, or brings it to the front.
pub(crate) fn show_main(app: &AppHandle) {
    match app.get_webview_window(MAIN) {
        Some(window) => host::raise(&window),
        None => open(app, MAIN, "index.html"),
    }
}

/// Opens the approve window, or brings it to the front.
pub(crate) fn show_approve(app: &AppHandle) {
    match app.get_webview_window(APPROVE) {
        Some(window) => host::raise(&window),
        None => open(app, APPROVE, "approve.html"),
    }
}

/// Hides the approve window; it can be shown again at once.
pub(crate) fn hide_approve(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(APPROVE) {
        host::put_away(&window);
    }
}

/// Handles the events of both windows.
pub(crate) fn on_event(window: &Window, event: &WindowEvent) {
    match event {
        // The approve window is only hidden. Closing the main window ends the app.
        WindowEvent::CloseRequested { api, .. } if window.label() == APPROVE => {
            api.prevent_close();
            hide_approve(window.app_handle());
        }
        WindowEvent::Destroyed if window.label() == MAIN => window.app_handle().exit(0),
        WindowEvent::DragDrop(event) if window.label() == MAIN => on_drag(window, event),
        _ => {}
    }
}

/// Files are dragged over the main window or dropped on it. Their names stay in the shell.
fn on_drag(window: &Window, event: &DragDropEvent) {
    let hover = |over| drop(window.emit_to(MAIN, PictureHover::NAME, PictureHover { over }));
    match event {
        DragDropEvent::Enter { .. } => hover(true),
        DragDropEvent::Leave => hover(false),
        DragDropEvent::Drop { paths, .. } => {
            window.state::<Arc<Shell>>().dropped.replace(paths.clone());
            let files = u8::try_from(paths.len()).unwrap_or(u8::MAX);
            let _ = window.emit_to(MAIN, PictureDropped::NAME, PictureDropped { files });
        }
        _ => {}
    }
}

fn open(app: &AppHandle, label: &str, page: &str) {
    let builder = WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into())).on_navigation(is_own);
    match host::shape(builder, label).build() {
        Ok(window) => let_use_cameras(&window),
        // A phone lets no app in the background come to the front; the main window shows that a login waits.
        Err(_) if cfg!(mobile) && label == APPROVE => {}
        // Without the main window the app is useless, and without the other one no login can be approved: end with an error.
        Err(_) => app.exit(1),
    }
}

/// Some builds of WebKitGTK turn cameras off by default. `camera::permission` decides later which page may use one.
#[cfg(target_os = "linux")]
fn let_use_cameras(window: &WebviewWindow) {
    use webkit2gtk::{SettingsExt as _, WebViewExt as _};

    if window.label() == MAIN {
        let _ = window.with_webview(|web_view| {
            let view = web_view.inner();
            if let Some(settings) = view.settings() {
                settings.set_enable_media_stream(true);
            }
            // A camera's driver can crash the page's process: the page is then loaded again, at most three times.
            let begun = std::cell::Cell::new(0_u8);
            view.connect_web_process_terminated(move |view, _| {
                if begun.replace(begun.get() + 1) < 3 {
                    view.reload();
                }
            });
        });
    }
}

/// Elsewhere every web view supports cameras.
#[cfg(not(target_os = "linux"))]
fn let_use_cameras(_: &WebviewWindow) {}

/// Whether a web view shows one of the app's own pages now.
#[cfg(not(target_os = "android"))]
pub(crate) fn shows_own_page(view: &Webview) -> bool {
    view.url().is_ok_and(|page| is_own(&page))
}

/// Android asks for permissions on the thread that would have to return the page's address: asking for it there would
/// deadlock. Every page was checked when the view navigated to it ([`is_own`]).
#[cfg(target_os = "android")]
pub(crate) fn shows_own_page(_: &Webview) -> bool {
    true
}

/// Whether an address is one of the app's own pages; the windows navigate to no other.
pub(crate) fn is_own(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        // Linux and macOS; Windows and Android.
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost")) => true,
        // The development server, in a build that loads it.
        ("http", Some("localhost")) => tauri::is_dev() && url.port() == Some(1420),
        _ => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    fn goes_to(url: &str) -> bool {
        is_own(&url.parse().unwrap())
    }

    #[test]
    fn window_shows_the_apps_own_pages() {
        assert!(goes_to("tauri://localhost/index.html"));
        assert!(goes_to("http://tauri.localhost/approve.html"));
    }

    #[test]
    fn window_goes_nowhere_else() {
        for url in [
            "https://segl.example/",
            "http://tauri.localhost.example/",
            "tauri://other/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!goes_to(url), "{url}");
        }
    }
}
