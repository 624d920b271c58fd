//! Randomness, as the domain asks for it.

use rand_core::{CryptoRng, RngCore};

/// Cryptographic randomness that may travel between threads.
pub trait Entropy: CryptoRng + RngCore + Send {}

impl<R: CryptoRng + RngCore + Send> Entropy for R {}
