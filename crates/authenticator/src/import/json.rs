//! Reading fields of JSON (RFC 8259) that may be missing, `null` or of another type: one odd row must not lose the others.

use serde_json::Value;

use super::ImportError;

/// A number that a source may leave out.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Missing,
    Is(u64),
    /// There is something, and it is no number from 0 to 2^64 − 1.
    Wrong,
}

impl Number {
    /// What its source means by leaving it out: only where that is written down, or in the source's own program.
    pub(super) fn when_missing(self, default: u64) -> Self {
        if matches!(self, Self::Missing) { Self::Is(default) } else { self }
    }

    /// The number that has to be there: `missing` when it is not, `wrong` when it is none.
    pub(super) fn required<E>(self, missing: E, wrong: E) -> Result<u64, E> {
        match self {
            Self::Missing => Err(missing),
            Self::Is(number) => Ok(number),
            Self::Wrong => Err(wrong),
        }
    }
}

/// Parses; nesting past 128 levels is refused by the parser.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, ImportError> {
    serde_json::from_slice(bytes).map_err(|_| ImportError::Damaged)
}

/// A text; empty when there is none.
pub(super) fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A text, or what its source means by leaving it out.
pub(super) fn text_or<'a>(object: &'a Value, name: &str, default: &'a str) -> &'a str {
    match text(object, name) {
        "" => default,
        text => text,
    }
}

/// Whether there is a text that says something.
pub(super) fn has_text(object: &Value, name: &str) -> bool {
    !text(object, name).is_empty()
}

/// Whether there is a list.
pub(super) fn has_list(object: &Value, name: &str) -> bool {
    object.get(name).is_some_and(Value::is_array)
}

/// The objects of a list that stands alone; empty when it is something else.
pub(super) fn rows(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// A number, also one that is written as a text.
pub(super) fn number(object: &Value, name: &str) -> Number {
    let number = match object.get(name) {
        None | Some(Value::Null) => return Number::Missing,
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    number.map_or(Number::Wrong, Number::Is)
}

/// A number that decides how a password is stretched: it has to be there.
pub(super) fn cost(object: &Value, name: &str) -> Result<u32, ImportError> {
    let number = object.get(name).and_then(Value::as_u64).ok_or(ImportError::Damaged)?;
    u32::try_from(number).map_err(|_| ImportError::Costly)
}

/// A list; empty when there is none.
pub(super) fn list<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Bytes as Java's programs write them, from −128 to 127, or from 0 to 255; empty when there are none.
pub(super) fn signed_bytes(object: &Value, name: &str) -> Option<Vec<u8>> {
    let byte = |value: &Value| match value.as_i64()? {
        signed @ -128..=-1 => u8::try_from(signed + 256).ok(),
        number => u8::try_from(number).ok(),
    };
    list(object, name).iter().map(byte).collect()
}

/// The text `wanted` of the object in `objects` whose `key` is `value`; empty when there is none.
pub(super) fn lookup<'a>(objects: &'a [Value], key: &str, value: &str, wanted: &str) -> &'a str {
    let found = objects.iter().find(|object| !value.is_empty() && text(object, key) == value);
    found.map(|object| text(object, wanted)).unwrap_or_default()
}
