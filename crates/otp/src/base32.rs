//! Base32 (RFC 4648 §6): written as keys are, and read as people and programs write it, in any case, in groups, with or without
//! padding.

use thiserror::Error;
use zeroize::Zeroizing;

/// Why a text is not Base32.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum Base32Error {
    /// A character that Base32 does not have.
    #[error("a character that is not Base32")]
    Character(char),
    /// Padding within the text.
    #[error("padding within the text")]
    Padding,
    /// A number of characters that no bytes come to: some are missing.
    #[error("characters are missing")]
    Length,
}

/// The text of these bytes, in upper case and without padding.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "five bits are a place in the alphabet")]
pub fn encode(bytes: &[u8]) -> Zeroizing<String> {
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

/// The bytes, and whether the last character carried bits that belong to none of them. Blanks, hyphens and `+` (a blank in a
/// web form's spelling) are passed over.
#[expect(clippy::missing_panics_doc, reason = "eight bits are a byte")]
pub fn decode(text: &str) -> Result<(Zeroizing<Vec<u8>>, bool), Base32Error> {
    let text: Zeroizing<String> = Zeroizing::new(text.chars().filter(|c| !is_separator(*c)).collect());
    let digits = text.trim_end_matches('=');
    match digits.chars().find(|c| u8::try_from(*c).ok().and_then(value).is_none()) {
        None => {}
        Some('=') => return Err(Base32Error::Padding),
        Some(other) => return Err(Base32Error::Character(other)),
    }
    // 8 characters are 5 bytes; of the beginnings of such a group only these lengths are no whole bytes.
    if matches!(digits.len() % 8, 1 | 3 | 6) {
        return Err(Base32Error::Length);
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() * 5 / 8));
    let (mut bits, mut count) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        bits = bits << 5 | value(digit).map_or(0, u32::from);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    Ok((bytes, bits & ((1 << count) - 1) != 0))
}

fn value(digit: u8) -> Option<u8> {
    match digit.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '+')
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use super::*;

    /// RFC 4648 §10.
    const EXAMPLES: [(&str, &str); 7] = [
        ("", ""),
        ("f", "MY======"),
        ("fo", "MZXQ===="),
        ("foo", "MZXW6==="),
        ("foob", "MZXW6YQ="),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI======"),
    ];

    #[test]
    fn text_is_written_and_read_as_in_rfc_4648() {
        for (plain, encoded) in EXAMPLES {
            assert_eq!(encode(plain.as_bytes()).as_str(), encoded.trim_end_matches('='));
            let (bytes, has_loose_bits) = decode(encoded).unwrap();
            assert_eq!((bytes.as_slice(), has_loose_bits), (plain.as_bytes(), false));
        }
        assert_eq!(decode("mzxw-6ytb oi").unwrap().0.as_slice(), b"foobar");
        assert!(decode("MZ").unwrap().1, "bits of no byte");
    }

    #[test]
    fn text_is_refused_when_characters_are_foreign_or_missing() {
        for (text, refusal) in [
            ("MZXW6YT1", Base32Error::Character('1')),
            ("Ø", Base32Error::Character('Ø')),
            ("MZ=XW", Base32Error::Padding),
            ("M", Base32Error::Length),
            ("MZX", Base32Error::Length),
            ("MZXW6Y", Base32Error::Length),
        ] {
            assert_eq!(decode(text), Err(refusal), "{text}");
        }
    }
}
