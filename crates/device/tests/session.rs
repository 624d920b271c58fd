//! Leaving the computer, as a logind and a screen saver of the test's own tell it, on a private bus.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
#![expect(clippy::used_underscore_binding, reason = "methods are as D-Bus calls them")]

mod support;

use std::{
    fs::File,
    process::Command,
    sync::{
        Mutex,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    time::Duration,
};

use device::session::{Departure, watch};
use zbus::{
    blocking::{Connection, connection},
    interface,
    zvariant::{OwnedFd, OwnedObjectPath},
};

/// Runs `body` where one private bus is both the system's and the session's.
fn on_bus(test: &str, body: impl FnOnce()) {
    let mut wrapper = Command::new("dbus-run-session");
    wrapper.args(["--", "sh", "-c", "DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec \"$@\"", "sh"]);
    support::inside(test, &mut wrapper, body);
}

/// What `watch` has told.
fn watched() -> Receiver<Departure> {
    let (told, hears) = mpsc::channel();
    let told = Mutex::new(told);
    watch(move |departure| told.lock().unwrap().send(departure).unwrap());
    hears
}

/// logind, as far as it is needed.
struct Logind {
    inhibited: mpsc::Sender<(String, String, File)>,
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Logind {
    /// Hands out one end of a pipe; the other tells when the program lets go.
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> OwnedFd {
        let (lets_go, held) = rustix::pipe::pipe().unwrap();
        self.inhibited.send((what.to_owned(), mode.to_owned(), File::from(lets_go))).unwrap();
        held.into()
    }
}

/// A session of logind.
struct Session {
    user: u32,
}

#[interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn user(&self) -> (u32, OwnedObjectPath) {
        (self.user, OwnedObjectPath::try_from("/org/freedesktop/login1/user/self").unwrap())
    }
}

fn emit(bus: &Connection, path: &str, interface: &str, signal: &str, body: Option<bool>) {
    match body {
        Some(body) => bus.emit_signal(None::<&str>, path, interface, signal, &body).unwrap(),
        None => bus.emit_signal(None::<&str>, path, interface, signal, &()).unwrap(),
    }
}

#[test]
fn sleep_is_told_before_it_begins_and_waits_until_it_was_told() {
    on_bus("sleep_is_told_before_it_begins_and_waits_until_it_was_told", || {
        let (inhibited, inhibitions) = mpsc::channel();
        let logind = connection::Builder::session()
            .unwrap()
            .name("org.freedesktop.login1")
            .unwrap()
            .serve_at(LOGIND, Logind { inhibited })
            .unwrap()
            .build()
            .unwrap();
        let told = watched();
        let (what, mode, mut lets_go) = inhibitions.recv_timeout(PATIENCE).unwrap();
        assert_eq!((what.as_str(), mode.as_str()), ("sleep", "delay"));

        emit(&logind, LOGIND, "org.freedesktop.login1.Manager", "PrepareForSleep", Some(true));
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Sleep));
        // The pipe ends when its last writer lets go.
        std::io::Read::read_to_end(&mut lets_go, &mut Vec::new()).unwrap();

        emit(&logind, LOGIND, "org.freedesktop.login1.Manager", "PrepareForSleep", Some(false));
        inhibitions.recv_timeout(PATIENCE).expect("awake again, it asks to be waited for again");
        assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Empty), "waking is no leaving");
    });
}

#[test]
fn lock_is_told_when_it_is_this_users_session() {
    on_bus("lock_is_told_when_it_is_this_users_session", || {
        let (own, other) = (format!("{LOGIND}/session/own"), format!("{LOGIND}/session/other"));
        let user = rustix::process::getuid().as_raw();
        let logind = connection::Builder::session()
            .unwrap()
            .name("org.freedesktop.login1")
            .unwrap()
            .serve_at(own.as_str(), Session { user })
            .unwrap()
            .serve_at(other.as_str(), Session { user: user + 1 })
            .unwrap()
            .build()
            .unwrap();
        let told = watched();
        emit(&logind, &own, "org.freedesktop.login1.Session", "Lock", None);
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Lock));

        emit(&logind, &other, "org.freedesktop.login1.Session", "Lock", None);
        emit(&logind, &own, "org.freedesktop.login1.Session", "Lock", None);
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Lock));
        assert_eq!(told.recv_timeout(A_MOMENT), Err(RecvTimeoutError::Timeout), "somebody else's session is not ours");
    });
}

#[test]
fn lock_is_told_only_by_logind_itself() {
    on_bus("lock_is_told_only_by_logind_itself", || {
        let told = watched();
        let stranger = Connection::session().unwrap();
        emit(&stranger, LOGIND, "org.freedesktop.login1.Session", "Lock", None);
        emit(&stranger, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", Some(true));
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Lock), "the screen saver's");
        assert_eq!(told.recv_timeout(A_MOMENT), Err(RecvTimeoutError::Timeout), "and no other");
    });
}

#[test]
fn screen_saver_is_told_when_it_covers_the_screen() {
    on_bus("screen_saver_is_told_when_it_covers_the_screen", || {
        let told = watched();
        let desktop = Connection::session().unwrap();
        for (interface, active) in [
            ("org.freedesktop.ScreenSaver", true),
            ("org.freedesktop.ScreenSaver", false),
            ("org.example.Battery", true),
            ("org.gnome.ScreenSaver", true),
        ] {
            emit(&desktop, "/org/freedesktop/ScreenSaver", interface, "ActiveChanged", Some(active));
        }
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Lock));
        assert_eq!(told.recv_timeout(PATIENCE), Ok(Departure::Lock));
        assert_eq!(told.recv_timeout(A_MOMENT), Err(RecvTimeoutError::Timeout), "two of the four");
    });
}

#[test]
fn watching_is_no_error_when_there_is_no_bus() {
    let mut wrapper = Command::new("env");
    wrapper.args(["DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus"]);
    wrapper.arg("DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent/bus");
    support::inside("watching_is_no_error_when_there_is_no_bus", &mut wrapper, || {
        assert!(watched().recv_timeout(A_MOMENT).is_err());
    });
}

const LOGIND: &str = "/org/freedesktop/login1";
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for what was sent before to have arrived: it cannot make a passing test fail.
const A_MOMENT: Duration = Duration::from_millis(200);
