//! Reads QR codes (ISO/IEC 18004) off a picture.
//!
//! Two decoders look at the picture, as it is and inverted (dark mode); while nothing is found, they look at versions
//! of it that are easier to read. Nothing in a picture can make this panic, hang or take unbounded memory. Micro QR
//! codes are not read: their weak checks would find codes where there are none.

pub(crate) mod contain;
pub(crate) mod filters;
mod grids;
mod line;
mod patterns;
#[cfg(test)]
pub(crate) mod test_pictures;
mod threshold;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::mem;

pub use line::{DecodedFile, decode_file};

use crate::picture::Picture;

/// The longest text of a code that can be an enrolment, in bytes. Reading itself has no such limit.
pub const ENROLMENT_MAX_BYTES: usize = 1024;

/// The texts of all codes in the picture, each once, from top to bottom and left to right.
///
/// Beside a code that was read, one that is there and hard to read is given a few more looks.
#[must_use]
pub fn decode(picture: &Picture) -> Vec<String> {
    climb(&LADDER, picture, |seen, attempts| !seen.findings.is_empty() && (!seen.unread || attempts >= GLANCES))
}

/// Like [`decode`], but goes on looking until `wanted` accepts one of the texts: a page may show a code that is easy
/// to read beside the one that is meant.
#[must_use]
pub fn decode_until(picture: &Picture, mut wanted: impl FnMut(&str) -> bool) -> Vec<String> {
    climb(&LADDER, picture, |seen, _| seen.findings.iter().any(|finding| wanted(&finding.text)))
}

/// Like [`decode_until`], for the `turn`th of many pictures of a camera: at a glance, since what cannot be read now may be
/// sharper in the next. Every picture is looked at in one way, and in another that changes in turn; what costs more looks only
/// where the app's camera screen says that the code is to be held.
#[must_use]
pub fn decode_frame(picture: &Picture, turn: usize, mut wanted: impl FnMut(&str) -> bool) -> Vec<String> {
    climb(&[GLANCE, IN_TURN[turn % IN_TURN.len()]], picture, |seen, _| {
        seen.findings.iter().any(|finding| wanted(&finding.text))
    })
}

/// Goes up the ladder until all that was seen, in so many attempts, is `enough`.
fn climb(ladder: &[Attempt], picture: &Picture, mut enough: impl FnMut(&Seen, usize) -> bool) -> Vec<String> {
    let mut seen = Seen::default();
    let mut work_left = MAX_WORK;
    for (attempts, attempt) in (1..).zip(ladder) {
        let Some(rest) = work_left.checked_sub(attempt.work_per_pixel.saturating_mul(picture.luma().len())) else {
            continue;
        };
        work_left = rest;
        let Some(prepared) = (attempt.prepare)(picture) else { continue };
        let before = mem::take(&mut seen.findings);
        seen = (attempt.read)(&prepared).unwrap_or_default();
        seen.findings.splice(..0, before);
        if enough(&seen, attempts) {
            break;
        }
    }
    seen.findings.sort_by(Finding::in_reading_order);
    let mut texts: Vec<String> = Vec::new();
    for finding in seen.findings {
        if !texts.contains(&finding.text) {
            texts.push(finding.text);
        }
    }
    texts
}

/// What an attempt shows.
#[derive(Default)]
struct Seen {
    findings: Vec<Finding>,
    /// There was something more that looked like a code.
    unread: bool,
}

impl Seen {
    fn extend(&mut self, more: Self) {
        self.findings.extend(more.findings);
        self.unread |= more.unread;
    }
}

/// One way to look at a picture.
#[derive(Clone, Copy)]
struct Attempt {
    prepare: fn(&Picture) -> Option<Cow<'_, Picture>>,
    read: fn(&Picture) -> Option<Seen>,
    /// What it costs in nanoseconds for each pixel of the picture, as measured on one computer: a weight, not a clock,
    /// so that the outcome is the same on all.
    work_per_pixel: usize,
}

const fn attempt(
    work_per_pixel: usize,
    prepare: fn(&Picture) -> Option<Cow<'_, Picture>>,
    read: fn(&Picture) -> Option<Seen>,
) -> Attempt {
    Attempt { prepare, read, work_per_pixel }
}

/// Cheap and decisive first. `rxing` alone reads almost all, many times as fast as `rqrr`, so it begins.
const LADDER: [Attempt; 8] = [
    attempt(7, as_it_is, patterns::read),
    attempt(2, halved, patterns::read),
    attempt(7, sharpened, patterns::read),
    attempt(9, sharpened_twice, patterns::read),
    attempt(20, enlarged_by_half, patterns::read),
    attempt(20, sharpened_and_doubled, patterns::read),
    attempt(45, doubled_and_sharpened_twice, patterns::read),
    attempt(60, as_it_is, grids::read),
];
/// After how many attempts of the ladder a code that is hard to read has had its few more looks.
const GLANCES: usize = 4;
/// The attempt that every picture of a camera is worth, and those that are taken in turn beside it.
const GLANCE: Attempt = LADDER[1];
const IN_TURN: [Attempt; 3] =
    [LADDER[0], attempt(3, sharpened_in_mark, patterns::read), attempt(3, sharpened_twice_in_mark, patterns::read)];
/// All attempts together, in the unit of [`Attempt::work_per_pixel`]: a quarter of a second, or a 4K screen sharpened.
const MAX_WORK: usize = 240_000_000;

#[expect(clippy::unnecessary_wraps, reason = "the others may have nothing to give")]
fn as_it_is(picture: &Picture) -> Option<Cow<'_, Picture>> {
    Some(Cow::Borrowed(picture))
}

fn halved(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::halve(picture).map(Cow::Owned)
}

fn sharpened(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(picture).map(Cow::Owned)
}

fn sharpened_twice(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(&filters::sharpen(picture)?).map(Cow::Owned)
}

fn sharpened_in_mark(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(&filters::in_mark(picture)?).map(Cow::Owned)
}

fn sharpened_twice_in_mark(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(&filters::sharpen(&filters::in_mark(picture)?)?).map(Cow::Owned)
}

fn enlarged_by_half(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(&filters::enlarge_by_half(picture)?).map(Cow::Owned)
}

fn sharpened_and_doubled(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::double(&filters::sharpen(picture)?).map(Cow::Owned)
}

fn doubled_and_sharpened_twice(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::sharpen(&filters::sharpen(&filters::double(picture)?)?).map(Cow::Owned)
}

/// A code that was read, and where: its centre, as parts of the picture's width and height.
struct Finding {
    text: String,
    centre: (f64, f64),
}

impl Finding {
    fn new(text: String, corners: impl IntoIterator<Item = (f64, f64)>, picture: &Picture) -> Self {
        let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
        for corner in corners {
            x += corner.0;
            y += corner.1;
            count += 1.0;
        }
        Self { text, centre: (x / count / length(picture.width()), y / count / length(picture.height())) }
    }

    fn in_reading_order(&self, other: &Self) -> Ordering {
        self.centre.1.total_cmp(&other.centre.1).then(self.centre.0.total_cmp(&other.centre.0))
    }
}

/// A side of a picture, far below the 2^16 that always fit.
fn length(pixels: usize) -> f64 {
    u16::try_from(pixels).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests;
