//! What comes in broken, huge or hostile ends in a named error or in nothing; the program lives on.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../kit/body.rs"]
mod body;
mod bombs;
#[path = "../kit/entry_points.rs"]
mod entry_points;
mod files;
mod hostile_codes;
#[path = "../kit/import_points.rs"]
mod import_points;
mod issuers;
#[path = "../kit/long.rs"]
mod long;
mod mutations;
mod qr_lines;
#[path = "../kit/seeded.rs"]
mod seeded;
mod smoke;

use std::path::PathBuf;

use device::picture::{Picture, PictureError};

/// How many cases a test tries: what `SEGL_CASES` says, or so many, or a hundred times as many in the long run.
fn cases(short: usize) -> usize {
    let otherwise = long::short_or_long(short, 100 * short);
    std::env::var("SEGL_CASES").map_or(otherwise, |cases| cases.parse().expect("SEGL_CASES is a number"))
}

fn vector(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/images").join(name)
}

fn refusal(bytes: &[u8]) -> PictureError {
    Picture::from_bytes(bytes).unwrap_err()
}
