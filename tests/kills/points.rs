//! The real ports, and a place to be killed before and after each of their calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use authenticator::ports::{
    Keyring, KeyringError, Lock, Portal, PortalError, Request, Response, VaultFile, VaultFileError, VaultId,
};
use rustix::process::{Signal, getpid, kill_process};
use zeroize::Zeroizing;

/// The places of one process, numbered from 1 in the order in which it comes to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    passed: Arc<AtomicUsize>,
    fatal: Option<usize>,
}

impl Places {
    /// Ends the process at this place; `None` for nowhere.
    pub(crate) fn fatal(fatal: Option<usize>) -> Self {
        Self { fatal, ..Self::default() }
    }

    /// A port that has places around its calls.
    pub(crate) fn around<P>(&self, port: P) -> Around<P> {
        Around { port, places: self.clone() }
    }

    /// One place. SIGKILL ends the process with all its threads; nothing is unwound, nothing is flushed.
    fn pass(&self) {
        if Some(self.passed.fetch_add(1, Ordering::SeqCst) + 1) == self.fatal {
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
    }

    fn each<T>(&self, call: impl FnOnce() -> T) -> T {
        self.pass();
        let answer = call();
        self.pass();
        answer
    }
}

/// A port with places around its calls.
pub(crate) struct Around<P> {
    port: P,
    places: Places,
}

impl Keyring for Around<Box<dyn Keyring>> {
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        self.places.each(|| self.port.load(vault))
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError> {
        self.places.each(|| self.port.store(vault, entry))
    }

    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError> {
        self.places.each(|| self.port.delete(vault))
    }

    fn probe(&self) -> Result<(), KeyringError> {
        self.places.each(|| self.port.probe())
    }
}

impl VaultFile for Around<Box<dyn VaultFile>> {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.places.each(|| self.port.lock())
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        self.places.each(|| self.port.read())
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        self.places.each(|| self.port.probe())
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        self.places.each(|| self.port.write_atomically(bytes))
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.places.each(|| self.port.remove_previous())
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        self.places.each(|| self.port.remove())
    }
}

/// Killed before, the portal knows nothing; killed after, it has acted and nobody has heard its answer.
impl<P: Portal> Portal for Around<P> {
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError> {
        self.places.each(|| self.port.send(request))
    }
}
