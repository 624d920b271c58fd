//! Text files as they lie on disks: with or without a byte order mark, in UTF-8, in UTF-16 (what `>` writes in Windows
//! `PowerShell`), or in the encoding that Windows had before (Windows-1252, of which ISO 8859-1 is a part).

use std::borrow::Cow;

/// How the text of a file was read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Encoding {
    /// As UTF-8 or UTF-16, which say of themselves whether they are right; or there was no text.
    #[default]
    Certain,
    /// As Windows-1252, because it is nothing else: a guess, so names beyond ASCII may be wrong.
    Windows1252,
}

/// The text without its byte order mark; none when the bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<(Cow<'_, str>, Encoding)> {
    if let Some(units) = utf_16(bytes) {
        let text: Option<String> = char::decode_utf16(units).map(Result::ok).collect();
        return text.map(|text| (Cow::Owned(text), Encoding::Certain));
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return Some((Cow::Borrowed(text.strip_prefix(MARK).unwrap_or(text)), Encoding::Certain));
    }
    let text: Option<String> = bytes.iter().map(|byte| windows_1252(*byte)).collect();
    text.map(|text| (Cow::Owned(text), Encoding::Windows1252))
}

/// The units of UTF-16, when a byte order mark says so, or when each of the first two is a character of ASCII (RFC 2781 §3.3
/// and §4.3, which leaves it to what is known of the text: exports begin with ASCII).
fn utf_16(bytes: &[u8]) -> Option<impl Iterator<Item = u16>> {
    let (rest, from): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        [1..0x80, 0, 1..0x80, 0, ..] => (bytes, u16::from_le_bytes),
        [0, 1..0x80, 0, 1..0x80, ..] => (bytes, u16::from_be_bytes),
        _ => return None,
    };
    let (units, odd) = rest.as_chunks();
    odd.is_empty().then(|| units.iter().map(move |unit| from(*unit)))
}

/// A character of <https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT>; none for what it leaves open,
/// and for control characters that no text has.
fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa0..=0xff => Some(char::from(byte)),
        0x80..=0x9f => HIGH.chars().nth(usize::from(byte - 0x80)).filter(|character| *character != OPEN),
        _ => None,
    }
}

const MARK: char = '\u{feff}';

/// 0x80 to 0x9f; [`OPEN`] where nothing is.
const HIGH: &str = "€□‚ƒ„…†‡ˆ‰Š‹Œ□Ž□□‘’“”•–—˜™š›œ□žŸ";

const OPEN: char = '□';

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(String, Encoding)> {
        decode(bytes).map(|(text, encoding)| (text.into_owned(), encoding))
    }

    fn certain(text: &str) -> (String, Encoding) {
        (text.to_owned(), Encoding::Certain)
    }

    #[test]
    fn text_is_the_same_in_every_encoding() {
        let text = "otpauth://totp/Ærø 💶?secret=A\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", text.as_bytes()),
            marked(b"\xff\xfe", &little),
            marked(b"\xfe\xff", &big),
            little,
            big,
        ] {
            assert_eq!(read(&bytes), Some(certain(text)), "{:?}", &bytes[..4]);
        }
    }

    #[test]
    fn encoding_is_a_guess_when_the_text_is_neither_utf_8_nor_utf_16() {
        let guessed = |text: &str| Some((text.to_owned(), Encoding::Windows1252));
        assert_eq!(read(b"F\xe6rgeselskabet \xc6r\xf8"), guessed("Færgeselskabet Ærø"));
        assert_eq!(read(b"5 \x80 \x96 \x9f"), guessed("5 € – Ÿ"));
    }

    #[test]
    fn bytes_are_no_text_when_no_encoding_has_them() {
        for bytes in [&b"\xff\xfe\x00"[..], b"\xff\xfe\x00\xd8", b"a\x81", b"a\xe6\x00", b"\x1b\xe6", b"\xfe\xff\x00"] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
        assert_eq!(read(b""), Some(certain("")));
    }
}
