//! Pictures that are broken, huge or hostile end in a named error or in no code; the program lives on.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod bombs;
mod files;
mod hostile_codes;

use std::path::PathBuf;

use device::picture::{Picture, PictureError};

fn vector(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/images").join(name)
}

fn refusal(bytes: &[u8]) -> PictureError {
    Picture::from_bytes(bytes).unwrap_err()
}
