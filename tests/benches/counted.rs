//! Ports that count: how often the vault is opened and written, and how often a PIN is stretched.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use authenticator::ports::{Kdf, Lock, VaultFile, VaultFileError};
use device::vault_file::DiskVault;
use vault::{KdfError, KdfParameters, Stretched};

/// The counts so far; clones count together.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<[AtomicU32; 3]>);

impl Counts {
    /// Prints what this costs: `name   openings …  writes …  stretches …`.
    pub(crate) fn print<T>(&self, name: &str, what: impl FnOnce() -> T) -> T {
        let read = || [0, 1, 2].map(|index: usize| self.0[index].load(Ordering::SeqCst));
        let before = read();
        let done = what();
        let after = read();
        let [openings, writes, stretches] = [0, 1, 2].map(|index: usize| after[index] - before[index]);
        println!("{name:<34} openings {openings:>4}  writes {writes:>4}  stretches {stretches:>4}");
        done
    }

    fn add(&self, index: usize) {
        self.0[index].fetch_add(1, Ordering::SeqCst);
    }
}

/// A port whose calls are counted.
pub(crate) struct Counted<P>(pub(crate) P, pub(crate) Counts);

impl VaultFile for Counted<DiskVault> {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        self.1.add(0);
        self.0.lock()
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        self.0.read()
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        self.0.probe()
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        self.1.add(1);
        self.0.write_atomically(bytes)
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.0.remove_previous()
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        self.0.remove()
    }
}

impl<K: Kdf> Kdf for Counted<K> {
    fn stretch(&self, pin: &[u8], salt: &[u8], parameters: &KdfParameters) -> Result<Stretched, KdfError> {
        self.1.add(2);
        self.0.stretch(pin, salt, parameters)
    }
}
