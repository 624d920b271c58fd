//! Fingerprints: the system's own fprintd with libfprint's virtual reader, on a private bus; polkit is the test's.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
#![expect(clippy::unused_self, clippy::used_underscore_binding, reason = "methods are as D-Bus calls them")]

mod support;

use std::{
    collections::HashMap,
    env,
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use authenticator::ports::{Presence as _, PresenceError, TokenId};
use device::presence::FingerprintReader;
use zbus::{
    blocking::{Connection, Proxy, connection},
    interface,
    zvariant::{OwnedObjectPath, OwnedValue},
};

/// Runs `body` where a private bus is the system's, with an fprintd and a polkit on it.
fn with_reader(test: &str, body: impl FnOnce(&Stage)) {
    on_bus(test, || body(&Stage::set()));
}

fn on_bus(test: &str, body: impl FnOnce()) {
    let folder = tempfile::tempdir().unwrap();
    let mut wrapper = Command::new("dbus-run-session");
    wrapper.args(["--", "sh", "-c", "DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec \"$@\"", "sh"]);
    wrapper.env("STATE_DIRECTORY", folder.path()).env("FP_VIRTUAL_DEVICE", folder.path().join("reader"));
    wrapper.env("FP_DRIVERS_WHITELIST", "virtual_device");
    support::inside(test, &mut wrapper, body);
}

/// The system around the reader.
struct Stage {
    fprintd: Child,
    allows: Arc<AtomicBool>,
    _polkit: Connection,
}

impl Stage {
    fn set() -> Self {
        let allows = Arc::new(AtomicBool::new(true));
        let polkit = connection::Builder::session()
            .unwrap()
            .serve_at("/org/freedesktop/PolicyKit1/Authority", Polkit { allows: Arc::clone(&allows) })
            .unwrap()
            .name("org.freedesktop.PolicyKit1")
            .unwrap()
            .build()
            .unwrap();
        let program =
            ["/usr/libexec/fprintd", "/usr/lib/fprintd/fprintd"].into_iter().find(|path| Path::new(path).exists());
        let mut fprintd = Command::new(program.expect("fprintd is installed"));
        let fprintd = fprintd.arg("--no-timeout").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let stage = Self { fprintd, allows, _polkit: polkit };
        until("fprintd", || reader().is_available() != Err(PresenceError::NoReader));
        stage
    }

    /// Enrols a finger, as the system's settings do.
    fn enrol(&self, finger: &str) {
        let device = device();
        let () = device.call("Claim", &"").unwrap();
        let mut statuses = device.receive_signal("EnrollStatus").unwrap();
        let () = device.call("EnrollStart", &"right-index-finger").unwrap();
        loop {
            put_finger(&format!("SCAN {finger}"));
            let (status, is_done): (String, bool) = statuses.next().unwrap().body().deserialize().unwrap();
            if is_done {
                assert_eq!(status, "enroll-completed");
                break;
            }
        }
        let () = device.call("EnrollStop", &()).unwrap();
        let () = device.call("Release", &()).unwrap();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.fprintd.kill();
        let _ = self.fprintd.wait();
    }
}

/// Says yes or no to everything, without asking anybody.
struct Polkit {
    allows: Arc<AtomicBool>,
}

#[interface(name = "org.freedesktop.PolicyKit1.Authority")]
impl Polkit {
    fn check_authorization(
        &self,
        _subject: (String, HashMap<String, OwnedValue>),
        _action: &str,
        _details: HashMap<String, String>,
        _flags: u32,
        _cancellation: &str,
    ) -> ((bool, bool, HashMap<String, String>),) {
        ((self.allows.load(Ordering::SeqCst), false, HashMap::new()),)
    }

    #[zbus(property)]
    fn backend_name(&self) -> &'static str {
        "test"
    }

    #[zbus(property)]
    fn backend_version(&self) -> &'static str {
        "1"
    }

    #[zbus(property)]
    fn backend_features(&self) -> u32 {
        0
    }
}

fn token() -> TokenId {
    TokenId::from([7; 16])
}

fn reader() -> FingerprintReader {
    FingerprintReader::with_patience(PATIENCE)
}

/// fprintd's own view of the reader, as another program has it.
fn device() -> Proxy<'static> {
    let bus = Connection::system().unwrap();
    let manager = "net.reactivated.Fprint.Manager";
    let manager = Proxy::new(&bus, "net.reactivated.Fprint", "/net/reactivated/Fprint/Manager", manager).unwrap();
    let path: OwnedObjectPath = manager.call("GetDefaultDevice", &()).unwrap();
    Proxy::new(&bus, "net.reactivated.Fprint", path, "net.reactivated.Fprint.Device").unwrap()
}

/// The virtual reader listens while somebody has claimed it.
fn is_claimed() -> bool {
    UnixStream::connect(env::var_os("FP_VIRTUAL_DEVICE").unwrap()).is_ok()
}

/// Tells the virtual reader what happens on its glass.
fn put_finger(what: &str) {
    let socket = env::var_os("FP_VIRTUAL_DEVICE").unwrap();
    let mut stream = None;
    until("the reader's socket", || {
        stream = UnixStream::connect(&socket).ok();
        stream.is_some()
    });
    let mut stream = stream.unwrap();
    stream.write_all(what.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

/// What comes of a question, when these things happen on the glass.
fn confirmed(happens: &[&str]) -> Result<(), PresenceError> {
    thread::scope(|scope| {
        let verdict = scope.spawn(|| reader().confirm(&token(), "Show the codes"));
        for what in happens {
            put_finger(what);
        }
        verdict.join().unwrap()
    })
}

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let tries = 3000;
    let waited = (0..tries).any(|_| {
        condition() || {
            thread::sleep(Duration::from_millis(20));
            false
        }
    });
    assert!(waited, "waited in vain for {what}");
}

#[test]
fn person_is_there_when_the_finger_is_enrolled_and_not_when_it_is_another() {
    with_reader("person_is_there_when_the_finger_is_enrolled_and_not_when_it_is_another", |stage| {
        assert_eq!(reader().is_available(), Err(PresenceError::NotEnrolled));
        assert_eq!(reader().set_up(&token()), Err(PresenceError::NotEnrolled));
        stage.enrol("own");
        assert_eq!(reader().is_available(), Ok(()));
        assert_eq!(reader().set_up(&token()), Ok(None), "it protects no key");
        assert_eq!(reader().sign(&token(), "", b"approve"), Err(PresenceError::NoReader), "and signs nothing");
        assert_eq!(confirmed(&["SCAN own"]), Ok(()));
        assert_eq!(confirmed(&["SCAN other"]), Err(PresenceError::Refused));
        assert_eq!(confirmed(&["RETRY 1", "SCAN own"]), Ok(()), "a poor scan is no answer");
        assert_eq!(confirmed(&["ERROR 0"]), Err(PresenceError::Failed));
        assert_eq!(confirmed(&["SCAN own"]), Ok(()), "each time the reader is given back");
    });
}

#[test]
fn question_ends_when_nobody_comes_or_the_user_has_had_enough() {
    with_reader("question_ends_when_nobody_comes_or_the_user_has_had_enough", |stage| {
        stage.enrol("own");
        let hurried = FingerprintReader::with_patience(Duration::from_millis(100));
        assert_eq!(hurried.confirm(&token(), ""), Err(PresenceError::TimedOut));

        let reader = reader();
        thread::scope(|scope| {
            let verdict = scope.spawn(|| reader.confirm(&token(), ""));
            until("a claimed reader", is_claimed);
            reader.cancel();
            assert_eq!(verdict.join().unwrap(), Err(PresenceError::Cancelled));
        });
        reader.cancel();
        assert_eq!(confirmed(&["SCAN own"]), Ok(()), "the reader is free again");
    });
}

#[test]
fn reader_is_busy_while_another_program_has_it() {
    with_reader("reader_is_busy_while_another_program_has_it", |stage| {
        stage.enrol("own");
        let other = device();
        let () = other.call("Claim", &"").unwrap();
        assert_eq!(reader().confirm(&token(), ""), Err(PresenceError::Busy));
        let () = other.call("Release", &()).unwrap();
        assert_eq!(confirmed(&["SCAN own"]), Ok(()));
    });
}

#[test]
fn reader_is_denied_when_polkit_says_no() {
    with_reader("reader_is_denied_when_polkit_says_no", |stage| {
        stage.enrol("own");
        stage.allows.store(false, Ordering::SeqCst);
        assert_eq!(reader().is_available(), Err(PresenceError::Denied));
        assert_eq!(reader().confirm(&token(), ""), Err(PresenceError::Denied));
    });
}

#[test]
fn reader_is_gone_when_its_service_ends_during_a_question() {
    with_reader("reader_is_gone_when_its_service_ends_during_a_question", |stage| {
        stage.enrol("own");
        let reader = reader();
        thread::scope(|scope| {
            let verdict = scope.spawn(|| reader.confirm(&token(), ""));
            until("a claimed reader", is_claimed);
            let fprintd = rustix::process::Pid::from_child(&stage.fprintd);
            rustix::process::kill_process(fprintd, rustix::process::Signal::KILL).unwrap();
            assert_eq!(verdict.join().unwrap(), Err(PresenceError::NoReader));
        });
    });
}

#[test]
fn there_is_no_reader_when_nothing_serves_one() {
    on_bus("there_is_no_reader_when_nothing_serves_one", || {
        assert_eq!(reader().is_available(), Err(PresenceError::NoReader));
        assert_eq!(reader().confirm(&token(), ""), Err(PresenceError::NoReader));
    });
}

const PATIENCE: Duration = Duration::from_secs(60);
