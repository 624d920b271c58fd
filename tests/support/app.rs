//! The app's real window, driven through WebKitWebDriver.

use std::path::Path;

use fantoccini::Client;
use serde_json::json;

use crate::binary;
use crate::browser::Scheme;
use crate::driver::Driver;
use crate::session::Session;

/// A running app. Dropped, it is closed.
#[derive(Debug)]
pub struct App {
    driver: Driver,
}

impl App {
    /// Opens the app on a session's screen, with its data in `home`.
    ///
    /// # Panics
    /// When the app or WebKitWebDriver are missing or do not start, or the session has no screen.
    pub async fn start(session: &Session, home: &Path) -> Self {
        Self::start_with(session, &binary::app(), &[], &[("SEGL_HOME", &home.to_string_lossy())]).await
    }

    /// Opens the app as [`App::start`] does, in a language and a colour scheme.
    ///
    /// # Panics
    /// As [`App::start`].
    pub async fn start_in(session: &Session, home: &Path, language: &str, scheme: Scheme) -> Self {
        let home = home.to_string_lossy();
        let locale = format!("{language}.UTF-8");
        let theme = if scheme == Scheme::Dark { "Adwaita:dark" } else { "Adwaita" };
        let environment = [("SEGL_HOME", &*home), ("LANG", &*locale), ("LANGUAGE", language), ("GTK_THEME", theme)];
        Self::start_with(session, &binary::app(), &[], &environment).await
    }

    /// Opens any program with a web view, with arguments and more environment.
    ///
    /// # Panics
    /// As [`App::start`].
    pub async fn start_with(
        session: &Session,
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        assert!(!session.display().name().is_empty(), "an app needs a screen");
        let wanted = json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } });
        let command = |port| {
            let mut driver = session.command("WebKitWebDriver");
            driver.arg(format!("--port={port}")).envs(environment.iter().copied());
            // Tauri lets itself be driven only when told so.
            driver.env("TAURI_WEBVIEW_AUTOMATION", "true");
            driver
        };
        Self { driver: Driver::start("WebKitWebDriver", command, wanted).await }
    }

    /// Where tests type, click and read.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.driver.client
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A browser of WebKit's own, which takes part in automation as the app does.
    fn mini_browser() -> Option<PathBuf> {
        let libraries = std::fs::read_dir("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1").ok()?;
        libraries.flatten().map(|entry| entry.path()).find(|path| path.ends_with("MiniBrowser"))
    }

    #[tokio::test]
    async fn web_view_is_driven_through_webkit_web_driver() {
        let Some(program) = mini_browser() else { return eprintln!("no MiniBrowser here: nothing to drive") };
        let session = Session::start_with_display();
        let app = App::start_with(&session, &program, &["--automation"], &[]).await;
        app.client().goto("data:text/html,<title>Hej</title>").await.expect("the page loads");
        assert_eq!(app.client().title().await.expect("a title"), "Hej");
    }
}
