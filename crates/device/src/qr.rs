//! Reads QR codes (ISO/IEC 18004) off a picture.
//!
//! Two decoders look at the picture, as it is and inverted (dark mode); while nothing is found, they look at versions
//! of it that are easier to read. Nothing in a picture can make this panic, hang or take unbounded memory. Micro QR
//! codes are not read: their weak checks would find codes where there are none.

pub(crate) mod contain;
#[cfg(test)]
mod dark_pages;
pub(crate) mod filters;
mod gaps;
mod grids;
mod line;
mod patterns;
mod rings;
#[cfg(test)]
pub(crate) mod test_pictures;
mod threshold;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::mem;

use authenticator::intake::{Part, Parts};

pub use line::{DecodedFile, decode_file};

use crate::picture::Picture;

/// The longest text of a code that can be an enrolment, in bytes. Reading itself has no such limit.
pub const ENROLMENT_MAX_BYTES: usize = 1024;

/// What the codes of a picture say.
#[derive(Default)]
pub struct Reading {
    /// The texts, each once, from top to bottom and left to right; also those that several codes have together.
    pub texts: Vec<String>,
    /// What those codes say that have a part of a text, each once, for the case that the other parts are in another picture.
    pub parts: Vec<Part>,
}

/// What all codes in the picture say.
///
/// Beside a code that was read, one that is there and hard to read is given a few more looks.
#[must_use]
pub fn decode(picture: &Picture) -> Vec<String> {
    read(picture).texts
}

/// Like [`decode`], with the parts of texts.
#[must_use]
pub fn read(picture: &Picture) -> Reading {
    climb(&LADDER, picture, |seen, attempts| !seen.findings.is_empty() && seen.is_all(attempts))
}

/// Like [`read`], but goes on looking until `wanted` accepts one of the texts: a page may show a code that is easy to
/// read beside the one that is meant.
#[must_use]
pub fn read_until(picture: &Picture, mut wanted: impl FnMut(&str) -> bool) -> Reading {
    climb(&LADDER, picture, |seen, attempts| seen.texts().iter().any(|text| wanted(text)) && seen.is_all(attempts))
}

/// Like [`read_until`], for the `turn`th of many pictures of a camera: at a glance, since what cannot be read now may be
/// sharper in the next. Every picture is looked at in one way, in another that changes in turn, and, when it is dark, for codes
/// without a margin; what costs more looks only
/// where the app's camera screen says that the code is to be held.
#[must_use]
pub fn read_frame(picture: &Picture, turn: usize, mut wanted: impl FnMut(&str) -> bool) -> Reading {
    let ladder = [GLANCE, IN_TURN[turn % IN_TURN.len()], ON_A_DARK_PAGE];
    climb(&ladder, picture, |seen, _| seen.texts().iter().any(|text| wanted(text)))
}

/// Goes up the ladder until all that was seen, in so many attempts, is `enough`.
fn climb(ladder: &[Attempt], picture: &Picture, mut enough: impl FnMut(&Seen, usize) -> bool) -> Reading {
    let mut seen = Seen::default();
    let mut work_left = MAX_WORK;
    for (attempts, attempt) in (1..).zip(ladder) {
        let Some(rest) = work_left.checked_sub(attempt.work_per_pixel.saturating_mul(picture.luma().len())) else {
            continue;
        };
        let Some(prepared) = (attempt.prepare)(picture) else { continue };
        work_left = rest;
        let before = mem::take(&mut seen.findings);
        seen = (attempt.read)(&prepared).unwrap_or_default();
        seen.findings.splice(..0, before);
        if enough(&seen, attempts) {
            break;
        }
    }
    seen.findings.sort_by(Finding::in_reading_order);
    let mut parts: Vec<Part> = Vec::new();
    // Another attempt sees the same ones again.
    seen.parts().for_each(|part| {
        if !parts.contains(part) {
            parts.push(part.clone());
        }
    });
    Reading { texts: seen.texts(), parts }
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

    /// Whether nothing more is expected: every code was read, or has had its few more looks.
    fn is_all(&self, attempts: usize) -> bool {
        let is_waiting = || {
            let mut parts = Parts::default();
            self.parts().for_each(|part| drop(parts.add(part.clone())));
            parts.is_waiting()
        };
        attempts >= GLANCES || !(self.unread || is_waiting())
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.findings.iter().filter_map(|finding| match &finding.said {
            Said::Part(part) => Some(part),
            Said::Text(_) => None,
        })
    }

    /// Each once, in the order of the findings.
    fn texts(&self) -> Vec<String> {
        let (mut parts, mut texts) = (Parts::default(), Vec::<String>::new());
        for finding in &self.findings {
            let text = match &finding.said {
                Said::Text(text) => Some(text.clone()),
                Said::Part(part) => parts.add(part.clone()).map(|text| text.to_string()),
            };
            texts.extend(text.filter(|text| !texts.contains(text)));
        }
        texts
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

/// Cheap and decisive first. `rxing` alone reads almost all, many times as fast as `rqrr`, so it begins. Codes without a
/// margin are looked for soon where they are usual, on dark pages; elsewhere they are as rare as codes in a terminal.
const LADDER: [Attempt; 11] = [
    attempt(7, as_it_is, patterns::read),
    attempt(2, halved, patterns::read),
    attempt(7, sharpened, patterns::read),
    attempt(9, sharpened_twice, patterns::read),
    ON_A_DARK_PAGE,
    attempt(20, enlarged_by_half, patterns::read),
    attempt(20, sharpened_and_doubled, patterns::read),
    attempt(4, as_it_is, gaps::read),
    attempt(45, doubled_and_sharpened_twice, patterns::read),
    attempt(6, if_light, rings::read),
    attempt(60, as_it_is, grids::read),
];
/// Codes without a margin, where they are usual.
const ON_A_DARK_PAGE: Attempt = attempt(6, if_dark, rings::read);
/// After how many attempts of the ladder a code that is hard to read has had its few more looks.
const GLANCES: usize = 4;
/// The attempt that every picture of a camera is worth, and those that are taken in turn beside it.
const GLANCE: Attempt = LADDER[1];
const IN_TURN: [Attempt; 3] =
    [LADDER[0], attempt(3, sharpened_in_mark, patterns::read), attempt(3, sharpened_twice_in_mark, patterns::read)];
/// All attempts together, in the unit of [`Attempt::work_per_pixel`]: a quarter of a second, or a dark 4K screen sharpened and
/// looked at for codes without a margin.
const MAX_WORK: usize = 260_000_000;

#[expect(clippy::unnecessary_wraps, reason = "the others may have nothing to give")]
fn as_it_is(picture: &Picture) -> Option<Cow<'_, Picture>> {
    Some(Cow::Borrowed(picture))
}

fn if_dark(picture: &Picture) -> Option<Cow<'_, Picture>> {
    filters::is_dark(picture).then_some(Cow::Borrowed(picture))
}

fn if_light(picture: &Picture) -> Option<Cow<'_, Picture>> {
    (!filters::is_dark(picture)).then_some(Cow::Borrowed(picture))
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

/// What a code says.
enum Said {
    Text(String),
    /// One of several codes that say something together.
    Part(Part),
}

/// A code that was read, and where: its centre, as parts of the picture's width and height.
struct Finding {
    said: Said,
    centre: (f64, f64),
}

impl Finding {
    fn new(said: Said, corners: impl IntoIterator<Item = (f64, f64)>, picture: &Picture) -> Self {
        Self { said, centre: Self::centre(corners, picture) }
    }

    fn centre(corners: impl IntoIterator<Item = (f64, f64)>, picture: &Picture) -> (f64, f64) {
        let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
        for corner in corners {
            x += corner.0;
            y += corner.1;
            count += 1.0;
        }
        (x / count / length(picture.width()), y / count / length(picture.height()))
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
