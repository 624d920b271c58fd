//! The operating system's keyring: Secret Service, Keychain, Credential Manager or Android's keystore; or, where the issuer allows it, a key
//! file in its place.
//!
//! Errors of the keyring crates are never printed or kept: some of them carry the secret's bytes.

#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
mod chosen;
mod desk;
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
mod key_file;
mod life;

use std::{collections::HashMap, result};

use authenticator::ports::{Keyring, KeyringError, VaultId};
use keyring_core::{Entry, Error, Result};
use zeroize::{Zeroize as _, Zeroizing};

use self::desk::Desk;

pub use self::desk::Patience;
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
pub use self::{chosen::ChosenKeyring, key_file::KeyFile};

/// The keyring of the vault in this folder. Nothing is asked yet.
#[must_use]
#[cfg_attr(
    not(all(unix, not(any(target_vendor = "apple", target_os = "android")))),
    expect(unused_variables, reason = "only Linux has a choice")
)]
pub fn of_folder(folder: &std::path::Path) -> Box<dyn Keyring> {
    #[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
    return Box::new(ChosenKeyring::of_folder(folder));
    #[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
    Box::new(SystemKeyring::default())
}

/// One entry per vault, of the service `segl`; its user is the vault's identifier in hexadecimal.
#[derive(Debug)]
pub struct SystemKeyring {
    desk: Desk,
}

impl Default for SystemKeyring {
    fn default() -> Self {
        Self::with_patience(Patience::default())
    }
}

impl SystemKeyring {
    /// The keyring, and how long to wait for it.
    #[must_use]
    pub fn with_patience(patience: Patience) -> Self {
        Self { desk: Desk::open(patience) }
    }

    fn ask<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> result::Result<T, KeyringError> + Send + 'static,
    ) -> result::Result<T, KeyringError> {
        self.desk.ask(life::sign, call)?
    }
}

impl Keyring for SystemKeyring {
    fn load(&self, vault: &VaultId) -> result::Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let user = user(vault);
        self.ask(move || match with_entry(&user, Entry::get_secret) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(named(error)),
        })
    }

    fn store(&self, vault: &VaultId, entry: &[u8]) -> result::Result<(), KeyringError> {
        let (user, entry) = (user(vault), Zeroizing::new(entry.to_vec()));
        self.ask(move || with_entry(&user, |keyring| keyring.set_secret(&entry)).map_err(named))
    }

    fn delete(&self, vault: &VaultId) -> result::Result<(), KeyringError> {
        let user = user(vault);
        self.ask(move || match with_entry(&user, Entry::delete_credential) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(named(error)),
        })
    }

    fn probe(&self) -> result::Result<(), KeyringError> {
        let user = format!("probe-{}", std::process::id());
        self.ask(move || {
            with_entry(&user, |keyring| keyring.set_secret(PROBE)).map_err(named)?;
            let read = with_entry(&user, Entry::get_secret);
            let deleted = with_entry(&user, Entry::delete_credential);
            match read {
                Ok(secret) if secret == PROBE => deleted.map_err(named),
                Ok(_) => Err(KeyringError::Damaged),
                Err(error) => Err(named(error)),
            }
        })
    }
}

fn user(vault: &VaultId) -> String {
    use std::fmt::Write as _;
    vault.0.iter().fold(String::from("vault-"), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Works on one entry; when the connection to the keyring has broken (it was restarted, it started late), once more on
/// a fresh connection.
fn with_entry<T>(user: &str, work: impl Fn(&Entry) -> Result<T>) -> Result<T> {
    match entry(user).and_then(|entry| work(&entry)) {
        Err(Error::PlatformFailure(_) | Error::NoDefaultStore) if reconnect() => {
            entry(user).and_then(|entry| work(&entry))
        }
        other => other,
    }
}

fn entry(user: &str) -> Result<Entry> {
    connect();
    Entry::new_with_modifiers(SERVICE, user, &modifiers())
}

/// The first call connects to the system's own store.
#[cfg(not(target_os = "android"))]
fn connect() {
    let _ = keyring::Entry::store_status();
}

/// The app's private preferences, sealed by AES-256-GCM under a key of the keystore that no app can take out. Needs the
/// application context that tao hands to `ndk-context` when the app's first window is made.
#[cfg(target_os = "android")]
fn connect() {
    if keyring_core::get_default_store().is_none()
        && let Ok(store) = android_native_keyring_store::Store::new()
    {
        keyring_core::set_default_store(store);
    }
}

/// Credential Manager's default lets the entry follow the user to other computers; ours belongs to this one.
#[cfg(windows)]
fn modifiers() -> HashMap<&'static str, &'static str> {
    HashMap::from([("persistence", "Local")])
}

/// The name that a keyring's own window shows.
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
fn modifiers() -> HashMap<&'static str, &'static str> {
    HashMap::from([("label", "Segl")])
}

#[cfg(any(target_vendor = "apple", target_os = "android"))]
fn modifiers() -> HashMap<&'static str, &'static str> {
    HashMap::new()
}

/// The Secret Service is a program that may come and go; the others are part of the system.
#[cfg(all(unix, not(any(target_vendor = "apple", target_os = "android"))))]
fn reconnect() -> bool {
    let Ok(store) = zbus_secret_service_keyring_store::Store::new() else { return false };
    keyring_core::set_default_store(store);
    true
}

#[cfg(not(all(unix, not(any(target_vendor = "apple", target_os = "android")))))]
fn reconnect() -> bool {
    false
}

fn named(error: Error) -> KeyringError {
    match error {
        Error::NoStorageAccess(reason) => access(&reason.to_string()),
        Error::PlatformFailure(_) if cfg!(all(unix, not(any(target_vendor = "apple", target_os = "android")))) => {
            KeyringError::NoService
        }
        Error::NoDefaultStore => KeyringError::NoService,
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeyringError::Damaged
        }
        Error::BadStoreFormat(_) | Error::Ambiguous(_) | Error::NoEntry => KeyringError::Damaged,
        _ => KeyringError::Failed,
    }
}

/// The store gives its reason as text only; `secret-service` 5 has three.
fn access(reason: &str) -> KeyringError {
    if reason.contains("result not returned") {
        KeyringError::NotSetUp
    } else if reason.contains("locked") || reason.contains("prompt") {
        KeyringError::Locked
    } else {
        KeyringError::Denied
    }
}

const SERVICE: &str = "segl";
const PROBE: &[u8] = b"Segl looks whether the keyring works";
