//! Randomness that repeats itself: SHA-256 in counter mode over a seed.

use std::sync::atomic::{AtomicU64, Ordering};

use rand_core::{CryptoRng, Error, RngCore, impls};
use ring::digest;

/// The same bytes for the same seed. Its clones go on apart from one another.
#[derive(Clone, Debug)]
pub struct Seeded {
    seed: u64,
    counter: u64,
}

impl Seeded {
    /// Begins the sequence of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, counter: 0 }
    }

    /// A sequence that no other call of this program has.
    #[must_use]
    pub fn fresh() -> Self {
        Self::new(NEXT.fetch_add(1, Ordering::SeqCst))
    }
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl CryptoRng for Seeded {}

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
        self.fill_bytes(bytes);
        Ok(())
    }
}
