//! The real portal: one process, its configuration, its database, its outbox.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::mail::{self, Mail};
use crate::postgres::Postgres;
use crate::process::Group;
use crate::{binary, port, wait};

/// How a portal is to be configured. Everything that is not said is the portal's own default.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A PostgreSQL URL, or nothing where any database will do: SQLite in the portal's own folder, or a PostgreSQL server
    /// of the portal's own when `SEGL_DATABASE` is `postgresql`.
    pub database: Option<String>,
    /// An SMTP URL such as `smtp://127.0.0.1:2525`, or nothing for the outbox folder.
    pub smtp: Option<String>,
    /// More lines of TOML: `language = "da"`.
    pub more: String,
    /// Whose time it is.
    pub clock: Clock,
}

/// Whose time a portal goes by.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Clock {
    /// The test's: it can jump ahead ([`Portal::advance`]). Each look at it reads a file.
    #[default]
    Movable,
    /// The system's, and the portal's own way of logging: nothing stands between the portal and the machine.
    System,
}

/// A running portal. Dropped, it is killed and its data is gone.
#[derive(Debug)]
pub struct Portal {
    process: Option<Group>,
    port: u16,
    database: Option<String>,
    clock: Clock,
    ahead: AtomicU64,
    folder: TempDir,
    /// Under the portal, and so dropped after it.
    _server: Option<Box<Postgres>>,
}

impl Portal {
    /// Starts a portal with SQLite and an outbox folder, and waits until it answers.
    ///
    /// # Panics
    /// When it ends before it answers; the message carries its log.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&Settings::default())
    }

    /// Starts a portal with settings, and waits until it answers.
    ///
    /// # Panics
    /// As [`Portal::start`].
    #[must_use]
    pub fn start_with(settings: &Settings) -> Self {
        let folder = TempDir::with_prefix("segl-portal-").expect("the temporary folder is writable");
        let port = port::free();
        let any_will_do = settings.database.is_none();
        let server =
            (any_will_do && env::var_os(DATABASE).is_some_and(|wanted| wanted == "postgresql")).then(Postgres::start);
        let database = settings.database.clone().or(server.as_ref().map(Postgres::url));
        let settings = Settings { database, ..settings.clone() };
        fs::write(folder.path().join("portal.toml"), configuration(&settings, port)).expect("a new folder is writable");
        let portal = Self::start_in(folder, port, settings.database, settings.clock);
        Self { _server: server.map(Box::new), ..portal }
    }

    /// Starts a second node beside a portal on a database server: the same origin and key file, another process, port,
    /// and data folder. What is asked of it goes to [`Portal::port`]; its own origin would be the proxy before both.
    ///
    /// # Panics
    /// As [`Portal::start`], and when the other one is on SQLite.
    #[must_use]
    pub fn start_beside(other: &Self) -> Self {
        assert!(other.database.is_some(), "two nodes share a database server");
        let folder = TempDir::with_prefix("segl-portal-").expect("the temporary folder is writable");
        let port = port::free();
        let toml = fs::read_to_string(other.config()).expect("the other portal has a configuration");
        let toml = toml.replace(&format!("127.0.0.1:{}", other.port), &format!("127.0.0.1:{port}"));
        let data = folder.path().join("data");
        let made = fs::create_dir(&data)
            .and_then(|()| fs::copy(other.folder().join("data/portal.key"), data.join("portal.key")))
            .and_then(|_| fs::write(folder.path().join("portal.toml"), toml));
        made.expect("the other portal has made its key, and a new folder is writable");
        Self::start_in(folder, port, other.database.clone(), other.clock)
    }

    fn start_in(folder: TempDir, port: u16, database: Option<String>, clock: Clock) -> Self {
        set_clock(folder.path(), 0);
        let mut portal = Self { process: None, port, database, clock, ahead: AtomicU64::new(0), folder, _server: None };
        portal.restart();
        portal
    }

    /// Stops the portal as a power cut does, if it runs, and starts it on the same data and the same port.
    ///
    /// # Panics
    /// As [`Portal::start`].
    pub fn restart(&mut self) {
        self.stop();
        let mut command = self.command(&["serve"]);
        if self.clock == Clock::Movable {
            command.envs([("RUST_LOG", "info"), ("NO_COLOR", "1")]);
        }
        let mut process = Group::spawn("segl-portal", self.folder.path(), command);
        let port = self.port;
        process.until("the portal's first answer", |_| answers(port).then_some(()));
        self.process = Some(process);
    }

    /// Lets the portal's clock jump ahead, on top of earlier jumps. Devices and browsers stay where they are.
    ///
    /// The portal's process reads the system's clock through libfaketime, which reads the offset from a file.
    ///
    /// # Panics
    /// When the portal's folder is not writable.
    pub fn advance(&self, seconds: u64) {
        let ahead = self.ahead.fetch_add(seconds, Ordering::Relaxed) + seconds;
        set_clock(self.folder.path(), ahead);
    }

    /// Kills the portal. Its data stays.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// The port it listens on, on loopback.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The running process, for looking at what it uses; nothing when it is stopped.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.process.as_ref().map(Group::leader)
    }

    /// Where the portal is, without a slash at the end: `http://localhost:1234`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The address of a page: `portal.url("/login")`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The folder of the configuration, the database, the keys and the outbox.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The URL of its database.
    #[must_use]
    pub fn database(&self) -> String {
        let sqlite = || format!("sqlite://{}", self.folder().join("data/portal.db").display());
        self.database.clone().unwrap_or_else(sqlite)
    }

    /// The configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("portal.toml")
    }

    /// Everything that the portal has logged.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        format!("{}{}", read("segl-portal.out"), read("segl-portal.err"))
    }

    /// A call of `segl-portal` with this configuration: `&["token", "list", "--json"]`.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary::portal());
        command.args(arguments).arg("--config").arg(self.config()).current_dir(self.folder.path());
        if self.clock == Clock::Movable {
            command.env("LD_PRELOAD", faketime()).env("FAKETIME_TIMESTAMP_FILE", self.folder.path().join(CLOCK));
            command.envs([("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]);
        }
        command
    }

    /// Runs a call of `segl-portal` and returns its standard output.
    ///
    /// # Panics
    /// When it fails; the message carries what it said.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).output().expect("the portal's binary starts");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "segl-portal {arguments:?} ended: {}\n{said}", done.status);
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// Creates an employee.
    ///
    /// # Panics
    /// As [`Portal::run`].
    pub fn add_user(&self, user_name: &str, mail: &str) {
        let _ = self.run(&["user", "add", user_name, "--name", "Your Name", "--mail", mail]);
    }

    /// The mails that the portal has written to this address, oldest first.
    #[must_use]
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        let mut mails = mail::outbox(&self.folder.path().join("outbox"));
        mails.retain(|mail| mail.to.contains(address));
        mails
    }

    /// The first one-time code in the mails after the first `seen` ones. Waits until it has arrived; notices may come before
    /// it.
    ///
    /// # Panics
    /// When it does not come.
    #[must_use]
    pub fn one_time_code(&self, address: &str, seen: usize) -> String {
        wait::until("a mail with a one-time code", || {
            self.mails_to(address).iter().skip(seen).find_map(Mail::one_time_code)
        })
    }

    /// Waits until the log contains this text.
    ///
    /// # Panics
    /// When it never does.
    pub fn logged(&self, text: &str) {
        wait::until(text, || self.log().contains(text).then_some(()));
    }
}

fn configuration(settings: &Settings, port: u16) -> String {
    let mut toml = format!(
        "listen = \"127.0.0.1:{port}\"\norigin = \"http://localhost:{port}\"\nname = \"Nordhavn Energi\"\ndata = \"data\"\n"
    );
    if let Some(url) = &settings.database {
        let _ = writeln!(toml, "database = \"{url}\"");
    }
    let _ = writeln!(toml, "{}\n[mail]\nfrom = \"Nordhavn Energi <portal@nordhavn.example>\"", settings.more);
    let _ = match &settings.smtp {
        Some(url) => writeln!(toml, "smtp = \"{url}\""),
        None => writeln!(toml, "outbox = \"outbox\""),
    };
    toml
}

/// Replaced as a whole: the portal may be reading it.
fn set_clock(folder: &Path, ahead: u64) {
    let (new, file) = (folder.join("clock.new"), folder.join(CLOCK));
    let written = fs::write(&new, format!("+{ahead}\n")).and_then(|()| fs::rename(new, file));
    written.expect("the portal's folder is writable");
}

/// Debian's place, on any architecture.
fn faketime() -> PathBuf {
    let libraries = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut found =
        libraries.map(|entry| entry.path().join("faketime/libfaketimeMT.so.1")).filter(|path| path.is_file());
    found.next().expect("libfaketime is installed: `cargo xtask test` does it")
}

const CLOCK: &str = "clock";

const DATABASE: &str = "SEGL_DATABASE";

/// Whether anything answers over HTTP, whatever it says.
fn answers(port: u16) -> bool {
    port::answers(port) && !matches!(ureq::get(format!("http://127.0.0.1:{port}/")).call(), Err(ureq::Error::Io(_)))
}
