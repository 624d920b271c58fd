//! Bytes in hexadecimal (RFC 4648 §8), in any case.

/// The bytes; none when a digit is missing or is none.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(value(*high)? << 4 | value(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}
