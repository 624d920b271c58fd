//! A fingerprint reader: the system's own fprintd with libfprint's virtual device, on a session's bus, where polkit is
//! the test's.

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use zbus::blocking::{Connection, Proxy, connection};
use zbus::interface;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

use crate::process::Group;
use crate::session::Session;
use crate::wait;

/// A reader that a session's programs find on their system bus. Dropped, it is unplugged.
#[derive(Debug)]
pub struct Reader {
    _fprintd: Group,
    bus: Connection,
    glass: PathBuf,
}

impl Reader {
    /// Plugs a reader in that knows no finger yet.
    ///
    /// # Panics
    /// When fprintd is missing or does not start.
    #[must_use]
    pub fn plug_in(session: &Session) -> Self {
        let folder = session.logs().join("reader");
        fs::create_dir_all(&folder).expect("the session's folder is writable");
        let glass = folder.join("glass");
        let bus = connection::Builder::address(&*session.bus_address())
            .and_then(|builder| builder.serve_at("/org/freedesktop/PolicyKit1/Authority", Polkit))
            .and_then(|builder| builder.name("org.freedesktop.PolicyKit1"))
            .and_then(connection::Builder::build)
            .expect("the session's bus takes a polkit");
        let mut fprintd = session.command(program());
        fprintd.arg("--no-timeout").env("STATE_DIRECTORY", &folder).env("FP_VIRTUAL_DEVICE", &glass);
        fprintd.env("FP_DRIVERS_WHITELIST", "virtual_device");
        let fprintd = Group::spawn("fprintd", &session.logs(), fprintd);
        let reader = Self { _fprintd: fprintd, bus, glass };
        wait::until("fprintd", || reader.device());
        reader
    }

    /// Enrols a finger, as the system's settings do.
    ///
    /// # Panics
    /// When the reader does not take it.
    pub fn enrol(&self, finger: &str) {
        let device = self.device().expect("fprintd runs");
        let () = device.call("Claim", &"").expect("nobody else has the reader");
        let mut statuses = device.receive_signal("EnrollStatus").expect("fprintd tells");
        let () = device.call("EnrollStart", &"right-index-finger").expect("the reader enrols");
        loop {
            self.touch(&format!("SCAN {finger}"));
            let status = statuses.next().expect("an answer to each scan");
            let (status, is_done): (String, bool) =
                status.body().deserialize().expect("a status and whether it is all");
            if is_done {
                assert_eq!(status, "enroll-completed");
                break;
            }
        }
        let () = device.call("EnrollStop", &()).expect("the reader stops");
        let () = device.call("Release", &()).expect("the reader is given back");
    }

    /// Tells the reader what happens on its glass, as soon as somebody has claimed it: `SCAN own`.
    ///
    /// # Panics
    /// When nobody claims it.
    pub fn touch(&self, what: &str) {
        let mut stream = wait::until("a claimed reader", || UnixStream::connect(&self.glass).ok());
        stream.write_all(what.as_bytes()).expect("the reader listens");
        stream.shutdown(Shutdown::Write).expect("the reader listens");
        let _ = stream.read_to_end(&mut Vec::new());
    }

    fn device(&self) -> Option<Proxy<'static>> {
        let manager = "net.reactivated.Fprint.Manager";
        let manager = Proxy::new(&self.bus, FPRINTD, "/net/reactivated/Fprint/Manager", manager).ok()?;
        let path: OwnedObjectPath = manager.call("GetDefaultDevice", &()).ok()?;
        Proxy::new(&self.bus, FPRINTD, path, "net.reactivated.Fprint.Device").ok()
    }
}

/// Says yes to everything, without asking anybody.
struct Polkit;

#[interface(name = "org.freedesktop.PolicyKit1.Authority")]
#[expect(clippy::unused_self, reason = "methods are as D-Bus calls them")]
impl Polkit {
    fn check_authorization(
        &self,
        subject: (String, HashMap<String, OwnedValue>),
        action: &str,
        details: HashMap<String, String>,
        flags: u32,
        cancellation: &str,
    ) -> ((bool, bool, HashMap<String, String>),) {
        let _ = (subject, action, details, flags, cancellation);
        ((true, false, HashMap::new()),)
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

fn program() -> &'static Path {
    let known = ["/usr/libexec/fprintd", "/usr/lib/fprintd/fprintd"].map(Path::new);
    known.into_iter().find(|path| path.exists()).expect("fprintd is installed")
}

const FPRINTD: &str = "net.reactivated.Fprint";
