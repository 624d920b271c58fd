//! Randomness that repeats what a standard's example drew, under the names of both generations of `rand_core`.

use std::collections::VecDeque;

/// Hands out the given bytes, and panics when they are used up.
pub(crate) struct Replay(VecDeque<u8>);

impl Replay {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(bytes.iter().copied().collect())
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill_with(|| self.0.pop_front().expect("the example draws no more than this"));
    }
}

impl rand_core::CryptoRng for Replay {}

impl rand_core::RngCore for Replay {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.fill(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill(bytes);
        Ok(())
    }
}

impl hpke::rand_core::CryptoRng for Replay {}

impl hpke::rand_core::RngCore for Replay {
    fn next_u32(&mut self) -> u32 {
        hpke::rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        hpke::rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.fill(bytes);
    }
}
