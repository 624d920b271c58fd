use rand_core::{CryptoRng, RngCore};

use crate::hazmat::random;

/// Names a vault: 16 random bytes, the same in the file and in the keyring entry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct VaultId(pub [u8; 16]);

impl VaultId {
    pub(crate) fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        Self(random(rng))
    }
}

/// Names a token at its issuer: 16 bytes that the portal chose.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TokenId(pub [u8; 16]);
