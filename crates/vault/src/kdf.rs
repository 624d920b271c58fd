//! The PIN's way to a key: Argon2id (RFC 9106), with floors that a file cannot lower.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Stretched, hazmat::random, secret::Bytes};

/// Turns a PIN (or an activation password) into [`Stretched`]. The port through which tests put something cheaper than Argon2id.
pub trait Kdf {
    /// `salt` is, for a PIN, the vault's Argon2 salt followed by the token's OTP salt, 16 bytes each; for an activation
    /// password, the 16 bytes of its QR code. RFC 9106 §3.1 wants at least 8.
    fn stretch(&self, pin: &[u8], salt: &[u8], parameters: &KdfParameters) -> Result<Stretched, KdfError>;
}

/// Argon2id version 0x13 (RFC 9106) with an output of 32 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Argon2id;

impl Kdf for Argon2id {
    fn stretch(&self, pin: &[u8], salt: &[u8], parameters: &KdfParameters) -> Result<Stretched, KdfError> {
        let params = Params::new(parameters.memory_kib, parameters.iterations, parameters.parallelism, Some(32))?;
        let mut memory = blocks(params.block_count())?;
        let mut output = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
            pin,
            salt,
            output.as_mut_slice(),
            memory.as_mut_slice(),
        )?;
        Ok(Stretched(Bytes::copy_of(&output)))
    }
}

/// Argon2's working memory, asked for politely (a gibibyte may not be there) and zeroed when dropped.
fn blocks(count: usize) -> Result<Zeroizing<Vec<Block>>, KdfError> {
    let mut memory = Zeroizing::new(Vec::new());
    memory.try_reserve_exact(count).map_err(|_| KdfError::OutOfMemory)?;
    memory.resize(count, Block::new());
    Ok(memory)
}

/// Cost of the Argon2id run, within the bounds of the format: 64 MiB to 1 GiB, 3 to 10 iterations, 1 to 16 lanes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KdfParameters {
    memory_kib: u32,
    iterations: u32,
    parallelism: u32,
}

impl KdfParameters {
    /// `memory_kib` in KiB, `iterations` over it, `parallelism` in lanes (RFC 9106 §3.1: *m*, *t*, *p*).
    pub fn new(memory_kib: u32, iterations: u32, parallelism: u32) -> Result<Self, KdfParametersError> {
        match (memory_kib, iterations, parallelism) {
            (m, ..) if m < MIN_MEMORY_KIB => Err(KdfParametersError::MemoryTooLow(m)),
            (m, ..) if m > MAX_MEMORY_KIB => Err(KdfParametersError::MemoryTooHigh(m)),
            (_, t, _) if t < MIN_ITERATIONS => Err(KdfParametersError::IterationsTooLow(t)),
            (_, t, _) if t > MAX_ITERATIONS => Err(KdfParametersError::IterationsTooHigh(t)),
            (_, _, 0) => Err(KdfParametersError::ParallelismTooLow),
            (_, _, p) if p > MAX_PARALLELISM => Err(KdfParametersError::ParallelismTooHigh(p)),
            _ => Ok(Self { memory_kib, iterations, parallelism }),
        }
    }

    /// *m*, in KiB.
    #[must_use]
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// *t*.
    #[must_use]
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// *p*, in lanes.
    #[must_use]
    pub fn parallelism(&self) -> u32 {
        self.parallelism
    }
}

impl Default for KdfParameters {
    /// RFC 9106 §4, second recommended option: 64 MiB, 3 iterations, 4 lanes.
    fn default() -> Self {
        Self { memory_kib: MIN_MEMORY_KIB, iterations: MIN_ITERATIONS, parallelism: 4 }
    }
}

/// The vault's share of every Argon2 salt: 16 random bytes in the header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ArgonSalt(pub [u8; 16]);

impl ArgonSalt {
    pub(crate) fn generate(rng: &mut (impl rand_core::CryptoRng + rand_core::RngCore)) -> Self {
        Self(random(rng))
    }
}

/// Why a PIN could not be stretched.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum KdfError {
    /// The machine has not got the memory that the vault's parameters ask for.
    #[error("not enough memory to stretch the PIN")]
    OutOfMemory,
    /// Argon2 refused its input; cannot happen with [`KdfParameters`] and a salt of 8 bytes or more.
    #[error("the key derivation refused its input: {0}")]
    Argon2(argon2::Error),
}

impl From<argon2::Error> for KdfError {
    fn from(error: argon2::Error) -> Self {
        Self::Argon2(error)
    }
}

/// A cost outside the format's bounds: too weak to protect, or so high that it would stall the device.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum KdfParametersError {
    /// Below 64 MiB (65,536 KiB).
    #[error("Argon2 memory of {0} KiB is below the floor of 64 MiB")]
    MemoryTooLow(u32),
    /// Above 1 GiB (1,048,576 KiB).
    #[error("Argon2 memory of {0} KiB is above the ceiling of 1 GiB")]
    MemoryTooHigh(u32),
    /// Below 3.
    #[error("{0} Argon2 iterations are below the floor of 3")]
    IterationsTooLow(u32),
    /// Above 10.
    #[error("{0} Argon2 iterations are above the ceiling of 10")]
    IterationsTooHigh(u32),
    /// No lane at all.
    #[error("Argon2 needs at least one lane")]
    ParallelismTooLow,
    /// Above 16.
    #[error("{0} Argon2 lanes are above the ceiling of 16")]
    ParallelismTooHigh(u32),
}

const MIN_MEMORY_KIB: u32 = 64 * 1024;
const MAX_MEMORY_KIB: u32 = 1024 * 1024;
const MIN_ITERATIONS: u32 = 3;
const MAX_ITERATIONS: u32 = 10;
const MAX_PARALLELISM: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_refused_outside_their_bounds() {
        use KdfParametersError as E;
        for (m, t, p, expected) in [
            (65_535, 3, 4, Some(E::MemoryTooLow(65_535))),
            (1_048_577, 3, 4, Some(E::MemoryTooHigh(1_048_577))),
            (65_536, 2, 4, Some(E::IterationsTooLow(2))),
            (65_536, 11, 4, Some(E::IterationsTooHigh(11))),
            (65_536, 3, 0, Some(E::ParallelismTooLow)),
            (65_536, 3, 17, Some(E::ParallelismTooHigh(17))),
            (65_536, 3, 1, None),
            (1_048_576, 10, 16, None),
        ] {
            assert_eq!(KdfParameters::new(m, t, p).err(), expected, "m={m} t={t} p={p}");
        }
    }

    #[test]
    fn default_parameters_are_within_the_bounds() {
        let parameters = KdfParameters::default();
        let rebuilt = KdfParameters::new(parameters.memory_kib, parameters.iterations, parameters.parallelism);
        assert_eq!(rebuilt, Ok(parameters));
    }
}
