//! The passcode seed under the PIN, without a tag, a checksum or any other redundancy.
//!
//! Every PIN unmasks *some* seed and every seed gives plausible passcodes, so the vault and the keyring together say
//! nothing about which PIN is right. Two rules keep it so: the seed is uniformly random, and it is masked **once**. Two
//! maskings of one seed would betray the PIN, since only the right one unmasks both to the same value; that is why
//! [`mask`] consumes the seed and a new PIN needs a new seed from the portal.

use rand_core::{CryptoRng, RngCore};

use crate::{
    Seed, Stretched,
    hazmat::{derive, random},
    secret::Bytes,
};

/// Salt of one token's mask, and its share of the Argon2 salt: 16 random bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OtpSalt(pub [u8; 16]);

impl OtpSalt {
    /// A salt for a new token.
    #[must_use]
    pub fn generate(rng: &mut (impl CryptoRng + RngCore)) -> Self {
        Self(random(rng))
    }
}

/// A seed XOR its mask: 32 bytes that look random whatever the PIN.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MaskedSeed(pub [u8; 32]);

/// `masked = S XOR HKDF-SHA256(salt = otp.salt, ikm = x, info = "segl/otp-mask/v1")`.
#[must_use]
pub fn mask(seed: Seed, stretched: &Stretched, salt: &OtpSalt) -> MaskedSeed {
    let Seed(bytes) = seed;
    MaskedSeed(*xor(bytes.expose(), stretched, salt).expose())
}

/// The inverse of [`mask`]. A wrong PIN gives a wrong seed, and nothing here or anywhere on the device can tell.
#[must_use]
pub fn unmask(masked: &MaskedSeed, stretched: &Stretched, salt: &OtpSalt) -> Seed {
    Seed(xor(&masked.0, stretched, salt))
}

fn xor(bytes: &[u8; 32], stretched: &Stretched, salt: &OtpSalt) -> Bytes<32> {
    let mut mixed = derive(&salt.0, stretched.expose(), &[INFO]);
    for (mixed, byte) in mixed.iter_mut().zip(bytes) {
        *mixed ^= byte;
    }
    Bytes::copy_of(&mixed)
}

const INFO: &[u8] = b"segl/otp-mask/v1";

#[cfg(test)]
mod tests {
    use super::*;

    fn stretched(n: u32) -> Stretched {
        Stretched(Bytes::copy_of(&crate::hazmat::mac(b"pin", &[&n.to_be_bytes()])))
    }

    #[test]
    fn seed_round_trips_when_the_pin_is_right() {
        let masked = mask(Seed::from_bytes([7; 32]), &stretched(1), &OtpSalt([9; 16]));
        assert_eq!(unmask(&masked, &stretched(1), &OtpSalt([9; 16])).expose(), &[7; 32]);
    }

    #[test]
    fn seed_differs_when_pin_or_salt_is_wrong() {
        let masked = mask(Seed::from_bytes([7; 32]), &stretched(1), &OtpSalt([9; 16]));
        assert_ne!(unmask(&masked, &stretched(2), &OtpSalt([9; 16])).expose(), &[7; 32]);
        assert_ne!(unmask(&masked, &stretched(1), &OtpSalt([8; 16])).expose(), &[7; 32]);
    }

    /// Pearson's statistic over the first three digits; 1,000 buckets, so 999 degrees of freedom: p > 0.001 below 1,143.
    #[test]
    fn passcodes_of_wrong_pins_are_uniform() {
        let masked = mask(Seed::from_bytes([7; 32]), &stretched(1), &OtpSalt([9; 16]));
        let mut buckets = [0_u32; 1000];
        for pin in 0..100_000 {
            let seed = unmask(&masked, &stretched(pin), &OtpSalt([9; 16]));
            let code = otp::totp::generate(&otp::Secret::from(&seed), otp::totp::Parameters::SEGL, 1_700_000_000);
            let first_three: usize = code.expose()[..3].parse().unwrap_or(0);
            buckets[first_three] += 1;
        }
        let chi_squared: f64 = buckets.iter().map(|&n| (f64::from(n) - 100.0).powi(2) / 100.0).sum();
        assert!((857.0..1143.0).contains(&chi_squared), "χ² = {chi_squared}");
    }
}
