//! What the authenticator needs of the world, as traits. `device` implements them; tests play them in memory.

use std::time::Duration;

use rand_core::{CryptoRng, RngCore};
use thiserror::Error;
use zeroize::Zeroizing;

pub use protocol::{
    Origin, TokenId,
    device::{DeviceInfo, NONCE_HEADER, PROOF_HEADER},
    enrolment::KeyStore,
};
pub use vault::{Argon2id, Kdf, VaultId};

/// Everything from outside that an [`crate::Authenticator`] works with.
pub struct Ports {
    /// The operating system's keyring.
    pub keyring: Box<dyn Keyring>,
    /// The file of the vault.
    pub vault_file: Box<dyn VaultFile>,
    /// The way to the portals.
    pub portal: Box<dyn Portal>,
    /// The device's clock.
    pub clock: Box<dyn Clock>,
    /// The system's randomness.
    pub entropy: Box<dyn Entropy>,
    /// Fingerprint or face.
    pub presence: Box<dyn Presence>,
    /// Stretches the PIN and the activation password.
    pub kdf: Box<dyn Kdf + Send + Sync>,
    /// What this device says of itself at enrolment.
    pub device: DeviceInfo,
}

/// The operating system's keyring: one small binary entry per vault. Every call may wait for the user to unlock it.
pub trait Keyring: Send + Sync {
    /// The entry of this vault, or `None` when there is none. Some keyrings say `None` while they do not exist yet.
    fn load(&self, vault: &VaultId) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError>;

    /// Writes the entry of this vault, over an earlier one.
    fn store(&self, vault: &VaultId, entry: &[u8]) -> Result<(), KeyringError>;

    /// Deletes the entry of this vault; none being there is no error.
    fn delete(&self, vault: &VaultId) -> Result<(), KeyringError>;

    /// Writes, reads and deletes an entry of its own: the one proof that the keyring works.
    fn probe(&self) -> Result<(), KeyringError>;

    /// What it is; a file in its place protects less, and the portal is told.
    fn kind(&self) -> KeyStore {
        KeyStore::Keyring
    }

    /// Lets this serve from now on, where there is a choice. Asked for only while there is no vault.
    fn choose(&self, kind: KeyStore) -> Result<(), KeyringError> {
        if kind == self.kind() { Ok(()) } else { Err(KeyringError::NoService) }
    }
}

/// Why the keyring does not serve. Never carries what the keyring said: its messages may hold the secret's bytes.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum KeyringError {
    /// No keyring runs in this session.
    #[error("no keyring service runs in this session")]
    NoService,
    /// It is locked and the user has not unlocked it.
    #[error("the keyring is locked")]
    Locked,
    /// It runs but holds no collection yet, and none could be made without the user.
    #[error("the keyring has not been set up")]
    NotSetUp,
    /// The system denies this program the entry.
    #[error("the keyring denies access")]
    Denied,
    /// The entry exists, but not as it was written.
    #[error("the keyring entry is damaged")]
    Damaged,
    /// It is there and does not stir: stopped, or a machine under load.
    #[error("the keyring does not answer")]
    Slow,
    /// It lives, and waits for its user, who has not answered.
    #[error("the keyring asks its user, who does not answer")]
    Unanswered,
    /// It fails for a reason of its own.
    #[error("the keyring fails")]
    Failed,
}

/// The file of the vault: bytes in, bytes out.
pub trait VaultFile: Send + Sync {
    /// Keeps other processes of this user out until the guard is dropped.
    fn lock(&self) -> Result<Box<dyn Lock>, VaultFileError>;

    /// The bytes of the vault, or `None` when there is none. At most the size of a vault is read.
    fn read(&self) -> Result<Option<Vec<u8>>, VaultFileError>;

    /// Whether a vault could be written now: writes a file of its size and removes it.
    fn probe(&self) -> Result<(), VaultFileError>;

    /// Replaces the vault so that a reader, or a power cut, finds the old bytes or the new ones and never a mixture.
    /// The old bytes stay as the previous vault.
    fn write_atomically(&self, bytes: &[u8]) -> Result<(), VaultFileError>;

    /// Removes the previous vault, which may hold an identity that its owner has removed.
    fn remove_previous(&self) -> Result<(), VaultFileError>;

    /// Removes the vault and the previous one; none being there is no error.
    fn remove(&self) -> Result<(), VaultFileError>;
}

/// Holds the vault's lock; released when dropped.
pub trait Lock: Send {}

/// Why the vault file cannot be read or written.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum VaultFileError {
    /// Another process has held the lock for longer than is worth waiting for.
    #[error("another program is using the vault")]
    Busy,
    /// The disk, or the user's share of it, is full.
    #[error("the disk is full")]
    DiskFull,
    /// The disk is read-only.
    #[error("the disk is read-only")]
    ReadOnly,
    /// Permissions forbid it.
    #[error("access to the vault file is denied")]
    Denied,
    /// Others can write in the folder, or the file is a link to one elsewhere.
    #[error("others can write in the data folder, or the vault is a link")]
    Open,
    /// More bytes than any vault has.
    #[error("the vault file is too large")]
    TooLarge,
    /// The disk fails for a reason of its own.
    #[error("the disk fails")]
    Failed,
}

/// The way to the portals: one HTTP exchange.
pub trait Portal: Send + Sync {
    /// Sends one request and waits for its answer, whatever its status.
    fn send(&self, request: &Request<'_>) -> Result<Response, PortalError>;
}

/// One request. Its path begins with `/`; a body is JSON.
#[derive(Debug)]
pub struct Request<'a> {
    /// Where to.
    pub origin: &'a Origin,
    /// `GET` or `POST`.
    pub method: Method,
    /// Path without query.
    pub path: &'a str,
    /// The value of the header `Segl-PoP`, where the request is one of a token.
    pub proof: Option<&'a str>,
    /// The body; empty for none.
    pub body: &'a [u8],
    /// How long to wait for the whole answer.
    pub timeout: Duration,
}

/// The two methods of the protocol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Reads.
    Get,
    /// Everything else.
    Post,
}

impl Method {
    /// The method as HTTP writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The header `Segl-Nonce`.
    pub nonce: Option<String>,
    /// The body, of limited size.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PortalError {
    /// No connection: no network, no such host, refused.
    #[error("the portal cannot be reached")]
    Unreachable,
    /// Nothing came in time, or the connection ended half-way. The portal may have acted.
    #[error("the portal does not answer in time")]
    TimedOut,
    /// The portal's certificate is not trusted, or TLS failed.
    #[error("the connection to the portal is not secure")]
    Tls,
    /// The configured proxy fails.
    #[error("the proxy fails")]
    Proxy,
    /// The answer is larger than any of the protocol.
    #[error("the answer is too large")]
    TooLarge,
}

/// Somebody is there: fingerprint or face, as far as the operating system has a word for it.
pub trait Presence: Send + Sync {
    /// Whether it could be asked now; why not, otherwise. Asks nobody.
    fn is_available(&self) -> Result<(), PresenceError>;

    /// Makes what [`Presence::confirm`] asks for on behalf of this token, in the place of an earlier one. To be called when
    /// the user turns it on, right after the PIN: whoever enrols another finger later must not be the one who is asked for.
    ///
    /// Where the system guards a P-256 key that works only while the person is there, its public half, 65 bytes
    /// uncompressed (SEC 1 §2.3.3). `None` where the system only says yes or no, which another program of the same user could
    /// say as well: that may open codes, never an approval.
    fn set_up(&self, token: &TokenId) -> Result<Option<[u8; 65]>, PresenceError>;

    /// Asks, and waits for the user; `reason` is shown where the system has a place for it.
    fn confirm(&self, token: &TokenId, reason: &str) -> Result<(), PresenceError>;

    /// Asks in the same way, and signs with the guarded key: ES256 over `message`, r || s.
    fn sign(&self, _token: &TokenId, _reason: &str, _message: &[u8]) -> Result<[u8; 64], PresenceError> {
        Err(PresenceError::NoReader)
    }

    /// Whether the PIN must have been right once in each run of the program before this may stand for it: where the system
    /// takes a PIN of its own for the person.
    fn wants_pin_first(&self) -> bool {
        false
    }

    /// Deletes what was set up for this token, as far as there is anything.
    fn forget(&self, _token: &TokenId) {}

    /// Ends a question that is being asked by another thread, where the system cannot be ended by its own window.
    fn cancel(&self);
}

/// Why nobody was found to be there.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum PresenceError {
    /// No reader, or nothing that serves it.
    #[error("there is no reader")]
    NoReader,
    /// A reader, and no finger or face that it knows.
    #[error("no finger or face is enrolled")]
    NotEnrolled,
    /// The system denies this program the reader.
    #[error("the system denies the reader")]
    Denied,
    /// Another question is being asked, perhaps by another program.
    #[error("the reader is in use")]
    Busy,
    /// Not the finger or face that it knows, or too many such.
    #[error("not recognised")]
    Refused,
    /// The user has had enough.
    #[error("cancelled")]
    Cancelled,
    /// Nobody came, or the reader does not answer.
    #[error("nobody answered in time")]
    TimedOut,
    /// It fails for a reason of its own.
    #[error("the reader fails")]
    Failed,
}

/// The device's clock.
pub trait Clock: Send + Sync {
    /// Unix time in seconds, as wrong as the device's clock is.
    fn now(&self) -> u64;
}

/// The system's randomness.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with randomness fit for keys.
    ///
    /// # Panics
    /// When the system has none: nothing safe could follow.
    fn fill(&self, bytes: &mut [u8]);
}

/// [`Entropy`] as the cryptographic crates want it.
pub(crate) struct Random<'a>(pub(crate) &'a dyn Entropy);

impl RngCore for Random<'_> {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        self.0.fill(dest);
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for Random<'_> {}
