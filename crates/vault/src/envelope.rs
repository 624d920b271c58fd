//! The vault as a whole, and the seal around it: AES-256-GCM under the keyring's secret, fresh key for every write.

use rand_core::{CryptoRng, RngCore};
use ring::digest;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    BodyError, DeviceSecret, HeaderBinding, HeaderError, Kdf, KdfError, KdfParameters, KeyringEntry, OtpSalt, Pin,
    SharedPin, Stretched, Token, VaultId,
    format::v1::{Body, Header, decode_body, encode_body},
    hazmat::{SingleUseKey, derive, open_once, random, seal_once},
    kdf::ArgonSalt,
};

/// An opened vault.
#[derive(Debug)]
pub struct Vault {
    id: VaultId,
    generation: u64,
    kdf_parameters: KdfParameters,
    argon_salt: ArgonSalt,
    /// The enrolled identities, in the order the user sees.
    pub tokens: Vec<Token>,
    /// What the tokens of other issuers have in common; there exactly when one is.
    pub shared_pin: Option<SharedPin>,
}

impl Vault {
    /// An empty vault with a new name and a new Argon2 salt; its first [`Vault::seal`] gives generation 1.
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + RngCore), kdf_parameters: KdfParameters) -> Self {
        let (id, argon_salt) = (VaultId::generate(rng), ArgonSalt::generate(rng));
        Self { id, generation: 0, kdf_parameters, argon_salt, tokens: Vec::new(), shared_pin: None }
    }

    /// Seals the next generation. The vault itself stays at its own until [`Vault::written`].
    ///
    /// Write the file durably first, then the keyring entry, then call [`Vault::written`]. After a failure of either,
    /// seal and write again: the file may be one generation ahead of the keyring, never two.
    pub fn seal(
        &self,
        device_secret: &DeviceSecret,
        rng: &mut (impl CryptoRng + RngCore),
    ) -> Result<SealedVault, SealError> {
        let body = encode_body(&self.tokens, self.shared_pin.as_ref())?;
        let header = Header {
            vault_id: self.id,
            generation: self.generation.checked_add(1).ok_or(SealError::GenerationExhausted)?,
            kdf_parameters: self.kdf_parameters,
            argon_salt: self.argon_salt,
            body_salt: random(rng),
            body_len: u32::try_from(body.len()).map_err(|_| BodyError::TooLarge)?,
        };
        let file = seal_file(&header, &body, device_secret);
        Ok(SealedVault::new(header.vault_id, header.generation, device_secret, file))
    }

    /// Notes that `sealed` is durably stored: file and keyring entry.
    pub fn written(&mut self, sealed: &SealedVault) {
        self.generation = sealed.entry.generation;
    }

    /// Opens `file` with the keyring's entry.
    ///
    /// The file may have the entry's generation, and then must be the very file that the entry hashes; or the next one,
    /// after a crash between the two writes.
    pub fn open(file: &[u8], entry: &KeyringEntry) -> Result<Opened, OpenError> {
        // 1. The header: magic, version, bounds.
        let (header, raw_header, body) = Header::decode(file)?;
        // 2. The right vault?
        if header.vault_id != entry.vault_id {
            return Err(OpenError::WrongVault);
        }
        // 3. The right generation of it?
        let overdue = overdue_entry(&header, entry, file)?;
        // 4. Untouched?
        let body = open_body(raw_header, body, &header.body_salt, &entry.device_secret)?;
        // 5. Understood to the last field?
        let Body { tokens, shared_pin } = decode_body(&body)?;
        let Header { vault_id, generation, kdf_parameters, argon_salt, .. } = header;
        Ok(Opened { vault: Self { id: vault_id, generation, kdf_parameters, argon_salt, tokens, shared_pin }, overdue })
    }

    /// Stretches a PIN for the token with this salt. Slow on purpose: about 0.2 seconds and 64 MiB.
    pub fn stretch(&self, kdf: &(impl Kdf + ?Sized), pin: &Pin, salt: &OtpSalt) -> Result<Stretched, KdfError> {
        let mut argon_salt = [0; 32];
        argon_salt[..16].copy_from_slice(&self.argon_salt.0);
        argon_salt[16..].copy_from_slice(&salt.0);
        kdf.stretch(pin.expose().as_bytes(), &argon_salt, &self.kdf_parameters)
    }

    /// What this vault's wrapped user keys are bound to.
    #[must_use]
    pub fn binding(&self) -> HeaderBinding {
        HeaderBinding::new(self.id, &self.kdf_parameters, &self.argon_salt)
    }

    /// The vault's name.
    #[must_use]
    pub fn vault_id(&self) -> VaultId {
        self.id
    }

    /// Generation of the file it was read from or last written to; 0 before the first.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Cost of stretching its PINs.
    #[must_use]
    pub fn kdf_parameters(&self) -> KdfParameters {
        self.kdf_parameters
    }
}

/// An opened vault, and what a crash may have left to do.
#[derive(Debug)]
pub struct Opened {
    /// The vault.
    pub vault: Vault,
    /// The entry that never reached the keyring. Write it before the next [`Vault::seal`]: a file two generations ahead
    /// of the keyring is refused.
    pub overdue: Option<KeyringEntry>,
}

impl Opened {
    /// Whether the keyring lags a generation behind the file.
    #[must_use]
    pub fn keyring_is_behind(&self) -> bool {
        self.overdue.is_some()
    }
}

/// A file to write, and the keyring entry to write after it.
#[derive(Debug)]
pub struct SealedVault {
    /// The file.
    pub bytes: Vec<u8>,
    /// The entry, with the file's generation and hash.
    pub entry: KeyringEntry,
}

impl SealedVault {
    fn new(vault_id: VaultId, generation: u64, device_secret: &DeviceSecret, bytes: Vec<u8>) -> Self {
        let device_secret = device_secret.duplicate();
        let entry = KeyringEntry { vault_id, device_secret, generation, file_sha256: sha256(&bytes) };
        Self { bytes, entry }
    }

    /// Generation of the file.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.entry.generation
    }

    /// SHA-256 of the file.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.entry.file_sha256
    }
}

fn seal_file(header: &Header, body: &[u8], device_secret: &DeviceSecret) -> Vec<u8> {
    let header_bytes = header.encode();
    let mut file = Vec::with_capacity(Header::LEN + body.len() + 16);
    file.extend_from_slice(&header_bytes);
    file.extend_from_slice(body);
    let key = body_key(&header.body_salt, device_secret);
    let tag = seal_once(key, &header_bytes, &mut file[Header::LEN..]);
    file.extend_from_slice(&tag);
    file
}

fn open_body(
    header: &[u8],
    body: &[u8],
    body_salt: &[u8; 32],
    device_secret: &DeviceSecret,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let mut buffer = Zeroizing::new(body.to_vec());
    let opened = open_once(&body_key(body_salt, device_secret), header, &mut buffer);
    let length = opened.map_err(|_| OpenError::Tampered)?.len();
    buffer.truncate(length);
    Ok(buffer)
}

/// `HKDF-SHA256(salt = body_salt, ikm = DS, info = "segl/vault/v1/body", 32)`.
fn body_key(body_salt: &[u8; 32], device_secret: &DeviceSecret) -> SingleUseKey {
    SingleUseKey::new(&derive(body_salt, device_secret.expose(), &[INFO]))
}

/// Compares the file's generation with the keyring's; the entry to write when the keyring is one behind.
fn overdue_entry(header: &Header, entry: &KeyringEntry, file: &[u8]) -> Result<Option<KeyringEntry>, OpenError> {
    let (found, known) = (header.generation, entry.generation);
    if found < known {
        return Err(OpenError::Rollback { found, known });
    }
    if found - known > 1 {
        return Err(OpenError::TooFarAhead { found, known });
    }
    let file_sha256 = sha256(file);
    if found == known {
        let same = bool::from(file_sha256.ct_eq(&entry.file_sha256));
        return if same { Ok(None) } else { Err(OpenError::HashMismatch) };
    }
    let device_secret = entry.device_secret.duplicate();
    Ok(Some(KeyringEntry { vault_id: entry.vault_id, device_secret, generation: found, file_sha256 }))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// Why a vault could not be sealed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum SealError {
    /// The tokens are too many or too large.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// 2^64 writes; only a hostile keyring entry gets here.
    #[error("the vault's generation cannot grow any more")]
    GenerationExhausted,
}

/// Why a file and a keyring entry do not make a vault.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum OpenError {
    /// Not a vault file that this app reads.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The entry belongs to another vault.
    #[error("the keyring entry belongs to another vault")]
    WrongVault,
    /// An older file was put in place of the newest: restored from a backup, or by somebody.
    #[error("the vault is of generation {found}, the keyring knows {known}")]
    Rollback {
        /// The file's generation.
        found: u64,
        /// The keyring's.
        known: u64,
    },
    /// The keyring is older than one interrupted write explains.
    #[error("the vault is of generation {found}, the keyring knows only {known}")]
    TooFarAhead {
        /// The file's generation.
        found: u64,
        /// The keyring's.
        known: u64,
    },
    /// The right generation, another file.
    #[error("the vault is not the file that the keyring knows")]
    HashMismatch,
    /// Header or body have been changed, or the keyring's secret is another one.
    #[error("the vault has been changed")]
    Tampered,
    /// Authentic, but not what this version writes.
    #[error(transparent)]
    Body(#[from] BodyError),
}

const INFO: &[u8] = b"segl/vault/v1/body";
