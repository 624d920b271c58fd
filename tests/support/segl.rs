//! The real `segl` command on a device of its own.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use serde_json::Value;
use tempfile::TempDir;

use crate::process::Group;
use crate::session::Session;
use crate::{binary, disk};

/// One employee's device: a data folder (`SEGL_HOME`) in a session with a keyring.
#[derive(Debug)]
pub struct Segl<'session> {
    session: &'session Session,
    home: PathBuf,
    folder: TempDir,
}

impl<'session> Segl<'session> {
    /// A device that has never seen an identity.
    ///
    /// # Panics
    /// When the temporary folder is not writable.
    #[must_use]
    pub fn new(session: &'session Session) -> Self {
        let folder = TempDir::with_prefix("segl-device-").expect("the temporary folder is writable");
        let home = folder.path().join("data");
        Self { session, home, folder }
    }

    /// A device whose data folder is given, for instance on a disk that is full.
    #[must_use]
    pub fn with_home(session: &'session Session, home: &Path) -> Self {
        Self { home: home.into(), ..Self::new(session) }
    }

    /// The data folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// A call of the command, to be completed and run.
    #[must_use]
    pub fn call<I>(&self, arguments: I) -> Call<'_>
    where
        I: IntoIterator,
        I::Item: Into<std::ffi::OsString>,
    {
        let mut command = self.session.command(binary::segl());
        command.env("SEGL_HOME", &self.home);
        let arguments: Vec<_> = arguments.into_iter().map(Into::into).collect();
        command.args(arguments);
        Call { command, folder: self.folder.path(), logs: self.session.logs() }
    }
}

/// A call that has not been made yet.
#[derive(Debug)]
pub struct Call<'device> {
    command: Command,
    folder: &'device Path,
    logs: PathBuf,
}

impl Call<'_> {
    /// Hands over the PIN in a file that only this user can read.
    #[must_use]
    pub fn pin(self, pin: &str) -> Self {
        self.secret_file("--pin-file", "pin", pin)
    }

    /// Hands over a new PIN in a file that only this user can read.
    #[must_use]
    pub fn new_pin(self, pin: &str) -> Self {
        self.secret_file("--new-pin-file", "new-pin", pin)
    }

    /// Hands over the activation password in a file that only this user can read.
    #[must_use]
    pub fn activation_password(self, password: &str) -> Self {
        self.secret_file("--activation-password-file", "activation-password", password)
    }

    /// Hands over a secret, of which there is only one to this option, in a file that only this user can read.
    #[must_use]
    pub fn secret(self, option: &str, secret: &str) -> Self {
        self.secret_file(option, option.trim_start_matches('-'), secret)
    }

    /// Agrees beforehand.
    #[must_use]
    pub fn yes(mut self) -> Self {
        self.command.arg("--yes");
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Hands over text on standard input.
    ///
    /// # Panics
    /// When the device's folder is not writable.
    #[must_use]
    pub fn input(mut self, text: &str) -> Self {
        let path = self.write("input", text);
        self.command.stdin(File::open(path).expect("a file just written"));
        self
    }

    /// Runs the command on a terminal of its own, on which these lines are typed; what it shows there is the output.
    #[must_use]
    pub fn on_terminal(mut self, lines: &str) -> Self {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        let quoted = words.map(|word| format!("'{}'", word.to_string_lossy().replace('\'', r"'\''")));
        let call = quoted.collect::<Vec<_>>().join(" ");
        let mut script = Command::new("script");
        script.args(["--quiet", "--return", "--command", &call, "/dev/null"]);
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => script.env(name, value),
                None => script.env_remove(name),
            };
        }
        self.command = script;
        self.input(lines)
    }

    /// Lets the `nth` (from 1) of these system calls fail, as on a failing disk ([`disk::failing`]).
    #[must_use]
    pub fn failing(mut self, calls: &str, error: &str, nth: u32) -> Self {
        self.command = disk::failing(&self.command, calls, error, nth);
        self
    }

    /// Lets the command be killed as the `nth` (from 1) of these system calls begins ([`disk::killed`]).
    #[must_use]
    pub fn killed(mut self, calls: &str, nth: u32) -> Self {
        self.command = disk::killed(&self.command, calls, nth);
        self
    }

    /// Runs the command to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn run(mut self) -> Outcome {
        let done = self.command.output().unwrap_or_else(|error| panic!("{:?}: {error}", self.command));
        Outcome {
            call: format!("{:?}", self.command),
            status: done.status,
            output: String::from_utf8_lossy(&done.stdout).into_owned(),
            errors: String::from_utf8_lossy(&done.stderr).into_owned(),
        }
    }

    /// Runs the command with `--json` and returns what it printed.
    ///
    /// # Panics
    /// When it fails, or prints anything but JSON.
    #[must_use]
    pub fn json(mut self) -> Value {
        self.command.arg("--json");
        self.run().json()
    }

    /// Leaves the command running, `segl watch` for instance; its lines are in [`Group::output`].
    #[must_use]
    pub fn spawn(self, name: &str) -> Group {
        Group::spawn(name, &self.logs, self.command)
    }

    fn secret_file(mut self, flag: &str, name: &str, secret: &str) -> Self {
        let path = self.write(name, secret);
        self.command.arg(flag).arg(path);
        self
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        // A call that is still running may read its own file: each call gets a new one.
        let folder = TempDir::with_prefix_in(name, self.folder).expect("the device's folder is writable").keep();
        let path = folder.join(name);
        let mut file = File::options().create_new(true).write(true).mode(0o600).open(&path).expect("a new file");
        file.write_all(text.as_bytes()).expect("the device's folder is writable");
        path
    }
}

/// What a call came to.
#[derive(Debug)]
pub struct Outcome {
    call: String,
    /// How the command ended.
    pub status: ExitStatus,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Outcome {
    /// Passes when the command succeeded, and returns standard output without the last newline.
    ///
    /// # Panics
    /// When it failed; the message carries everything it said.
    pub fn success(self) -> String {
        assert!(self.status.success(), "{self}");
        self.output.trim_end().into()
    }

    /// Passes when the command failed, and returns standard error.
    ///
    /// # Panics
    /// When it succeeded, or was killed (which is a crash, not a refusal).
    #[must_use]
    pub fn refusal(self) -> String {
        assert!(!self.status.success() && self.status.code().is_some_and(|code| code != 101), "{self}");
        self.errors
    }

    /// Reads standard output of a success as JSON.
    ///
    /// # Panics
    /// When the command failed, or printed anything but JSON.
    #[must_use]
    pub fn json(self) -> Value {
        assert!(self.status.success(), "{self}");
        serde_json::from_str(&self.output).unwrap_or_else(|error| panic!("not JSON: {error}\n{self}"))
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} ended: {}\n{}\n{}", self.call, self.status, self.output, self.errors)
    }
}
