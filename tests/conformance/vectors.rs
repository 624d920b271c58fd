//! Reading `tests/vectors`.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// A JSON file by its path below `tests/vectors`.
pub(crate) fn json(path: &str) -> Value {
    serde_json::from_slice(&bytes(path)).unwrap()
}

/// Any file by its path below `tests/vectors`.
pub(crate) fn bytes(path: &str) -> Vec<u8> {
    fs::read(directory().join(path)).unwrap_or_else(|error| panic!("tests/vectors/{path}: {error}"))
}

/// A file of hexadecimal text by its path below `tests/vectors`.
pub(crate) fn hex_file(path: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes(path)).unwrap();
    hex::decode(text.trim_end()).unwrap()
}

/// `tests/vectors` itself.
pub(crate) fn directory() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "vectors"].iter().collect()
}

/// A member that must be text.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

/// A member that must be a number.
pub(crate) fn number(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap_or_else(|| panic!("no number {name} in {value}"))
}

/// A member that must be an array.
pub(crate) fn array<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap_or_else(|| panic!("no array {name} in {value}"))
}

/// A member that must be hexadecimal text.
pub(crate) fn hex(value: &Value, name: &str) -> Vec<u8> {
    hex::decode(text(value, name)).unwrap()
}

/// A member that must be hexadecimal text of `N` bytes.
pub(crate) fn hex_array<const N: usize>(value: &Value, name: &str) -> [u8; N] {
    hex(value, name).try_into().unwrap_or_else(|_| panic!("{name} has not {N} bytes"))
}

/// A member that must be an array of hexadecimal texts.
pub(crate) fn hex_list(value: &Value, name: &str) -> Vec<Vec<u8>> {
    array(value, name).iter().map(|entry| hex::decode(entry.as_str().unwrap()).unwrap()).collect()
}
