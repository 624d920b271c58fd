//! A virtual screen.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::process::Group;
use crate::wait;

/// An X server without a screen. Dropped, it is gone.
#[derive(Debug)]
pub struct Display {
    server: Group,
    name: String,
    _logs: TempDir,
}

impl Display {
    /// Starts a screen of this many pixels, on the first display number that is free.
    ///
    /// # Panics
    /// When Xvfb is missing or does not start.
    #[must_use]
    pub fn start(width: u32, height: u32) -> Self {
        let logs = TempDir::with_prefix("segl-display-").expect("the temporary folder is writable");
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", &format!("{width}x{height}x24"), "-nolisten", "tcp", "-ac"]);
        let mut server = Group::spawn("Xvfb", logs.path(), xvfb);
        let number = server.until("a display number", |server| {
            let output = server.output();
            output.strip_suffix('\n').map(str::to_owned)
        });
        Self { server, name: format!(":{number}"), _logs: logs }
    }

    /// What `DISPLAY` says, such as `:99`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is on the screen now, as a PNG.
    ///
    /// # Panics
    /// When ImageMagick is missing or the file cannot be written.
    pub fn screenshot(&self, png: &Path) {
        let done = self.tool("import").args(["-window", "root"]).arg(png).status();
        assert!(done.is_ok_and(|status| status.success()), "no screenshot in {}", png.display());
    }

    /// Waits until two looks in a row show the same: what was asked for has been drawn.
    ///
    /// # Panics
    /// When ImageMagick is missing, or the screen never comes to rest.
    pub fn settle(&self) {
        let mut last = Vec::new();
        wait::until("a screen at rest", || {
            let seen = self.tool("import").args(["-silent", "-window", "root", "-depth", "8", "rgb:-"]).output();
            let seen = seen.expect("ImageMagick is installed").stdout;
            let is_at_rest = seen == last && !seen.is_empty();
            last = seen;
            is_at_rest.then_some(())
        });
    }

    /// Types and clicks as a hand would: the arguments of `xdotool`.
    ///
    /// # Panics
    /// When xdotool is missing or refuses.
    #[must_use]
    pub fn xdotool(&self, arguments: &[&str]) -> String {
        let done = self.tool("xdotool").args(arguments).output().expect("xdotool is installed");
        assert!(done.status.success(), "xdotool {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().into()
    }

    /// As [`Display::xdotool`], or nothing when it refuses: a search that finds no window, for instance.
    ///
    /// # Panics
    /// When xdotool is missing.
    #[must_use]
    pub fn try_xdotool(&self, arguments: &[&str]) -> Option<String> {
        let done = self.tool("xdotool").args(arguments).output().expect("xdotool is installed");
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).trim().into())
    }

    /// Whether the server still runs.
    pub fn is_alive(&mut self) -> bool {
        self.server.ended().is_none()
    }

    fn tool(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).stdin(Stdio::null());
        command
    }
}
