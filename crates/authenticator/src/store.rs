//! The vault between file and keyring: opened fresh for every operation, under a lock, so that several programs of one
//! user can work on it.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::TokenId;
use thiserror::Error;
use vault::{
    DeviceSecret, HeaderError, KdfError, KdfParameters, KeyringEntry, OpenError, Opened, SealError, Vault, VaultId,
};

use crate::ports::{KeyStore, KeyringError, Lock, Ports, Random, VaultFileError};

/// Why this device's store of identities does not serve.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum StoreError {
    /// The keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The file.
    #[error(transparent)]
    File(#[from] VaultFileError),
    /// There is a vault, and the keyring has no entry for it: another keyring, or one that does not exist yet. Never a
    /// reason to begin anew.
    #[error("the keyring has no entry for the vault")]
    EntryMissing,
    /// The keyring's entry is not one.
    #[error("the keyring entry is damaged")]
    EntryDamaged,
    /// The file is not a vault, was changed, or does not open with the keyring's entry.
    #[error("the vault is damaged")]
    Damaged,
    /// The file is older than the keyring knows.
    #[error("the vault is older than the keyring knows")]
    RolledBack,
    /// File and entry are each in order and do not belong together.
    #[error("vault and keyring entry do not belong together")]
    Mismatched,
    /// A later version of Segl wrote it.
    #[error("the vault is of a later version")]
    Newer,
    /// No room for another identity.
    #[error("the vault is full")]
    Full,
    /// Not enough memory to stretch the PIN.
    #[error("not enough memory")]
    OutOfMemory,
    /// No identity with this identifier.
    #[error("no such identity")]
    UnknownIdentity,
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Rollback { .. } => Self::RolledBack,
            OpenError::WrongVault | OpenError::TooFarAhead { .. } | OpenError::HashMismatch => Self::Mismatched,
            OpenError::Header(HeaderError::VersionUnknown(version)) if version > 1 => Self::Newer,
            _ => Self::Damaged,
        }
    }
}

impl From<SealError> for StoreError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Body(_) => Self::Full,
            _ => Self::Damaged,
        }
    }
}

impl From<KdfError> for StoreError {
    fn from(error: KdfError) -> Self {
        match error {
            KdfError::OutOfMemory => Self::OutOfMemory,
            _ => Self::Damaged,
        }
    }
}

/// The way to the vault. One at a time within this process, and by the file's lock among processes.
#[derive(Default)]
pub(crate) struct Store {
    one_at_a_time: Mutex<()>,
    /// Whose PIN was right since the program was started.
    opened: Mutex<HashSet<TokenId>>,
}

impl Store {
    /// Locks and opens. Keep the result for as long as nobody else may write, and no longer.
    pub(crate) fn open<'a>(&'a self, ports: &'a Ports) -> Result<Session<'a>, StoreError> {
        // The mutex guards no data of its own: a thread that died leaves nothing behind here.
        let mutex = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = match ports.vault_file.lock() {
            Ok(lock) => Some(lock),
            // Where nothing can be written, nobody else writes either, and what is there can still be read.
            Err(VaultFileError::ReadOnly | VaultFileError::DiskFull) => None,
            Err(error) => return Err(error.into()),
        };
        let held = read(ports)?;
        Ok(Session { ports, held, _mutex: mutex, _lock: lock })
    }

    /// Notes that the PIN of a token was right.
    pub(crate) fn note_pin(&self, id: TokenId) {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    /// Whether the PIN of a token was right since the program was started.
    pub(crate) fn knows_pin(&self, id: TokenId) -> bool {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).contains(&id)
    }

    /// Chooses where the secret of a vault will be kept that does not exist yet.
    pub(crate) fn choose_keyring(&self, ports: &Ports, kind: KeyStore) -> Result<(), StoreError> {
        let _mutex = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = ports.vault_file.lock()?;
        if ports.vault_file.read()?.is_some() {
            // The secret of this vault is where it is.
            return if ports.keyring.kind() == kind { Ok(()) } else { Err(KeyringError::NoService.into()) };
        }
        Ok(ports.keyring.choose(kind)?)
    }

    /// Removes file and entry without opening them: the way out of a vault that does not open.
    pub(crate) fn erase(&self, ports: &Ports) -> Result<(), StoreError> {
        let _mutex = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        let _lock = ports.vault_file.lock()?;
        let vault_id = ports.vault_file.read()?.and_then(|file| VaultId::of_file(&file).ok());
        let shared = read(ports).ok().flatten().and_then(|held| held.vault.shared_pin);
        ports.vault_file.remove()?;
        // Without the file its entries open nothing; they are deleted for tidiness.
        shared.map_or(Ok(()), |shared| ports.keyring.delete(&shared.id))?;
        vault_id.map_or(Ok(()), |id| Ok(ports.keyring.delete(&id)?))
    }
}

/// An open vault with the secret of its keyring entry.
pub(crate) struct Held {
    pub(crate) vault: Vault,
    pub(crate) device_secret: DeviceSecret,
    /// The entry of this generation, as long as the keyring has not taken it.
    overdue: Option<KeyringEntry>,
}

impl Held {
    /// A new vault that exists in memory only.
    pub(crate) fn generate(ports: &Ports) -> Self {
        let random = &mut Random(&*ports.entropy);
        let vault = Vault::generate(random, KdfParameters::default());
        Self { vault, device_secret: DeviceSecret::generate(random), overdue: None }
    }
}

/// The locked vault, if there is one.
pub(crate) struct Session<'a> {
    ports: &'a Ports,
    held: Option<Held>,
    _mutex: MutexGuard<'a, ()>,
    _lock: Option<Box<dyn Lock>>,
}

impl Session<'_> {
    /// The vault, if there is one.
    pub(crate) fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// Unlocks, and hands over the vault.
    pub(crate) fn into_held(self) -> Option<Held> {
        self.held
    }

    /// Changes the vault, and writes it. The file decides: once it is written the change stands, and an entry that the
    /// keyring did not take is stored before the next change. When the file fails, what was stored before remains.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Vault) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let held = self.held.as_mut().ok_or(StoreError::UnknownIdentity)?;
        // 1. Never two generations ahead of the keyring: such a file would be refused for good.
        if let Some(overdue) = &held.overdue {
            self.ports.keyring.store(&held.vault.vault_id(), overdue.to_bytes().as_slice())?;
            held.overdue = None;
        }
        // 2. The file.
        let changed = change(&mut held.vault)?;
        let before = self.ports.vault_file.read()?;
        let sealed = held.vault.seal(&held.device_secret, &mut Random(&*self.ports.entropy))?;
        if let Err(error) = self.ports.vault_file.write_atomically(&sealed.bytes) {
            restore(self.ports, before.as_deref());
            return Err(error.into());
        }
        held.vault.written(&sealed);
        // 3. The entry. The keyring may have kept it although it reports a failure, so the file must not go back.
        if self.ports.keyring.store(&held.vault.vault_id(), sealed.entry.to_bytes().as_slice()).is_err() {
            held.overdue = Some(sealed.entry);
        }
        Ok(changed)
    }

    /// Stores the first generation of a new vault. When that fails, nothing of it remains.
    pub(crate) fn create(&self, held: &mut Held) -> Result<(), StoreError> {
        debug_assert!(self.held.is_none(), "a vault is never created over another");
        let created = create(self.ports, held);
        if created.is_err() {
            let _ = self.ports.vault_file.remove();
            let _ = self.ports.keyring.delete(&held.vault.vault_id());
        }
        created
    }

    /// Forgets the bytes before the last change, which hold what was removed.
    pub(crate) fn remove_previous(&self) -> Result<(), StoreError> {
        Ok(self.ports.vault_file.remove_previous()?)
    }

    /// Removes the vault itself: first the file, which is of no use without the entry.
    pub(crate) fn remove(self) -> Result<(), StoreError> {
        self.ports.vault_file.remove()?;
        let Some(held) = &self.held else { return Ok(()) };
        if let Some(shared) = &held.vault.shared_pin {
            self.ports.keyring.delete(&shared.id)?;
        }
        Ok(self.ports.keyring.delete(&held.vault.vault_id())?)
    }

    /// What it was opened with.
    pub(crate) fn ports(&self) -> &Ports {
        self.ports
    }
}

fn read(ports: &Ports) -> Result<Option<Held>, StoreError> {
    // 1. The file says which vault it is.
    let Some(file) = ports.vault_file.read()? else { return Ok(None) };
    let vault_id = VaultId::of_file(&file).map_err(OpenError::from)?;
    // 2. The keyring's entry of that vault. "None" may also come from a keyring that does not exist yet.
    let entry = ports.keyring.load(&vault_id)?.ok_or(StoreError::EntryMissing)?;
    let entry = KeyringEntry::from_bytes(&entry).map_err(|_| StoreError::EntryDamaged)?;
    // 3. Both together.
    let Opened { vault, overdue } = Vault::open(&file, &entry)?;
    // 4. The last two writes were torn apart: the second is made up for, now or before the next change.
    let overdue = overdue.filter(|entry| ports.keyring.store(&vault_id, entry.to_bytes().as_slice()).is_err());
    Ok(Some(Held { vault, device_secret: entry.device_secret, overdue }))
}

/// A write that failed may have replaced the file all the same. The keyring was not told, so the file may go back; should
/// that fail too, the next operation opens it as it is.
fn restore(ports: &Ports, before: Option<&[u8]>) {
    let Some(before) = before else { return };
    let unchanged = ports.vault_file.read().is_ok_and(|now| now.as_deref() == Some(before));
    if !unchanged && ports.vault_file.write_atomically(before).is_ok() {
        let _ = ports.vault_file.remove_previous();
    }
}

fn create(ports: &Ports, held: &mut Held) -> Result<(), StoreError> {
    let vault_id = held.vault.vault_id();
    // 1. The secret, before anything is sealed under it; and it must come back, which proves that the keyring keeps.
    let first = KeyringEntry::before_first_file(vault_id, &held.device_secret).to_bytes();
    ports.keyring.store(&vault_id, first.as_slice())?;
    let kept = ports.keyring.load(&vault_id)?;
    if kept.is_none_or(|kept| kept.as_slice() != first.as_slice()) {
        return Err(KeyringError::Failed.into());
    }
    // 2. The file, and its generation and hash.
    let sealed = held.vault.seal(&held.device_secret, &mut Random(&*ports.entropy))?;
    ports.vault_file.write_atomically(&sealed.bytes)?;
    ports.keyring.store(&vault_id, sealed.entry.to_bytes().as_slice())?;
    held.vault.written(&sealed);
    Ok(())
}

/// Whether an identity could be stored now; asked before a QR code is used up.
pub(crate) fn probe(ports: &Ports, session: &Session<'_>) -> Result<(), StoreError> {
    if session.held.is_none() {
        ports.keyring.probe()?;
    }
    Ok(ports.vault_file.probe()?)
}
