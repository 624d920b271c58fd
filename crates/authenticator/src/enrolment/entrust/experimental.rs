//! A registration code of our own making, which nobody knows to be right.
//!
//! The vendor's app makes it: 16 random bits, and bits that its server checks; how is not public. The rule here is a
//! hypothesis that fits the one published sample. A small search of plausible rules found no other that fits, and such a
//! search finds one by chance in about one of 26 cases. So an issuer may well refuse what comes out, and a code that it
//! refused is a try lost there. One more genuine sample would settle it.

use otp::Secret;
use rand_core::{CryptoRng, RngCore};
use ring::hmac;

use super::{Activation, PolicyInSeed, RegistrationCode};
use crate::{Authenticator, ports::Random};

impl Authenticator {
    /// Makes a registration code by a rule that is not proved: see the module that does it. Where the vendor's app shows
    /// one, that one is to be typed instead.
    #[must_use]
    pub fn experimental_registration_code(&self, activation: &Activation) -> RegistrationCode {
        make(activation, &mut Random(&*self.ports.entropy))
    }
}

fn make(activation: &Activation, rng: &mut (impl CryptoRng + RngCore)) -> RegistrationCode {
    let mut random = [0; 2];
    rng.fill_bytes(&mut random);
    with_check_bits(activation, u16::from_be_bytes(random))
}

/// `check` = the last 13 bits of HMAC-SHA-256(key = seed without policy, serial number in ASCII); the number is `check`,
/// then the 16 random bits.
fn with_check_bits(activation: &Activation, random: u16) -> RegistrationCode {
    // The seed looks at the random bits alone.
    let seed: Secret = activation.seed(&RegistrationCode::of_number(random.into()), PolicyInSeed::Without);
    let key = hmac::Key::new(hmac::HMAC_SHA256, seed.expose());
    let tag = hmac::sign(&key, activation.serial().digits().as_bytes());
    let last = tag.as_ref().last_chunk().map_or(0, |last| u16::from_be_bytes(*last));
    RegistrationCode::of_number(u32::from(last & CHECK_BITS) << 16 | u32::from(random))
}

/// The lower 13 of 16 bits.
const CHECK_BITS: u16 = 0x1fff;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    fn activation() -> Activation {
        Activation::by_hand("48244-13456".parse().unwrap(), "1745-7712-6942-8698".parse().unwrap())
    }

    #[test]
    fn rule_gives_the_registration_code_of_the_one_published_sample() {
        assert_eq!(with_check_bits(&activation(), 0x5377).expose().as_str(), "12211-49352");
    }

    #[test]
    fn code_is_one_that_can_be_typed_whatever_its_random_bits() {
        for random in (0..=u16::MAX).step_by(251).chain([u16::MAX]) {
            let made = with_check_bits(&activation(), random);
            let typed: RegistrationCode = made.expose().parse().unwrap();
            assert_eq!((*typed.random(), typed.expose()), (random.to_be_bytes(), made.expose()));
        }
    }
}
