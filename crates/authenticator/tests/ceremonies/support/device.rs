//! A device in memory: keyring, vault file, clock, randomness.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use authenticator::ports::{
    Clock, Entropy, Kdf, Keyring, KeyringError, Lock, Presence, PresenceError, TokenId, VaultFile, VaultFileError,
    VaultId,
};
use vault::{KdfError, KdfParameters, Stretched};
use zeroize::Zeroizing;

use super::{Stream, stretch_cheaply};

/// What a test sees of the device.
pub(crate) struct State {
    pub(crate) now: u64,
    pub(crate) keyring: HashMap<VaultId, Vec<u8>>,
    pub(crate) file: Option<Vec<u8>>,
    pub(crate) previous: Option<Vec<u8>>,
    /// Every call of the keyring fails like this.
    pub(crate) keyring_error: Option<KeyringError>,
    /// Writes to file and keyring that still succeed; then every one fails.
    pub(crate) writes_left: Option<u32>,
    /// The keyring keeps what it is given, but its answer is lost.
    pub(crate) keyring_answers_are_lost: bool,
    pub(crate) locked: bool,
    /// What the reader says: that the person is there, or why not.
    pub(crate) person: Result<(), PresenceError>,
    /// The reader takes a PIN of the system for the person.
    pub(crate) takes_system_pin: bool,
    /// How often somebody was asked for.
    pub(crate) asked: u32,
    /// How often the vault was opened: its lock taken, it and its entry read.
    pub(crate) openings: u32,
    /// How often its file was written.
    pub(crate) writes: u32,
    /// How often a PIN or an activation password was stretched.
    pub(crate) stretches: u32,
    pub(crate) random: Stream,
}

impl State {
    fn write<E>(&mut self, error: E) -> Result<(), E> {
        match self.writes_left.as_mut() {
            Some(0) => Err(error),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// What something costs on a device: each opening and each write waits for disk and keyring, each stretching takes 0.2 s.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Cost {
    pub(crate) openings: u32,
    pub(crate) writes: u32,
    pub(crate) stretches: u32,
}

/// The device as ports; clones are the same device.
#[derive(Clone)]
pub(crate) struct FakeDevice(Arc<Mutex<State>>);

impl FakeDevice {
    pub(crate) fn new(now: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            now,
            keyring: HashMap::new(),
            file: None,
            previous: None,
            keyring_error: None,
            writes_left: None,
            keyring_answers_are_lost: false,
            locked: false,
            person: Ok(()),
            takes_system_pin: false,
            asked: 0,
            openings: 0,
            writes: 0,
            stretches: 0,
            random: Stream::new(b"device"),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// What this costs.
    pub(crate) fn cost_of<T>(&self, what: impl FnOnce() -> T) -> (T, Cost) {
        let spent = |state: &State| [state.openings, state.writes, state.stretches];
        let before = spent(&self.state());
        let done = what();
        let after = spent(&self.state());
        let [openings, writes, stretches] = std::array::from_fn(|index| after[index] - before[index]);
        (done, Cost { openings, writes, stretches })
    }
}

impl Keyring for FakeDevice {
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let state = self.state();
        state.keyring_error.map_or_else(|| Ok(state.keyring.get(vault).cloned().map(Zeroizing::new)), Err)
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError> {
        let mut state = self.state();
        state.keyring_error.map_or(Ok(()), Err)?;
        state.write(KeyringError::Failed)?;
        state.keyring.insert(*vault, entry.to_vec());
        if state.keyring_answers_are_lost { Err(KeyringError::Failed) } else { Ok(()) }
    }

    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError> {
        let mut state = self.state();
        state.keyring_error.map_or(Ok(()), Err)?;
        state.keyring.remove(vault);
        Ok(())
    }

    fn probe(&self) -> Result<(), KeyringError> {
        self.state().keyring_error.map_or(Ok(()), Err)
    }
}

impl VaultFile for FakeDevice {
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError> {
        let mut state = self.state();
        assert!(!std::mem::replace(&mut state.locked, true), "the lock is not taken twice");
        state.openings += 1;
        Ok(Box::new(Guard(self.clone())))
    }

    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError> {
        let state = self.state();
        assert!(state.locked, "the vault is read under its lock");
        Ok(state.file.clone())
    }

    fn probe(&self) -> Result<(), VaultFileError> {
        if self.state().writes_left == Some(0) { Err(VaultFileError::DiskFull) } else { Ok(()) }
    }

    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError> {
        let mut state = self.state();
        assert!(state.locked, "the vault is written under its lock");
        state.write(VaultFileError::DiskFull)?;
        state.writes += 1;
        state.previous = state.file.replace(bytes.to_vec());
        Ok(())
    }

    fn remove_previous(&self) -> Result<(), VaultFileError> {
        self.state().previous = None;
        Ok(())
    }

    fn remove(&self) -> Result<(), VaultFileError> {
        let mut state = self.state();
        (state.file, state.previous) = (None, None);
        Ok(())
    }
}

struct Guard(FakeDevice);

impl Lock for Guard {}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.state().locked = false;
    }
}

impl Presence for FakeDevice {
    fn is_available(&self) -> Result<(), PresenceError> {
        match self.state().person {
            Err(error @ (PresenceError::NoReader | PresenceError::NotEnrolled)) => Err(error),
            _ => Ok(()),
        }
    }

    fn set_up(&self, _token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError> {
        self.is_available().map(|()| None)
    }

    fn confirm(&self, _token: &TokenId, _reason: &str) -> Result<(), PresenceError> {
        let mut state = self.state();
        assert!(!state.locked, "nobody is waited for while the vault is held");
        state.asked += 1;
        state.person
    }

    fn wants_pin_first(&self) -> bool {
        self.state().takes_system_pin
    }

    fn cancel(&self) {}
}

/// HMAC in the place of Argon2id: the ceremonies are the same, only faster.
impl Kdf for FakeDevice {
    fn stretch(&self, pin: &[u8], salt: &[u8], _: &KdfParameters) -> Result<Stretched, KdfError> {
        self.state().stretches += 1;
        Ok(Stretched::from_bytes(stretch_cheaply(pin, salt)))
    }
}

impl Clock for FakeDevice {
    fn now(&self) -> u64 {
        self.state().now
    }
}

impl Entropy for FakeDevice {
    fn fill(&self, bytes: &mut [u8]) {
        rand_core::RngCore::fill_bytes(&mut self.state().random, bytes);
    }
}
