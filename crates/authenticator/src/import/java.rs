//! Objects that Java has serialised (<https://docs.oracle.com/en/java/javase/21/docs/specs/serialization/protocol.html>), as far as
//! a map from texts to texts needs it: a `HashMap` with keys and values that are strings, or numbers and truth values, which are
//! passed over.

use std::collections::BTreeMap;

/// Whether bytes begin as every such stream does.
pub(super) fn is_serialised(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// The texts of the map that is the stream's only object; none when it is something else.
pub(super) fn map(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut stream = Stream { rest: bytes.strip_prefix(&MAGIC)?, known: Vec::new(), depth: 0 };
    stream.is(OBJECT)?;
    let name = stream.class()?;
    if !["java.util.HashMap", "java.util.LinkedHashMap"].contains(&name.as_str()) {
        return None;
    }
    // The object itself; then loadFactor and threshold, then the block that its class writes: buckets and size.
    let Known::Class(length) = *stream.known.first()? else { return None };
    stream.known.push(Known::Other);
    stream.take(length)?;
    stream.is(BLOCK)?;
    let [8, block @ ..] = stream.take(9)? else { return None };
    let size = u32::from_be_bytes(*block.last_chunk()?);
    let mut map = BTreeMap::new();
    for _ in 0..size {
        if let (Value::Text(key), Value::Text(value)) = (stream.value()?, stream.value()?) {
            map.insert(key, value);
        }
    }
    stream.is(END).map(|()| map)
}

struct Stream<'a> {
    rest: &'a [u8],
    /// What was written before, in the order of the handles by which it is named again.
    known: Vec<Known>,
    /// How many classes lie below the one that is read.
    depth: u8,
}

enum Value {
    Text(String),
    /// A number, a truth value, or nothing.
    Other,
}

enum Known {
    Text(String),
    /// How many bytes the fields of an object of this class have.
    Class(usize),
    Other,
}

impl<'a> Stream<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    fn is(&mut self, wanted: u8) -> Option<()> {
        (self.byte()? == wanted).then_some(())
    }

    fn short(&mut self) -> Option<usize> {
        self.take(2)?.first_chunk().map(|bytes| usize::from(u16::from_be_bytes(*bytes)))
    }

    fn utf(&mut self) -> Option<String> {
        let length = self.short()?;
        modified_utf_8(self.take(length)?)
    }

    /// A class that has not been described before: its name. Its fields are numbers and truth values alone.
    fn class(&mut self) -> Option<String> {
        self.is(CLASS)?;
        let name = self.utf()?;
        // serialVersionUID, flags
        self.take(9)?;
        let place = self.known.len();
        self.known.push(Known::Other);
        let mut length = 0;
        for _ in 0..self.short()? {
            length += match self.byte()? {
                b'B' | b'Z' => 1,
                b'C' | b'S' => 2,
                b'F' | b'I' => 4,
                b'D' | b'J' => 8,
                _ => return None,
            };
            self.utf()?;
        }
        // No annotations; then the class above it.
        self.is(END)?;
        match *self.rest.first()? {
            CLASS => length += self.class_above()?,
            REFERENCE => {
                let Known::Class(above) = self.reference()? else { return None };
                length += *above;
            }
            _ => self.is(NULL)?,
        }
        self.known[place] = Known::Class(length);
        Some(name)
    }

    fn class_above(&mut self) -> Option<usize> {
        let place = self.known.len();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.class()?;
        self.depth -= 1;
        match self.known.get(place) {
            Some(Known::Class(length)) => Some(*length),
            _ => None,
        }
    }

    /// The next key or value.
    fn value(&mut self) -> Option<Value> {
        match *self.rest.first()? {
            TEXT | LONG_TEXT => {
                let length = match self.byte()? {
                    TEXT => self.short()?,
                    _ => usize::try_from(u64::from_be_bytes(*self.take(8)?.first_chunk()?)).ok()?,
                };
                let text = modified_utf_8(self.take(length)?)?;
                self.known.push(Known::Text(text.clone()));
                Some(Value::Text(text))
            }
            REFERENCE => match self.reference()? {
                Known::Text(text) => Some(Value::Text(text.clone())),
                _ => Some(Value::Other),
            },
            OBJECT => {
                self.byte()?;
                let length = match *self.rest.first()? {
                    REFERENCE => match self.reference()? {
                        Known::Class(length) => *length,
                        _ => return None,
                    },
                    _ => self.class_above()?,
                };
                self.known.push(Known::Other);
                self.take(length)?;
                Some(Value::Other)
            }
            NULL => self.byte().map(|_| Value::Other),
            _ => None,
        }
    }

    fn reference(&mut self) -> Option<&Known> {
        self.is(REFERENCE)?;
        let handle = u32::from_be_bytes(*self.take(4)?.first_chunk()?);
        self.known.get(usize::try_from(handle.checked_sub(FIRST_HANDLE)?).ok()?)
    }
}

/// UTF-8 but that characters past U+FFFF are two surrogates, each by itself, and U+0000 is two bytes (specification of
/// `java.io.DataInput`).
fn modified_utf_8(bytes: &[u8]) -> Option<String> {
    let (mut units, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((&first, after)) = rest.split_first() {
        let more = match first {
            0x01..=0x7f => 0,
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            _ => return None,
        };
        let (following, after) = after.split_at_checked(more)?;
        if following.iter().any(|byte| byte & 0xc0 != 0x80) {
            return None;
        }
        let start = u16::from(first) & [0x7f, 0x1f, 0x0f][more];
        units.push(following.iter().fold(start, |unit, byte| unit << 6 | u16::from(byte & 0x3f)));
        rest = after;
    }
    String::from_utf16(&units).ok()
}

/// `STREAM_MAGIC` and `STREAM_VERSION`.
const MAGIC: [u8; 4] = [0xac, 0xed, 0, 5];
const FIRST_HANDLE: u32 = 0x7e_0000;
const NULL: u8 = 0x70;
const REFERENCE: u8 = 0x71;
const CLASS: u8 = 0x72;
const OBJECT: u8 = 0x73;
const TEXT: u8 = 0x74;
const BLOCK: u8 = 0x77;
const END: u8 = 0x78;
const LONG_TEXT: u8 = 0x7c;

/// Numbers have one class above theirs.
const MAX_DEPTH: u8 = 8;

#[cfg(test)]
mod tests {
    use super::*;

    /// A `HashMap` of two entries, whose second value is written as a reference to the first key.
    const STREAM: &[u8] = b"\xac\xed\x00\x05sr\x00\x11java.util.HashMap\x05\x07\xda\xc1\xc3\x16\x60\xd1\x03\x00\x02\
        F\x00\x0aloadFactorI\x00\x09thresholdxp?@\x00\x00\x00\x00\x00\x0cw\x08\x00\x00\x00\x10\x00\x00\x00\x02\
        t\x00\x01at\x00\x08\xc3\xb8\xed\xa0\xbd\xed\xb8\x80t\x00\x01bq\x00\x7e\x00\x02x";

    #[test]
    fn map_has_its_texts_also_those_that_are_named_again() {
        let expected = [("a", "ø😀"), ("b", "a")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(map(STREAM), Some(BTreeMap::from(expected)));
    }

    #[test]
    fn map_is_none_when_it_is_cut_short() {
        for length in 0..STREAM.len() {
            assert_eq!(map(&STREAM[..length]), None, "{length}");
        }
    }

    #[test]
    fn object_of_another_class_is_no_map() {
        let other = [b"\xac\xed\x00\x05sr\x00\x11java.util.HashSet", &STREAM[24..]].concat();
        assert_eq!(map(&other), None);
        // A class above a class above a class, and so on.
        let class: &[u8] = b"r\x00\x01A\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00x";
        assert_eq!(map(&[b"\xac\xed\x00\x05s", class.repeat(10_000).as_slice()].concat()), None);
    }

    #[test]
    fn text_is_refused_when_it_is_no_modified_utf_8() {
        for bytes in [&b"\x00"[..], b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98\x80", b"\xed\xa0\xbd", b"\xc3\x28"] {
            assert_eq!(modified_utf_8(bytes), None, "{bytes:?}");
        }
        assert_eq!(modified_utf_8(b"\xc0\x80a").as_deref(), Some("\0a"));
    }
}
