use std::fmt;

use rand_core::{CryptoRng, RngCore};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroize;

/// `N` bytes in one place of the heap, so that moving their owner leaves no copy behind; zeroed when dropped.
pub(crate) struct Bytes<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Bytes<N> {
    /// Takes over `bytes` and zeroes the parameter.
    pub(crate) fn take(mut bytes: [u8; N]) -> Self {
        let kept = Self(Box::new(bytes));
        bytes.zeroize();
        kept
    }

    pub(crate) fn copy_of(bytes: &[u8; N]) -> Self {
        Self(Box::new(*bytes))
    }

    pub(crate) fn random(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        let mut bytes = Self(Box::new([0; N]));
        rng.fill_bytes(bytes.0.as_mut_slice());
        bytes
    }

    pub(crate) fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Drop for Bytes<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        ///
        /// 32 bytes, zeroed when dropped; neither cloned, printed nor serialised.
        pub struct $name(pub(crate) Bytes<32>);

        impl $name {
            /// Takes over `bytes`; the parameter is zeroed, the caller's own copy is the caller's to zero.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(Bytes::take(bytes))
            }

            /// The raw bytes. Keep what is made of them as short-lived as the secret itself.
            #[must_use]
            pub fn expose(&self) -> &[u8; 32] {
                self.0.expose()
            }
        }

        impl ConstantTimeEq for $name {
            fn ct_eq(&self, other: &Self) -> Choice {
                self.expose().ct_eq(other.expose())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

secrets! {
    /// *DS*: the device secret. It lives in the OS keyring alone and seals the whole vault.
    DeviceSecret,
    /// *DAK*: the private scalar of the P-256 device key, which signs every request without a PIN.
    DeviceKeyScalar,
    /// *UK*: the private scalar of the P-256 user key, which signs approvals.
    UserKeyScalar,
    /// *S*: the seed of a portal token's passcodes.
    Seed,
    /// *x*: the PIN after Argon2id. Input of the camouflage and of the OPRF; never stored.
    Stretched,
    /// *rwd*: what the OPRF makes of [`Stretched`] (RFC 9497 §3.3.2 `Finalize`, P256-SHA256).
    OprfOutput,
    /// *R*: the value that changes with every use and gives a cloned vault away.
    Ratchet,
}

impl DeviceSecret {
    /// 32 random bytes for a new vault.
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        Self(Bytes::random(rng))
    }

    /// A second copy, for the keyring entry that accompanies a sealed file.
    pub(crate) fn duplicate(&self) -> Self {
        Self(Bytes::copy_of(self.expose()))
    }
}

impl From<&Seed> for otp::Secret {
    fn from(seed: &Seed) -> Self {
        Self::from(seed.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_debug_shows_no_bytes() {
        assert_eq!(format!("{:?}", Seed::from_bytes([7; 32])), "Seed(redacted)");
        assert_eq!(format!("{:?}", DeviceSecret::from_bytes([7; 32])), "DeviceSecret(redacted)");
    }
}
