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
    /// The number, or `default` when it is missing; none when it is wrong.
    pub(super) fn or(self, default: u64) -> Option<u64> {
        match self {
            Self::Missing => Some(default),
            Self::Is(number) => Some(number),
            Self::Wrong => None,
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

/// The text `wanted` of the object in `objects` whose `key` is `value`; empty when there is none.
pub(super) fn lookup<'a>(objects: &'a [Value], key: &str, value: &str, wanted: &str) -> &'a str {
    let found = objects.iter().find(|object| !value.is_empty() && text(object, key) == value);
    found.map(|object| text(object, wanted)).unwrap_or_default()
}
