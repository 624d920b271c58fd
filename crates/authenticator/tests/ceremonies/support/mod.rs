//! A device and a portal in memory, with real cryptography between them.

pub(crate) mod device;
pub(crate) mod portal;

use authenticator::{
    Activated, Authenticator, Identity, Pin,
    ports::{DeviceInfo, Ports},
};
use protocol::{TokenId, enrolment::PresencePolicy};
use rand_core::{CryptoRng, RngCore};
use ring::hmac;

use self::{device::FakeDevice, portal::FakePortal};

/// Every story begins here, unix seconds.
pub(crate) const NOW: u64 = 1_800_000_000;

/// A PIN that the block-list lets pass.
pub(crate) const PIN: &str = "527306";

/// Another one.
pub(crate) const OTHER_PIN: &str = "840193";

/// And another.
pub(crate) const THIRD_PIN: &str = "615207";

/// The parts of a story.
pub(crate) struct Stage {
    pub(crate) device: FakeDevice,
    pub(crate) portal: FakePortal,
    pub(crate) authenticator: Authenticator,
}

impl Stage {
    /// A device that has never seen an identity, and a portal.
    pub(crate) fn new() -> Self {
        let (device, portal) = (FakeDevice::new(NOW), FakePortal::new());
        let authenticator = start(&device, &portal);
        Self { device, portal, authenticator }
    }

    /// The same with one identity, of an issuer that allows this with biometrics.
    pub(crate) fn enrolled_with(presence: PresencePolicy) -> (Self, TokenId) {
        let stage = Self::new();
        stage.portal.state().policy.presence = presence;
        let identity = stage.enrol();
        (stage, identity.token_id)
    }

    /// The same with one identity.
    pub(crate) fn enrolled() -> (Self, TokenId) {
        let stage = Self::new();
        let identity = stage.enrol();
        (stage, identity.token_id)
    }

    /// From a new QR code to a stored identity.
    pub(crate) fn enrol(&self) -> Identity {
        let activated = self.activated();
        self.authenticator.finish(&activated, &pin(PIN)).unwrap()
    }

    /// From a new QR code to the choice of the PIN.
    pub(crate) fn activated(&self) -> Activated {
        let (text, password) = self.portal.offer();
        let invitation = self.authenticator.read_invitation(&text).unwrap();
        self.authenticator.activate(&invitation, &password).unwrap()
    }

    /// Another program of the same user, on the same device.
    pub(crate) fn other_program(&self) -> Authenticator {
        start(&self.device, &self.portal)
    }

    /// Ends the program and starts it again on the same device.
    pub(crate) fn restart(&mut self) {
        self.authenticator = start(&self.device, &self.portal);
    }
}

/// A PIN as typed.
pub(crate) fn pin(digits: &str) -> Pin {
    Pin::parse(digits).unwrap()
}

fn start(device: &FakeDevice, portal: &FakePortal) -> Authenticator {
    Authenticator::new(Ports {
        keyring: Box::new(device.clone()),
        vault_file: Box::new(device.clone()),
        portal: Box::new(portal.clone()),
        clock: Box::new(device.clone()),
        entropy: Box::new(device.clone()),
        presence: Box::new(device.clone()),
        kdf: Box::new(device.clone()),
        device: DeviceInfo {
            name: "desk".into(),
            os: "linux".into(),
            os_version: "Debian 12".into(),
            arch: "x86_64".into(),
            app_version: "0.1.0".into(),
        },
    })
}

/// What a device stretches a PIN to.
pub(crate) fn stretch_cheaply(password: &[u8], salt: &[u8]) -> [u8; 32] {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), password).as_ref().try_into().unwrap()
}

/// Bytes that look random and are the same in every run.
pub(crate) struct Stream {
    key: hmac::Key,
    counter: u64,
}

impl Stream {
    pub(crate) fn new(seed: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, seed), counter: 0 }
    }
}

impl RngCore for Stream {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.counter += 1;
            let block = hmac::sign(&self.key, &self.counter.to_be_bytes());
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Stream {}
