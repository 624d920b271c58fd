//! HOTP, the counter-based passcode of RFC 4226.

use ring::hmac;

use crate::{Algorithm, Digits, Passcode, Secret};

/// What both sides must agree on besides the secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Parameters {
    /// Hash under the HMAC.
    pub algorithm: Algorithm,
    /// Length of the passcode.
    pub digits: Digits,
    /// The counter of the next passcode, *C* of RFC 4226 §5.1.
    pub counter: u64,
}

/// `HOTP(K, C) = Truncate(HMAC(K, C))`, RFC 4226 §5.2 and §5.3.
///
/// RFC 4226 uses [`Algorithm::Sha1`]; the other two are RFC 6238's extension and take the last nibble of their own
/// longer output, as its appendix A does.
#[must_use]
pub fn generate(secret: &Secret, counter: u64, algorithm: Algorithm, digits: Digits) -> Passcode {
    // Steps 1 and 2, and step 3: compute an HOTP value.
    Passcode::new(truncated(secret, counter, algorithm), digits)
}

/// The 31 bits of steps 1 and 2.
pub(crate) fn truncated(secret: &Secret, counter: u64, algorithm: Algorithm) -> u32 {
    // Step 1: generate an HMAC value; the counter is 8 bytes, high-order byte first.
    let key = hmac::Key::new(algorithm.hmac(), secret.expose());
    let tag = hmac::sign(&key, &counter.to_be_bytes());
    // Step 2: generate a 4-byte string (dynamic truncation).
    truncate(tag.as_ref())
}

/// Dynamic truncation, RFC 4226 §5.3: the low four bits of the last byte say where to read 31 bits.
fn truncate(tag: &[u8]) -> u32 {
    let offset = tag.last().map_or(0, |last| usize::from(last & 0x0f));
    let window = tag.get(offset..).and_then(|rest| rest.first_chunk()).copied();
    // HMAC-SHA-1 is the shortest with 20 bytes; the highest offset is 15.
    u32::from_be_bytes(window.expect("an HMAC tag has at least 20 bytes")) & 0x7fff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncation_matches_the_example_of_rfc_4226_section_5_4() {
        let tag = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e, 0x94, 0x5b,
            0x55, 0x5a,
        ];
        assert_eq!(truncate(&tag), 0x50ef_7f19);
        assert_eq!(Passcode::new(truncate(&tag), Digits::SIX).expose().as_str(), "872921");
    }

    #[test]
    fn truncation_drops_the_sign_bit() {
        let mut tag = [0xff; 20];
        tag[19] = 0x0f; // the highest offset: bytes 15 to 18
        assert_eq!(truncate(&tag), 0x7fff_ffff);
    }
}
