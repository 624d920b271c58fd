use rand_core::{CryptoRng, RngCore};

use crate::{HeaderError, format::v1::Header, hazmat::random};

/// Names a vault: 16 random bytes, the same in the file and in the keyring entry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct VaultId(pub [u8; 16]);

impl VaultId {
    pub(crate) fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        Self(random(rng))
    }

    /// The vault that a file says it is: which entry of the keyring opens it. Nothing of the file is verified yet.
    pub fn of_file(file: &[u8]) -> Result<Self, HeaderError> {
        Header::decode(file).map(|(header, ..)| header.vault_id)
    }
}

/// Names a token: 16 bytes that its portal chose, or random ones for a token of another issuer.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TokenId(pub [u8; 16]);
