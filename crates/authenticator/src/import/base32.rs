//! Base32 (RFC 4648 §6) as people and apps write it: in any case, with or without padding, in groups.

use zeroize::Zeroizing;

use super::Reason;

/// The bytes. Padding, blanks and hyphens are passed over, and so are bits at the end that fill no byte.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, Reason> {
    let digits = text.trim_end_matches(['=', ' ']);
    // Room from the start: growing would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() * 5 / 8 + 1));
    let (mut bits, mut count) = (0_u32, 0_u32);
    for digit in digits.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
        bits = (bits << 5 | u32::from(value(digit).ok_or(Reason::BadSecret)?)) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    // RFC 4648 §6 has no text whose last group has one, three or six characters: some are missing.
    if count >= 5 { Err(Reason::BadSecret) } else { Ok(bytes) }
}

fn value(digit: u8) -> Option<u8> {
    match digit.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 §10.
    #[test]
    fn text_is_read_as_in_rfc_4648() {
        for (text, bytes) in [("", ""), ("MY======", "f"), ("MZXQ====", "fo"), ("MZXW6YTBOI======", "foobar")] {
            assert_eq!(decode(text).as_ref().map(|decoded| decoded.as_slice()), Ok(bytes.as_bytes()));
        }
        assert_eq!(decode("mzxw-6ytb oi").as_ref().map(|decoded| decoded.as_slice()), Ok(b"foobar".as_slice()));
    }

    #[test]
    fn text_is_refused_when_characters_are_foreign_or_missing() {
        for text in ["MZXW6YT1", "MZXW6YT!", "M", "MZX", "MZXW6Y", "MZ=XW", "Ø"] {
            assert_eq!(decode(text), Err(Reason::BadSecret), "{text}");
        }
    }
}
