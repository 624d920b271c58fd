//! fprintd over D-Bus (`net.reactivated.Fprint`): it says yes or no and protects no key.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use authenticator::ports::{Presence, PresenceError, TokenId};
use zbus::{
    MatchRule,
    blocking::{Connection, MessageIterator, connection},
    message::Type,
    zvariant::{DynamicDeserialize, OwnedObjectPath},
};

/// The system's fingerprint reader.
#[derive(Debug)]
pub struct FingerprintReader {
    finger: Duration,
    /// Ends the question that is asked at this moment.
    asked: Mutex<Option<Sender<Told>>>,
}

impl Default for FingerprintReader {
    fn default() -> Self {
        Self::with_patience(Duration::from_secs(30))
    }
}

/// What is told while a finger is waited for.
#[derive(Debug)]
enum Told {
    /// `VerifyStatus`: how it went, and whether that is all.
    Status(String, bool),
    /// The user wants the PIN instead.
    Cancelled,
    /// The reader's service, or the bus, is gone.
    Gone,
}

impl FingerprintReader {
    /// A reader that waits this long for a finger.
    #[must_use]
    pub fn with_patience(finger: Duration) -> Self {
        Self { finger, asked: Mutex::default() }
    }

    /// Waits until the reader knows, the user has had enough, or patience ends.
    fn verdict(&self, told: &mpsc::Receiver<Told>) -> Result<(), PresenceError> {
        loop {
            match told.recv_timeout(self.finger) {
                Ok(Told::Status(status, is_done)) => match (status.as_str(), is_done) {
                    ("verify-match", _) => return Ok(()),
                    ("verify-no-match", _) => return Err(PresenceError::Refused),
                    ("verify-disconnected", _) => return Err(PresenceError::NoReader),
                    // A poor scan: the reader waits for the next.
                    (_, false) => {}
                    (_, true) => return Err(PresenceError::Failed),
                },
                Ok(Told::Cancelled) => return Err(PresenceError::Cancelled),
                Ok(Told::Gone) | Err(RecvTimeoutError::Disconnected) => return Err(PresenceError::NoReader),
                Err(RecvTimeoutError::Timeout) => return Err(PresenceError::TimedOut),
            }
        }
    }

    fn begin(&self, tells: Sender<Told>) -> Result<Asked<'_>, PresenceError> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.is_some() {
            return Err(PresenceError::Busy);
        }
        *asked = Some(tells);
        Ok(Asked(self))
    }
}

impl Presence for FingerprintReader {
    fn is_available(&self) -> Result<(), PresenceError> {
        let fingers: Vec<String> = Device::open()?.call("ListEnrolledFingers", Some(OWN))?;
        if fingers.is_empty() { Err(PresenceError::NotEnrolled) } else { Ok(()) }
    }

    /// The system's settings are where fingers are enrolled.
    fn set_up(&self, _token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        self.is_available().map(|()| None)
    }

    /// fprintd has no place for a reason: the window that asks shows it.
    fn confirm(&self, _token: &TokenId, _reason: &str) -> Result<(), PresenceError> {
        let (tells, told) = mpsc::channel();
        let _asked = self.begin(tells.clone())?;
        let device = Device::open()?;
        // 1. Listen before anything can be said.
        device.listen(tells)?;
        // 2. The reader is ours until it is released.
        let claim = Claim::take(&device)?;
        // 3. Any finger that this user has enrolled.
        device.call::<()>("VerifyStart", Some("any"))?;
        let verdict = self.verdict(&told);
        // 4. Stop and release, whatever was said.
        let _ = device.call::<()>("VerifyStop", None);
        drop(claim);
        device.close();
        verdict
    }

    fn cancel(&self) {
        if let Some(tells) = &*self.asked.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = tells.send(Told::Cancelled);
        }
    }
}

/// A question is asked, until this is dropped.
struct Asked<'reader>(&'reader FingerprintReader);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// A reader that fprintd knows.
struct Device {
    bus: Connection,
    path: OwnedObjectPath,
}

impl Device {
    /// The default reader, over a connection whose calls end.
    fn open() -> Result<Self, PresenceError> {
        let bus = connection::Builder::system().map(|builder| builder.method_timeout(CALL));
        let bus = bus.and_then(connection::Builder::build).map_err(|_| PresenceError::NoReader)?;
        let manager = "/net/reactivated/Fprint/Manager";
        let reply = bus.call_method(Some(FPRINTD), manager, Some(MANAGER), "GetDefaultDevice", &());
        let path = reply.and_then(|reply| reply.body().deserialize()).map_err(|error| named(&error))?;
        Ok(Self { bus, path })
    }

    fn call<T>(&self, method: &str, argument: Option<&str>) -> Result<T, PresenceError>
    where
        T: for<'d> DynamicDeserialize<'d>,
    {
        let reply = match argument {
            Some(argument) => self.bus.call_method(Some(FPRINTD), &self.path, Some(DEVICE), method, &argument),
            None => self.bus.call_method(Some(FPRINTD), &self.path, Some(DEVICE), method, &()),
        };
        reply.and_then(|reply| reply.body().deserialize()).map_err(|error| named(&error))
    }

    /// Tells what the reader says, and when fprintd is gone, from threads that end with the connection.
    fn listen(&self, tells: Sender<Told>) -> Result<(), PresenceError> {
        let statuses = || {
            let rule = MatchRule::builder().sender(FPRINTD)?.path(self.path.as_ref())?.interface(DEVICE)?;
            self.follow(rule.member("VerifyStatus")?)
        };
        let owners = || {
            let rule = MatchRule::builder().sender(BUS)?.interface(BUS)?.member("NameOwnerChanged")?;
            self.follow(rule.arg(0, FPRINTD)?)
        };
        let (statuses, owners) = (statuses().map_err(|error| named(&error))?, owners().map_err(|error| named(&error))?);
        let gone = tells.clone();
        thread::spawn(move || {
            for (status, is_done) in statuses.flatten().flat_map(|signal| signal.body().deserialize()) {
                let _ = tells.send(Told::Status(status, is_done));
            }
            let _ = tells.send(Told::Gone);
        });
        thread::spawn(move || {
            for (_, _, owner) in
                owners.flatten().flat_map(|signal| signal.body().deserialize::<(String, String, String)>())
            {
                if owner.is_empty() {
                    let _ = gone.send(Told::Gone);
                }
            }
        });
        Ok(())
    }

    fn follow(&self, rule: zbus::match_rule::Builder<'_>) -> zbus::Result<MessageIterator> {
        MessageIterator::for_match_rule(rule.msg_type(Type::Signal).build().to_owned(), &self.bus, None)
    }

    fn close(self) {
        let _ = self.bus.close();
    }
}

/// The reader, which nobody else may use until this is dropped.
struct Claim<'device>(&'device Device);

impl<'device> Claim<'device> {
    fn take(device: &'device Device) -> Result<Self, PresenceError> {
        device.call::<()>("Claim", Some(OWN))?;
        Ok(Self(device))
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let _ = self.0.call::<()>("Release", None);
    }
}

fn named(error: &zbus::Error) -> PresenceError {
    match error {
        zbus::Error::MethodError(name, ..) => match name.as_str().rsplit('.').next().unwrap_or_default() {
            "NoSuchDevice" | "ServiceUnknown" | "NameHasNoOwner" | "NoReply" | "SpawnFailed" => PresenceError::NoReader,
            "NoEnrolledPrints" => PresenceError::NotEnrolled,
            "PermissionDenied" | "AccessDenied" => PresenceError::Denied,
            "AlreadyInUse" => PresenceError::Busy,
            _ => PresenceError::Failed,
        },
        zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => PresenceError::TimedOut,
        _ => PresenceError::Failed,
    }
}

const FPRINTD: &str = "net.reactivated.Fprint";
const MANAGER: &str = "net.reactivated.Fprint.Manager";
const DEVICE: &str = "net.reactivated.Fprint.Device";

const BUS: &str = "org.freedesktop.DBus";

/// The user who asks.
const OWN: &str = "";

/// How long a call may take that no finger is needed for.
const CALL: Duration = Duration::from_secs(5);
