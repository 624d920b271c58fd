//! Randomness that repeats itself: SHA-256 in counter mode over a seed.

use rand_core::{CryptoRng, Error, RngCore, impls};
use ring::digest;

/// The same bytes for the same seed, for ever.
pub(crate) struct Seeded {
    seed: u64,
    counter: u64,
}

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }
}

impl CryptoRng for Seeded {}

/// `hpke` speaks a later `rand_core` than `p256`; this is the same generator under both names.
impl hpke::rand_core::CryptoRng for Seeded {}

impl hpke::rand_core::RngCore for Seeded {
    fn next_u32(&mut self) -> u32 {
        RngCore::next_u32(self)
    }

    fn next_u64(&mut self) -> u64 {
        RngCore::next_u64(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        RngCore::fill_bytes(self, bytes);
    }
}

impl RngCore for Seeded {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let input = [self.seed.to_be_bytes(), self.counter.to_be_bytes()].concat();
            let block = digest::digest(&digest::SHA256, &input);
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
            self.counter += 1;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        RngCore::fill_bytes(self, bytes);
        Ok(())
    }
}
