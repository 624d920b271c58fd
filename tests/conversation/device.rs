//! A device whose keyring, disk, network and clock are in the test's hands.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use authenticator::{
    Authenticator, Identity, Pin,
    ports::{
        Clock, DeviceInfo, Keyring, KeyringError, Lock, Method, Portal, PortalError, Ports, Presence, PresenceError,
        Request, Response, TokenId, VaultFile, VaultFileError, VaultId,
    },
};
use device::{entropy::SystemEntropy, http::Https};
use identity::account::user::User;
use portal::clock::Clock as PortalClock;
use protocol::{EnrolmentId, PrivateKey, Timestamp, enrolment::PresencePolicy};
use zeroize::Zeroizing;

use crate::{
    PIN,
    issuer::{CheapKdf, Issuer, Stretching},
};

/// The portal, its clock, and a device.
pub(crate) struct Scene {
    pub(crate) issuer: Issuer,
    pub(crate) clock: PortalClock,
    pub(crate) device: Device,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::of_issuer_that_allows(PresencePolicy::None)
    }

    /// The same, where the organisation allows this with biometrics.
    pub(crate) fn of_issuer_that_allows(presence: PresencePolicy) -> Self {
        let clock = PortalClock::set_to(NOW);
        let issuer = Issuer::start_here_with(clock.clone(), presence);
        Self { issuer, clock: clock.clone(), device: Device::new(clock) }
    }

    /// A portal, and a device with one identity in use.
    pub(crate) fn enrolled() -> (Self, User, Identity) {
        let scene = Self::new();
        let (user, identity) = scene.enrol(&scene.device.authenticator());
        (scene, user, identity)
    }

    /// One more identity of one more employee.
    pub(crate) fn enrol(&self, authenticator: &Authenticator) -> (User, Identity) {
        let (user, eid, identity) = self.enrol_unconfirmed(authenticator);
        self.issuer.confirm(&user, eid).unwrap();
        (user, identity)
    }

    /// [`Scene::enrol`] without *OK*.
    pub(crate) fn enrol_unconfirmed(&self, authenticator: &Authenticator) -> (User, EnrolmentId, Identity) {
        let user = self.issuer.user();
        let offer = self.issuer.offer(&user, Stretching::Cheap);
        let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
        let activated = authenticator.activate(&invitation, &offer.activation_password).unwrap();
        let pin = authenticator.choose_pin(&activated, PIN).unwrap();
        let identity = authenticator.finish(&activated, &pin).unwrap();
        (user, offer.eid, identity)
    }

    /// Both clocks go on.
    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(seconds);
    }
}

/// What a device keeps, and how its parts are to fail.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) disk: Arc<MemoryDisk>,
    pub(crate) network: Arc<Network>,
    pub(crate) clock: Arc<DeviceClock>,
    pub(crate) guard: Arc<KeyGuard>,
}

impl Device {
    pub(crate) fn new(clock: PortalClock) -> Self {
        Self {
            keyring: Arc::default(),
            disk: Arc::default(),
            network: Arc::new(Network {
                https: Https::new("segl/test"),
                fault: Mutex::default(),
                sent: Mutex::default(),
            }),
            clock: Arc::new(DeviceClock { portal: clock, ahead: AtomicI64::new(0) }),
            guard: Arc::default(),
        }
    }

    /// A program that has just started on it.
    pub(crate) fn authenticator(&self) -> Authenticator {
        let text = || "test".to_owned();
        Authenticator::new(Ports {
            keyring: Box::new(Shared(self.keyring.clone())),
            vault_file: Box::new(Shared(self.disk.clone())),
            portal: Box::new(Shared(self.network.clone())),
            clock: Box::new(Shared(self.clock.clone())),
            entropy: Box::new(SystemEntropy::default()),
            presence: Box::new(Shared(self.guard.clone())),
            kdf: Box::new(CheapKdf),
            device: DeviceInfo { name: text(), os: text(), os_version: text(), arch: text(), app_version: text() },
        })
    }

    /// Vault and keyring, copied to another machine.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new(self.clock.portal.clone());
        copy.keyring.entries.lock().unwrap().clone_from(&self.keyring.entries.lock().unwrap());
        copy.disk.files.lock().unwrap().clone_from(&self.disk.files.lock().unwrap());
        copy
    }
}

/// A part that both the authenticator and the test hold.
struct Shared<T>(Arc<T>);

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A PIN as typed.
pub(crate) fn pin(typed: &str) -> Pin {
    Pin::parse(typed).unwrap()
}

/// A keyring in memory.
#[derive(Default)]
pub(crate) struct MemoryKeyring {
    pub(crate) entries: Mutex<HashMap<[u8; 16], Vec<u8>>>,
    /// What every call fails with.
    pub(crate) fault: Mutex<Option<KeyringError>>,
    /// What writing fails with.
    pub(crate) write_fault: Mutex<Option<KeyringError>>,
}

impl MemoryKeyring {
    fn serve(&self) -> Result<(), KeyringError> {
        self.fault.lock().unwrap().map_or(Ok(()), Err)
    }
}

impl Keyring for Shared<MemoryKeyring> {
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        self.serve()?;
        Ok(self.entries.lock().unwrap().get(&vault.0).cloned().map(Zeroizing::new))
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError> {
        self.serve()?;
        self.write_fault.lock().unwrap().map_or(Ok(()), Err)?;
        self.entries.lock().unwrap().insert(vault.0, entry.to_vec());
        Ok(())
    }

    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError> {
        self.serve()?;
        self.entries.lock().unwrap().remove(&vault.0);
        Ok(())
    }

    fn probe(&self) -> Result<(), KeyringError> {
        self.serve()
    }
}

/// The vault, and the bytes before.
pub(crate) type Files = (Option<Vec<u8>>, Option<Vec<u8>>);

/// A disk in memory.
#[derive(Default)]
pub(crate) struct MemoryDisk {
    pub(crate) files: Mutex<Files>,
    /// What locking fails with.
    pub(crate) lock_fault: Mutex<Option<VaultFileError>>,
    /// What writing fails with.
    pub(crate) write_fault: Mutex<Option<VaultFileError>>,
}

impl MemoryDisk {
    /// The bytes of the vault.
    pub(crate) fn vault(&self) -> Option<Vec<u8>> {
        self.files.lock().unwrap().0.clone()
    }

    /// Puts other bytes in the vault's place.
    pub(crate) fn set_vault(&self, bytes: Option<Vec<u8>>) {
        self.files.lock().unwrap().0 = bytes;
    }
}

struct Held;

impl Lock for Held {}

impl VaultFile for Shared<MemoryDisk> {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.lock_fault.lock().unwrap().map_or(Ok(Box::new(Held)), Err)
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        Ok(self.vault())
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        self.write_fault.lock().unwrap().map_or(Ok(()), Err)
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        self.write_fault.lock().unwrap().map_or(Ok(()), Err)?;
        let mut files = self.files.lock().unwrap();
        files.1 = files.0.take();
        files.0 = Some(bytes.to_vec());
        Ok(())
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.files.lock().unwrap().1 = None;
        Ok(())
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        *self.files.lock().unwrap() = (None, None);
        Ok(())
    }
}

/// A system that guards keys, each for one token, and releases them for the person at the reader.
#[derive(Default)]
pub(crate) struct KeyGuard {
    pub(crate) keys: Mutex<HashMap<TokenId, PrivateKey>>,
    /// Why nobody is there.
    pub(crate) nobody: Mutex<Option<PresenceError>>,
}

impl KeyGuard {
    /// Makes a key that was never registered, as another program's set-up would.
    pub(crate) fn renew(&self, token: TokenId) -> [u8; 65] {
        let key = PrivateKey::generate(&mut portal::entropy::SystemEntropy);
        let public = key.public().to_uncompressed();
        self.keys.lock().unwrap().insert(token, key);
        public
    }
}

impl Presence for Shared<KeyGuard> {
    fn is_available(&self) -> Result<(), PresenceError> {
        Ok(())
    }

    fn set_up(&self, token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        Ok(Some(self.renew(*token)))
    }

    fn confirm(&self, token: &TokenId, reason: &str) -> Result<(), PresenceError> {
        self.sign(token, reason, &[]).map(drop)
    }

    fn sign(&self, token: &TokenId, _reason: &str, message: &[u8]) -> Result<[u8; 64], PresenceError> {
        self.nobody.lock().unwrap().map_or(Ok(()), Err)?;
        self.keys.lock().unwrap().get(token).map(|key| key.sign(message)).ok_or(PresenceError::NotEnrolled)
    }

    fn forget(&self, token: &TokenId) {
        self.keys.lock().unwrap().remove(token);
    }

    fn cancel(&self) {}
}

/// How the network fails.
#[derive(Clone, Debug, Default)]
pub(crate) enum Fault {
    #[default]
    None,
    /// Nothing arrives.
    Down(PortalError),
    /// What is sent to a path that ends like this arrives, and the answer is lost: so many times.
    AnswersLost(&'static str, usize),
    /// What is sent to a path that ends like this does not arrive.
    Lost(&'static str),
    /// This status and body are the answer to everything.
    Answer(u16, &'static str),
}

/// The way to the portal, and everything that was sent on it.
pub(crate) struct Network {
    https: Https,
    pub(crate) fault: Mutex<Fault>,
    pub(crate) sent: Mutex<Vec<String>>,
}

impl Network {
    pub(crate) fn fails(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// How many requests went to a path that ends like this.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|sent| sent.ends_with(path)).count()
    }
}

impl Portal for Shared<Network> {
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError> {
        assert!(request.path.starts_with("/api/v1/"), "{}", request.path);
        assert_eq!(request.method == Method::Get, request.path == "/api/v1/portal", "{}", request.path);
        self.sent.lock().unwrap().push(request.path.to_owned());
        let mut fault = self.fault.lock().unwrap();
        match &mut *fault {
            Fault::Down(error) => return Err(*error),
            Fault::Lost(path) if request.path.ends_with(*path) => return Err(PortalError::TimedOut),
            Fault::Answer(status, body) => {
                return Ok(Response { status: *status, nonce: None, body: body.as_bytes().to_vec() });
            }
            Fault::AnswersLost(path, left) if *left > 0 && request.path.ends_with(*path) => {
                *left -= 1;
                drop(fault);
                self.https.send(request)?;
                return Err(PortalError::TimedOut);
            }
            _ => {}
        }
        drop(fault);
        self.https.send(request)
    }
}

/// The portal's clock, and so many seconds.
pub(crate) struct DeviceClock {
    portal: PortalClock,
    pub(crate) ahead: AtomicI64,
}

impl Clock for Shared<DeviceClock> {
    fn now(&self) -> u64 {
        self.portal.now().0.saturating_add_signed(self.ahead.load(Ordering::SeqCst))
    }
}

const NOW: Timestamp = Timestamp(1_800_000_000);
