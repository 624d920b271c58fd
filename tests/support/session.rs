//! A desktop session of its own: D-Bus, an unlocked gnome-keyring, a home folder, and a screen where one is needed.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::display::Display;
use crate::process::Group;
use crate::wait;

/// A private session. Dropped, its processes and its folder are gone.
#[derive(Debug)]
pub struct Session {
    // Dropped in this order: the keyring, the bus under it, the screen, the folder of all.
    keyring: Option<Group>,
    bus: Group,
    display: Option<Display>,
    folder: TempDir,
}

impl Session {
    /// A session without a screen, its keyring unlocked.
    ///
    /// # Panics
    /// When dbus-daemon or gnome-keyring-daemon are missing or do not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_on(None)
    }

    /// A session with a screen of 1280 × 900, its keyring unlocked.
    ///
    /// # Panics
    /// As [`Session::start`], and when Xvfb is missing.
    #[must_use]
    pub fn start_with_display() -> Self {
        Self::start_on(Some(Display::start(1280, 900)))
    }

    fn start_on(display: Option<Display>) -> Self {
        let folder = TempDir::with_prefix("segl-session-").expect("the temporary folder is writable");
        for name in ["home", "run", "logs"] {
            let path = folder.path().join(name);
            fs::create_dir(&path).expect("a new folder is writable");
            fs::set_permissions(&path, Permissions::from_mode(0o700)).expect("a new folder is ours");
        }
        let bus = start_bus(folder.path(), display.as_ref());
        let mut session = Self { keyring: None, bus, display, folder };
        session.start_keyring(PASSWORD);
        session
    }

    /// The session's home folder.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where this session's processes write their logs.
    #[must_use]
    pub fn logs(&self) -> PathBuf {
        self.folder.path().join("logs")
    }

    /// Where the session's bus listens.
    #[must_use]
    pub fn bus_address(&self) -> String {
        address(self.folder.path())
    }

    /// The screen.
    ///
    /// # Panics
    /// When the session was started without one.
    #[must_use]
    pub fn display(&self) -> &Display {
        self.display.as_ref().expect("this session was started with `start_with_display`")
    }

    /// A program that lives in this session: its environment says so, standard input is empty.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        inside(self.folder.path(), self.display.as_ref(), program)
    }

    /// Locks the keyring, as a screen saver may.
    ///
    /// # Panics
    /// When the keyring does not obey.
    pub fn lock_keyring(&self) {
        let call = ["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/aliases/default"];
        assert!(self.dbus_send("/org/freedesktop/secrets", &call).is_some(), "the keyring does not lock");
        wait::until("the locked keyring", || (self.keyring_is_locked() == Some(true)).then_some(()));
    }

    /// Takes the Secret Service off the bus; what it keeps stays. Nothing starts it again but
    /// [`Session::start_keyring`].
    pub fn stop_keyring(&mut self) {
        self.keyring = None;
    }

    /// Starts the keyring with the password of its login collection, and waits until it is unlocked.
    ///
    /// # Panics
    /// When it does not start, or the password is wrong.
    pub fn start_keyring(&mut self, password: &str) {
        let mut daemon = self.command("gnome-keyring-daemon");
        let control = self.folder.path().join("run/keyring");
        daemon.args(["--foreground", "--unlock", "--replace", "--components=secrets"]);
        daemon.arg("--control-directory").arg(control);
        let secret = self.folder.path().join("run/password");
        fs::File::create(&secret).and_then(|mut file| file.write_all(password.as_bytes())).expect("a writable folder");
        daemon.stdin(fs::File::open(&secret).expect("a file just written"));
        let mut keyring = Group::spawn("gnome-keyring", &self.logs(), daemon);
        keyring.until("the unlocked keyring", |_| (self.keyring_is_locked() == Some(false)).then_some(()));
        self.keyring = Some(keyring);
    }

    /// Whether the default collection is locked, or nothing while no Secret Service answers.
    fn keyring_is_locked(&self) -> Option<bool> {
        let call = ["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Locked"];
        let answer = self.dbus_send("/org/freedesktop/secrets/aliases/default", &call)?;
        match answer.split_whitespace().next_back()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn dbus_send(&self, path: &str, call: &[&str]) -> Option<String> {
        let mut send = self.command("dbus-send");
        send.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", path]).args(call);
        let done = send.output().expect("dbus-send comes with dbus");
        done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Whether the bus still runs.
    pub fn is_alive(&mut self) -> bool {
        self.bus.ended().is_none()
    }
}

fn start_bus(folder: &Path, display: Option<&Display>) -> Group {
    let configuration = folder.join("bus.conf");
    fs::write(&configuration, BUS.replace("ADDRESS", &address(folder))).expect("a new folder is writable");
    let mut daemon = inside(folder, display, "dbus-daemon");
    daemon.args(["--nofork", "--nopidfile", "--nosyslog", "--print-address=1", "--config-file"]).arg(configuration);
    let mut bus = Group::spawn("dbus-daemon", &folder.join("logs"), daemon);
    bus.until("the address of the bus", |bus| bus.output().contains('\n').then_some(()));
    bus
}

fn inside(folder: &Path, display: Option<&Display>, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for variable in FOREIGN {
        command.env_remove(variable);
    }
    command
        .stdin(Stdio::null())
        .env("HOME", folder.join("home"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("DBUS_SESSION_BUS_ADDRESS", address(folder))
        // What a computer's services say, a test says on the same bus.
        .env("DBUS_SYSTEM_BUS_ADDRESS", address(folder))
        // Without a settings daemon and an accessibility bus, GTK only waits for them.
        .envs([("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none"), ("GIO_USE_VFS", "local"), ("GSETTINGS_BACKEND", "memory")]);
    if let Some(display) = display {
        command.env("DISPLAY", display.name()).env("XDG_SESSION_TYPE", "x11").env("GDK_BACKEND", "x11");
    }
    command
}

fn address(folder: &Path) -> String {
    format!("unix:path={}", folder.join("run/bus").display())
}

/// A session bus that starts nothing by itself: what is on it was put there by a test.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>ADDRESS</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// What must not reach in from the session that runs the tests.
const FOREIGN: [&str; 14] = [
    "DISPLAY",
    "GNOME_KEYRING_CONTROL",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "SEGL_HOME",
    "SSH_AUTH_SOCK",
    "WAYLAND_DISPLAY",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_DATA_HOME",
    "XDG_SESSION_TYPE",
];

/// Opens every test's login keyring.
pub const PASSWORD: &str = "a test's own password";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    fn store(session: &Session, secret: &str) {
        let file = session.home().join("secret");
        fs::write(&file, secret).unwrap();
        let mut tool = session.command("secret-tool");
        tool.args(["store", "--label=Segl", "room", "tests"]).stdin(fs::File::open(file).unwrap());
        assert!(tool.status().unwrap().success());
    }

    fn lookup(session: &Session) -> String {
        let found = session.command("secret-tool").args(["lookup", "room", "tests"]).output().unwrap();
        String::from_utf8(found.stdout).unwrap()
    }

    #[test]
    fn keyring_returns_what_was_stored_also_after_it_was_restarted() {
        let mut session = Session::start();
        store(&session, "hej");
        assert_eq!(lookup(&session), "hej");
        session.stop_keyring();
        session.start_keyring(PASSWORD);
        assert_eq!(lookup(&session), "hej");
    }

    #[test]
    fn keyring_returns_nothing_when_locked() {
        let session = Session::start();
        store(&session, "hej");
        session.lock_keyring();
        assert_eq!(lookup(&session), "");
    }

    #[test]
    fn sessions_do_not_share_a_keyring() {
        let (first, second) = (Session::start(), Session::start());
        store(&first, "hej");
        assert_eq!(lookup(&second), "");
    }

    #[test]
    fn display_shows_what_runs_in_the_session() {
        let session = Session::start_with_display();
        assert!(session.display().xdotool(&["getdisplaygeometry"]).starts_with("1280 900"));
    }
}
