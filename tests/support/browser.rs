//! A real browser: Chromium through chromedriver.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fantoccini::Client;
use serde_json::json;
use tempfile::TempDir;

use crate::driver::Driver;
use crate::session::Session;

/// What a user has chosen in the system's settings: light or dark.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// Dark letters on paper.
    Light,
    /// Light letters on ink.
    Dark,
}

/// A browser with a new profile. Dropped, it is closed and its profile is gone.
#[derive(Debug)]
pub struct Browser {
    driver: Driver,
    profile: TempDir,
}

impl Browser {
    /// A browser without a window.
    ///
    /// # Panics
    /// When Chromium or chromedriver are missing or do not start.
    pub async fn start() -> Self {
        Self::start_as(None, "en", Scheme::Light).await
    }

    /// A browser without a window whose user prefers this language, such as `da`.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_in(language: &str) -> Self {
        Self::start_as(None, language, Scheme::Light).await
    }

    /// A browser without a window, in a language and a colour scheme.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_headless(language: &str, scheme: Scheme) -> Self {
        Self::start_as(None, language, scheme).await
    }

    /// A browser on the session's screen, in a language and a colour scheme.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_on_screen(session: &Session, language: &str, scheme: Scheme) -> Self {
        Self::start_as(Some(session), language, scheme).await
    }

    /// A browser whose window is on the session's screen, where the app can see it.
    ///
    /// # Panics
    /// As [`Browser::start`].
    pub async fn start_visible(session: &Session) -> Self {
        Self::start_as(Some(session), "en", Scheme::Light).await
    }

    async fn start_as(session: Option<&Session>, language: &str, scheme: Scheme) -> Self {
        let profile = TempDir::with_prefix("segl-browser-").expect("the temporary folder is writable");
        let mut flags: Vec<String> = FLAGS.iter().map(|&flag| flag.into()).collect();
        flags.push(format!("--user-data-dir={}", profile.path().join("profile").display()));
        flags.push(format!("--accept-lang={language}"));
        flags.push(format!("--lang={language}"));
        if scheme == Scheme::Dark {
            flags.push("--force-dark-mode".into());
        }
        match session {
            Some(_) => flags.extend(["--window-position=0,0", "--window-size=800,900"].map(String::from)),
            None => flags.extend(["--headless=new", "--window-size=1200,900"].map(String::from)),
        }
        let wanted = json!({ "goog:chromeOptions": { "binary": chromium(), "args": flags } });
        let home = profile.path().to_path_buf();
        let driver = Driver::start("chromedriver", |port| chromedriver(session, &home, port), wanted).await;
        Self { driver, profile }
    }

    /// Where tests go, type, click and read.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.driver.client
    }

    /// The browser's own folder: profile, downloads, home.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.profile.path()
    }
}

fn chromedriver(session: Option<&Session>, home: &Path, port: u16) -> Command {
    let program = env::var_os("SEGL_CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut command = session.map_or_else(|| Command::new(&program), |session| session.command(&program));
    command.arg(format!("--port={port}")).stdin(Stdio::null()).env("HOME", home);
    command
}

/// The browser that `SEGL_CHROMIUM` names, or the first that is installed.
fn chromium() -> PathBuf {
    if let Some(named) = env::var_os("SEGL_CHROMIUM") {
        return named.into();
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let installed = |name: &str| env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    ["chromium", "google-chrome", "chromium-browser"]
        .into_iter()
        .find_map(installed)
        .expect("a browser is installed: `cargo xtask test` does it")
}

/// A browser that speaks to nobody but the portal, and runs as root in a container.
const FLAGS: [&str; 10] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--password-store=basic",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;

    const PAGE: &str =
        "data:text/html,<title>Hej</title><p id=lang></p><script>lang.innerText=navigator.language</script>";

    #[tokio::test]
    async fn browser_shows_a_page_in_the_language_asked_for() {
        let browser = Browser::start_in("da").await;
        browser.client().goto(PAGE).await.expect("the page loads");
        assert_eq!(browser.client().title().await.expect("a title"), "Hej");
        let language = browser.client().find(fantoccini::Locator::Id("lang")).await.expect("the paragraph");
        assert_eq!(language.text().await.expect("its text"), "da");
    }

    #[tokio::test]
    async fn browser_is_seen_on_the_screen_when_visible() {
        let session = Session::start_with_display();
        let browser = Browser::start_visible(&session).await;
        browser.client().goto(PAGE).await.expect("the page loads");
        let windows = session.display().xdotool(&["search", "--onlyvisible", "--name", "Hej"]);
        assert!(!windows.is_empty());
    }
}
