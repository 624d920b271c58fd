//! Base32 (RFC 4648 §6) as keys are written: upper case, without padding.

use zeroize::Zeroizing;

/// The text of these bytes.
pub(crate) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    // Room from the start: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().div_ceil(5) * 8));
    for group in bytes.chunks(5) {
        let mut padded = [0; 8];
        padded[3..3 + group.len()].copy_from_slice(group);
        let bits = u64::from_be_bytes(padded);
        for index in 0..(group.len() * 8).div_ceil(5) {
            let digit = usize::try_from(bits >> (35 - 5 * index) & 0x1f).expect("five bits");
            text.push(char::from(ALPHABET[digit]));
        }
    }
    text
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_that_of_the_standard() {
        // RFC 4648 §10, without the padding.
        for (plain, encoded) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(encode(plain.as_bytes()).as_str(), encoded);
        }
    }
}
