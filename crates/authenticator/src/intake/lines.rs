//! Texts as they lie on disks and come out of other programs: one that can be added on each line.

use std::borrow::Cow;

use super::kind::looks_like_enrolment;

/// The text of a file; `None` when the bytes are none. UTF-8, with or without a byte order mark, or UTF-16 with one, as
/// Windows' Notepad and `PowerShell` write them (Unicode §23.8).
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let of_units = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, odd) = rest.as_chunks();
        let text: Option<String> = char::decode_utf16(units.iter().map(|pair| unit(*pair))).map(Result::ok).collect();
        text.filter(|_| odd.is_empty()).map(Cow::Owned)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => of_units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => of_units(rest, u16::from_be_bytes),
        _ => str::from_utf8(bytes).ok().map(|text| Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))),
    }
}

/// The lines that are not empty, whatever ends them, without what `zbarimg` writes in front of each.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.strip_prefix("QR-Code:").filter(|rest| looks_like_enrolment(rest)).unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_the_same_with_and_without_a_byte_order_mark() {
        let plain = "otpauth://totp/Ærø?secret=A\r\n";
        let units: Vec<u16> = plain.encode_utf16().collect();
        let little: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes())).collect();
        for bytes in [plain.as_bytes(), &["\u{feff}", plain].concat().into_bytes(), &little, &big] {
            assert_eq!(text(bytes).as_deref(), Some(plain));
        }
        for bytes in [&b"\x89PNG"[..], b"\xff\xfe\x00\xd8", b"\xff\xfea", b"\xe6"] {
            assert_eq!(text(bytes), None);
        }
    }

    #[test]
    fn lines_end_as_they_do_on_any_system() {
        let key = "otpauth://totp/a?secret=A";
        for text in [format!("{key}\n{key}"), format!("\r\n{key}\r\n\r\n{key}"), format!(" {key}\r{key}\r")] {
            assert_eq!(lines(&text).collect::<Vec<_>>(), [key, key], "{text:?}");
        }
        assert_eq!(lines(&format!("QR-Code:{key}")).collect::<Vec<_>>(), [key]);
        assert_eq!(lines("QR-Code:x").collect::<Vec<_>>(), ["QR-Code:x"]);
    }
}
