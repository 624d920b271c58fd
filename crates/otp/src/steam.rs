//! The passcodes of Steam Guard: TOTP up to the last step, then five characters instead of digits.
//!
//! No standard and no word of the issuer describes them. The facts are those that independent programs agree on: HMAC-SHA-1,
//! time steps of 30 seconds and the truncation of RFC 4226 §5.3; then five characters of an alphabet of 26, the lowest
//! first (<https://winauth.com/2015/06/11/steam-guard-mobile/>, and the sources of Bitwarden and `WinAuth`).

use zeroize::Zeroizing;

use crate::{Algorithm, Digits, Passcode, Secret, hotp, totp::Period};

/// The passcode of the time step of 30 seconds that holds `time` (unix seconds).
#[must_use]
pub fn generate(secret: &Secret, time: u64) -> Passcode {
    Passcode::steam(hotp::truncated(secret, PERIOD.step_at(time).0, Algorithm::Sha1))
}

/// Five characters of the alphabet, the lowest of base 26 first.
pub(crate) fn written(mut value: u32) -> Zeroizing<String> {
    // Room from the start: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(usize::from(LENGTH)));
    for _ in 0..usize::from(LENGTH) {
        let (rest, at) = (value / BASE, value % BASE);
        text.push(char::from(ALPHABET[usize::try_from(at).expect("26 characters")]));
        value = rest;
    }
    text
}

/// The length of its time steps.
pub const PERIOD: Period = Period::THIRTY_SECONDS;

pub(crate) const LENGTH: Digits = Digits::FIVE;

/// Without vowels, and without what looks like something else.
const ALPHABET: &[u8; 26] = b"23456789BCDFGHJKMNPQRTVWXY";
const BASE: u32 = 26;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;

    /// Values of another program for the key `JBSWY3DPEHPK3PXP`.
    #[test]
    fn passcodes_are_those_of_another_program() {
        let secret = Secret::new(b"Hello!\xde\xad\xbe\xef".to_vec()).unwrap();
        for (time, expected) in [(59, "2YXGV"), (1_111_111_109, "CWDGV"), (1_700_000_000, "2KM2P")] {
            assert_eq!(generate(&secret, time).expose().as_str(), expected, "{time}");
            assert_eq!(generate(&secret, time).grouped().to_string(), expected, "in one piece");
        }
    }

    #[test]
    fn passcode_differs_from_one_of_digits() {
        assert_ne!(Passcode::steam(12_345), Passcode::new(12_345, Digits::FIVE));
    }
}
