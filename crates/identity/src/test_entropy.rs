//! Reproducible randomness for the unit tests of this crate.

use rand_core::{CryptoRng, Error, RngCore};

/// SHA-256 in counter mode; the same bytes in every run.
pub(crate) struct TestEntropy(u64);

impl TestEntropy {
    pub(crate) fn new() -> Self {
        Self(0)
    }
}

impl RngCore for TestEntropy {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            let block = ring::digest::digest(&ring::digest::SHA256, &self.0.to_be_bytes());
            chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for TestEntropy {}
