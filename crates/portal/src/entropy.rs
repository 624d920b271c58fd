//! The system's randomness, as the pure rooms want it.

use rand_core::{CryptoRng, Error, RngCore};
use ring::rand::{SecureRandom, SystemRandom};

/// The operating system's generator, through `ring`. Copies are the same generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl RngCore for SystemEntropy {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    /// # Panics
    /// When the system has no randomness: nothing may go on without it.
    #[expect(clippy::expect_used, reason = "a portal without randomness must stop, not guess")]
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.try_fill_bytes(bytes).expect("the operating system has randomness");
    }

    #[expect(clippy::disallowed_methods, reason = "the portal's one adapter of the system's randomness")]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        SystemRandom::new().fill(bytes).map_err(|_| Error::from(UNAVAILABLE))
    }
}

impl CryptoRng for SystemEntropy {}

const UNAVAILABLE: std::num::NonZeroU32 = std::num::NonZeroU32::new(Error::CUSTOM_START).expect("not zero");
