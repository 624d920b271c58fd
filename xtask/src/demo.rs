//! `cargo xtask demo`: the portal and the app on this computer, to try.

mod keyring;

use std::env;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::step::{self, StepError};
use crate::workspace::{Profile, Workspace};
use crate::{packages, ui};

/// What `cargo xtask demo` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Install missing system packages without asking.
    #[arg(long)]
    yes: bool,
    /// Only the portal, no window.
    #[arg(long)]
    headless: bool,
    /// Where the demo keeps its data.
    #[arg(long, value_name = "DIR", default_value = ".segl-demo")]
    data: PathBuf,
    /// The portal's port on loopback.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
}

/// Installs, builds, starts, says what to do next, and stops with Ctrl-C.
pub(crate) fn run(arguments: &Arguments) -> Result<(), StepError> {
    let workspace = Workspace::read()?;
    let data = workspace.root.join(&arguments.data);
    let window = !arguments.headless;
    if window {
        a_screen_is_there()?;
    }
    prepare(&workspace, arguments)?;
    std::fs::create_dir_all(&data)
        .map_err(|source| StepError::File { what: format!("{} cannot be made", data.display()), source })?;
    let stop = on_interrupt()?;
    let mut portal = Part::start("The portal", portal(&workspace, &data, arguments.port))?;
    let origin = portal.until_it_is_ready()?;
    println!("\n{}", next_steps(&origin, window));
    if !window {
        return portal.until_it_ends(&stop);
    }
    let mut app = Part::start("The app", app(&workspace, &data)?)?;
    app.until_it_ends(&stop)?;
    if !stop.load(Ordering::Relaxed) {
        println!("Segl is closed. The portal still runs; Ctrl-C stops it.");
    }
    portal.until_it_ends(&stop)
}

/// Everything up to the binaries.
fn prepare(workspace: &Workspace, arguments: &Arguments) -> Result<(), StepError> {
    name_what_other_systems_need();
    if arguments.headless {
        packages::install(&[packages::COMPILER], arguments.yes)?;
        return step::run(&mut workspace.cargo(&["build", "--package", "portal"]));
    }
    packages::install(&[packages::COMPILER, packages::WINDOW], arguments.yes)?;
    if keyring::is_missing() {
        packages::install(&[keyring::PACKAGES], arguments.yes)?;
    }
    ui::build(workspace)?;
    workspace.build(Profile::Dev)
}

fn portal(workspace: &Workspace, data: &Path, port: u16) -> Command {
    let mut portal =
        step::command(&workspace.binary("segl-portal", Profile::Dev).to_string_lossy(), &["demo", "--json"]);
    portal.arg("--data").arg(data).arg("--port").arg(port.to_string()).stdout(Stdio::piped());
    portal
}

/// The app, on a device of the demo's own: a vault that somebody already uses stays out of it.
fn app(workspace: &Workspace, data: &Path) -> Result<Command, StepError> {
    let binary = workspace.binary("segl-app", Profile::Dev);
    let mut app = if keyring::is_missing() { keyring::around(&binary, data)? } else { Command::new(binary) };
    app.env("SEGL_HOME", data.join("device"));
    Ok(app)
}

fn next_steps(origin: &str, window: bool) -> String {
    let app = if window { "Segl" } else { "the app" };
    format!(
        "1. Open {origin} in a browser, type the user name your.name, press Next.\n\
         2. Press Get a one-time code by e-mail, read it at {origin}/demo/mail and type it.\n\
         3. My profile, tab Authentication types, the round +, Soft token: a QR code appears.\n\
         4. In {app}: Add identity, This screen, type the activation password, choose a PIN.\n\
         5. Log out, log in again, and approve it in {app}. Ctrl-C here stops everything."
    )
}

fn name_what_other_systems_need() {
    if cfg!(target_os = "macos") {
        println!("This needs Apple's command line tools: xcode-select --install");
    }
    if cfg!(windows) {
        println!("This needs Microsoft's C++ build tools and the WebView2 runtime (part of Windows 11).");
    }
}

fn a_screen_is_there() -> Result<(), StepError> {
    let has_screen = !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .into_iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    if has_screen {
        return Ok(());
    }
    let sentence = "there is no screen here for the app's window: run it in a desktop, or with --headless";
    Err(StepError::Needed(sentence.into()))
}

fn on_interrupt() -> Result<Arc<AtomicBool>, StepError> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))
        .map_err(|_| StepError::Needed("another program handles Ctrl-C for this one".into()))?;
    Ok(stop)
}

/// A running part of the demo. Dropped, it is stopped.
struct Part {
    name: &'static str,
    child: Child,
}

impl Part {
    fn start(name: &'static str, mut command: Command) -> Result<Self, StepError> {
        println!("\n$ {}", step::show(&command));
        // A group of its own: what the part starts ends with it, whoever was signalled.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|source| step::not_started(&command, source))?;
        Ok(Self { name, child })
    }

    /// Waits for the line of JSON in which the portal says that it is ready, and returns its origin.
    fn until_it_is_ready(&mut self) -> Result<String, StepError> {
        let mut line = String::new();
        if let Some(output) = self.child.stdout.as_mut() {
            let read = BufReader::new(output).read_line(&mut line);
            read.map_err(|source| StepError::File { what: format!("{} is lost", self.name), source })?;
        }
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let origin = said["origin"].as_str().map(str::to_owned);
        origin.ok_or_else(|| StepError::Needed(format!("{} does not start; it has said why above", self.name)))
    }

    fn until_it_ends(&mut self, stop: &AtomicBool) -> Result<(), StepError> {
        while !stop.load(Ordering::Relaxed) {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(PAUSE),
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(StepError::Ended { call: self.name.into(), status }),
                Err(source) => return Err(StepError::File { what: format!("{} is lost", self.name), source }),
            }
        }
        Ok(())
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if cfg!(unix) && !self.has_ended() {
            let _ = step::ask(&mut step::command("kill", &["-TERM", "--", &format!("-{}", self.child.id())]));
        }
        for _ in 0..GRACE {
            if self.has_ended() {
                return;
            }
            thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PAUSE: Duration = Duration::from_millis(50);

/// How many pauses a part may take to end by itself: three seconds.
const GRACE: usize = 60;
