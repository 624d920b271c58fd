//! Version 1 of the vault file: a header of 98 bytes, the encrypted body, a tag of 16 bytes. Little-endian.

mod body;
mod header;

pub use body::BodyError;
pub(crate) use body::{Body, decode as decode_body, encode as encode_body};
pub(crate) use header::{Header, MAX_BODY_LEN};
pub use header::{HeaderBinding, HeaderError};
