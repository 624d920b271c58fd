//! The keyring against a real gnome-keyring on a bus of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
#![expect(clippy::unused_self, clippy::used_underscore_binding, reason = "methods are as D-Bus calls them")]

mod support;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use authenticator::ports::{Keyring as _, KeyringError, VaultId};
use device::keyring::{Patience, SystemKeyring};
use rustix::process::{Pid, Signal, kill_process};
use zbus::{blocking, interface, zvariant::OwnedObjectPath};

const VAULT: VaultId = VaultId([0xa1; 16]);
const OTHER: VaultId = VaultId([0xb2; 16]);

/// Runs `body` in a session whose keyring is unlocked.
fn in_session(test: &str, body: impl FnOnce()) {
    in_bus(test, || {
        start_keyring();
        body();
    });
}

/// Runs `body` in a session of its own, where D-Bus starts a keyring when somebody asks for one.
fn in_bus(test: &str, body: impl FnOnce()) {
    in_bus_with(test, |_| None, body);
}

/// As [`in_bus`], on a bus that starts nothing by itself.
fn in_bare_bus(test: &str, body: impl FnOnce()) {
    let configuration = |home: &Path| {
        let file = home.join("bus.conf");
        fs::write(&file, BARE_BUS.replace("FOLDER", home.to_str().unwrap())).unwrap();
        Some(format!("--config-file={}", file.display()))
    };
    in_bus_with(test, configuration, body);
}

fn in_bus_with(test: &str, configuration: impl FnOnce(&Path) -> Option<String>, body: impl FnOnce()) {
    let home = tempfile::tempdir().unwrap();
    let mut wrapper = Command::new("dbus-run-session");
    wrapper.args(configuration(home.path())).arg("--").env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    for foreign in ["XDG_DATA_HOME", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        wrapper.env_remove(foreign);
    }
    support::inside(test, &mut wrapper, body);
}

/// Starts gnome-keyring, in the place of one that runs, unlocked with the test's password. It ends with its bus.
fn start_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--replace", "--unlock", "--components=secrets", "--daemonize"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    daemon.stdin.take().unwrap().write_all(b"a test's own password").unwrap();
    assert!(daemon.wait().unwrap().success());
    // The name on the bus changes hands a moment later.
    let answers = || dbus_send(&["--dest=org.freedesktop.secrets", LOGIN, "org.freedesktop.DBus.Peer.Ping"]);
    assert!((0..1000).any(|_| answers()), "the keyring does not answer");
}

fn keyring() -> SystemKeyring {
    SystemKeyring::default()
}

/// A keyring that is soon given up.
fn impatient(times: u32) -> SystemKeyring {
    SystemKeyring::with_patience(Patience { life: Duration::from_millis(300), times })
}

/// The process that is the Secret Service.
fn daemon() -> Pid {
    let bus = blocking::Connection::session().unwrap();
    let bus = blocking::fdo::DBusProxy::new(&bus).unwrap();
    let pid = bus.get_connection_unix_process_id("org.freedesktop.secrets".try_into().unwrap()).unwrap();
    Pid::from_raw(pid.try_into().unwrap()).unwrap()
}

/// The daemon, stopped until this is dropped: a stopped one would outlive its bus.
struct Stopped(Pid);

impl Stopped {
    fn stop() -> Self {
        let daemon = daemon();
        kill_process(daemon, Signal::STOP).unwrap();
        Self(daemon)
    }

    fn kill(&self) {
        kill_process(self.0, Signal::KILL).unwrap();
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = kill_process(self.0, Signal::CONT);
    }
}

fn lock_keyring() {
    let lock = ["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"];
    assert!(dbus_send(&["--dest=org.freedesktop.secrets", lock[0], lock[1], &format!("array:objpath:{LOGIN}")]));
}

fn dbus_send(arguments: &[&str]) -> bool {
    let mut send = Command::new("dbus-send");
    send.args(["--session", "--print-reply"]).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    send.status().unwrap().success()
}

#[test]
fn entry_comes_back_as_it_was_stored_and_goes_when_deleted() {
    in_session("entry_comes_back_as_it_was_stored_and_goes_when_deleted", || {
        assert_eq!(keyring().load(&VAULT).unwrap(), None);
        assert_eq!(keyring().delete(&VAULT), Ok(()), "nothing to delete is no error");
        let entry: Vec<u8> = (0..89).map(|byte: u8| byte.wrapping_mul(197)).collect();
        keyring().store(&VAULT, &entry).unwrap();
        keyring().store(&OTHER, b"another vault's").unwrap();
        assert_eq!(keyring().load(&VAULT).unwrap().unwrap().as_slice(), entry);
        keyring().store(&VAULT, b"the next").unwrap();
        assert_eq!(keyring().load(&VAULT).unwrap().unwrap().as_slice(), b"the next");
        keyring().delete(&VAULT).unwrap();
        assert_eq!(keyring().load(&VAULT).unwrap(), None);
        assert!(keyring().load(&OTHER).unwrap().is_some(), "each vault has its own");
        assert_eq!(keyring().probe(), Ok(()));
    });
}

#[test]
fn entry_is_found_again_when_the_keyring_was_restarted() {
    in_session("entry_is_found_again_when_the_keyring_was_restarted", || {
        keyring().store(&VAULT, b"kept").unwrap();
        start_keyring();
        assert_eq!(keyring().load(&VAULT).unwrap().unwrap().as_slice(), b"kept");
        start_keyring();
        assert_eq!(keyring().store(&VAULT, b"next"), Ok(()));
        start_keyring();
        assert_eq!(keyring().probe(), Ok(()));
    });
}

#[test]
fn keyring_says_that_it_is_locked() {
    in_session("keyring_says_that_it_is_locked", || {
        keyring().store(&VAULT, b"kept").unwrap();
        lock_keyring();
        assert_eq!(keyring().load(&VAULT).err(), Some(KeyringError::Locked));
        assert_eq!(keyring().store(&VAULT, b"next"), Err(KeyringError::Locked));
        assert_eq!(keyring().probe(), Err(KeyringError::Locked));
    });
}

#[test]
fn keyring_says_that_it_is_not_set_up_when_it_has_no_collection() {
    in_bus("keyring_says_that_it_is_not_set_up_when_it_has_no_collection", || {
        assert_eq!(keyring().load(&VAULT).unwrap(), None, "which is why nobody may trust this alone");
        assert_eq!(keyring().probe(), Err(KeyringError::NotSetUp));
    });
}

#[test]
fn keyring_says_that_there_is_none_when_there_is_no_bus() {
    let mut wrapper = Command::new("env");
    wrapper.arg("DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus");
    support::inside("keyring_says_that_there_is_none_when_there_is_no_bus", &mut wrapper, || {
        assert_eq!(keyring().load(&VAULT).err(), Some(KeyringError::NoService));
        assert_eq!(keyring().probe(), Err(KeyringError::NoService));
    });
}

#[test]
fn keyring_says_that_it_is_slow_when_it_does_not_stir() {
    in_session("keyring_says_that_it_is_slow_when_it_does_not_stir", || {
        keyring().store(&VAULT, b"kept").unwrap();
        let stopped = Stopped::stop();
        let impatient = impatient(1000);
        assert_eq!(impatient.load(&VAULT).err(), Some(KeyringError::Slow));
        assert_eq!(impatient.store(&VAULT, b"never"), Err(KeyringError::Slow), "behind the one that hangs");
        drop(stopped);
        assert_eq!(keyring().load(&VAULT).unwrap().unwrap().as_slice(), b"kept", "nothing was lost or half written");
        assert_eq!(impatient.probe(), Ok(()), "and it works again");
        assert_eq!(
            keyring().load(&VAULT).unwrap().unwrap().as_slice(),
            b"kept",
            "what was given up is not made up for"
        );
    });
}

#[test]
fn keyring_says_that_it_is_gone_when_it_ends_during_a_call() {
    in_bare_bus("keyring_says_that_it_is_gone_when_it_ends_during_a_call", || {
        start_keyring();
        keyring().store(&VAULT, b"kept").unwrap();
        let stopped = Stopped::stop();
        let call = thread::spawn(|| keyring().load(&VAULT));
        stopped.kill();
        assert_eq!(call.join().unwrap().err(), Some(KeyringError::NoService));
        assert_eq!(keyring().store(&VAULT, b"next"), Err(KeyringError::NoService));
        start_keyring();
        assert_eq!(keyring().load(&VAULT).unwrap().unwrap().as_slice(), b"kept", "back again, it has everything");
    });
}

#[test]
fn keyring_says_that_it_asks_when_nobody_answers_its_window() {
    in_bus("keyring_says_that_it_asks_when_nobody_answers_its_window", || {
        let _prompter = blocking::connection::Builder::session()
            .unwrap()
            .serve_at("/org/gnome/keyring/Prompter", SilentPrompter)
            .unwrap()
            .name("org.gnome.keyring.SystemPrompter")
            .unwrap()
            .build()
            .unwrap();
        start_keyring();
        keyring().store(&VAULT, b"kept").unwrap();
        lock_keyring();
        assert_eq!(impatient(3).load(&VAULT).err(), Some(KeyringError::Unanswered));
        let _stopped = Stopped::stop();
        assert_eq!(impatient(1000).load(&VAULT).err(), Some(KeyringError::Slow), "while it asks, it may stop too");
    });
}

/// The desktop's window for passwords, in front of which nobody sits.
struct SilentPrompter;

#[interface(name = "org.gnome.keyring.internal.Prompter")]
impl SilentPrompter {
    fn begin_prompting(&self, _callback: OwnedObjectPath) {}

    fn stop_prompting(&self, _callback: OwnedObjectPath) {}
}

/// A bus that starts nothing by itself.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"#;

/// The collection that gnome-keyring unlocks with the user's password.
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";
