//! Reproducible randomness for tests.

use rand_core::{CryptoRng, Error, RngCore};
use ring::digest;

/// SHA-256 in counter mode over a seed.
pub(crate) struct TestRng {
    seed: u64,
    counter: u64,
}

pub(crate) fn rng(seed: u64) -> TestRng {
    TestRng { seed, counter: 0 }
}

impl CryptoRng for TestRng {}

impl RngCore for TestRng {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
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
        self.fill_bytes(bytes);
        Ok(())
    }
}
