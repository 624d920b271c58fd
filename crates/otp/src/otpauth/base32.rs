//! Base32 (RFC 4648 §6) as people and programs write it: any case, in groups, with or without padding.

use zeroize::Zeroizing;

use super::KeyUriError;

/// The bytes, and whether the last character carried bits that belong to none of them.
pub(super) fn decode(text: &str) -> Result<(Vec<u8>, bool), KeyUriError> {
    let text: Zeroizing<String> = Zeroizing::new(text.chars().filter(|c| !is_separator(*c)).collect());
    let digits = text.trim_end_matches('=');
    // RFC 4648 §6: 8 characters are 5 bytes; of the beginnings of such a group only these lengths are whole bytes.
    if matches!(digits.len() % 8, 1 | 3 | 6) && digits.is_ascii() {
        check(digits)?;
        return Err(KeyUriError::SecretLength);
    }
    check(digits)?;
    let mut bytes = Vec::with_capacity(digits.len() * 5 / 8);
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

fn check(digits: &str) -> Result<(), KeyUriError> {
    match digits.chars().find(|c| u8::try_from(*c).ok().and_then(value).is_none()) {
        None => Ok(()),
        Some('=') => Err(KeyUriError::SecretPadding),
        Some(other) => Err(KeyUriError::SecretCharacter(other)),
    }
}

fn value(digit: u8) -> Option<u8> {
    match digit.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    }
}

/// How keys are grouped for the eye; `+` is a blank in a web form's spelling.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '+')
}
