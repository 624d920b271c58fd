//! Reads QR codes (ISO/IEC 18004) off a picture.
//!
//! Two decoders look at the picture, as it is and inverted (dark mode); while nothing is found, they look at versions
//! of it that are easier to read. Nothing in a picture can make this panic, hang or take unbounded memory. Micro QR
//! codes are not read: their weak checks would find codes where there are none.

pub(crate) mod contain;
mod filters;
mod grids;
mod line;
mod patterns;
#[cfg(test)]
pub(crate) mod test_pictures;

use std::cmp::Ordering;

pub use line::{DecodedFile, decode_file};

use crate::picture::Picture;

/// The longest text of a code that can be an enrolment, in bytes. Reading itself has no such limit.
pub const ENROLMENT_MAX_BYTES: usize = 1024;

/// The texts of all codes in the picture, each once, from top to bottom and left to right.
#[must_use]
pub fn decode(picture: &Picture) -> Vec<String> {
    decode_until(picture, |_| true)
}

/// Like [`decode`], but goes on looking until `wanted` accepts one of the texts: a page may show a code that is easy
/// to read beside the one that is meant.
#[must_use]
pub fn decode_until(picture: &Picture, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut findings: Vec<Finding> = Vec::new();
    for look in LOOKS {
        for finding in look(picture).unwrap_or_default() {
            if findings.iter().all(|known| known.text != finding.text) {
                findings.push(finding);
            }
        }
        if findings.iter().any(|finding| wanted(&finding.text)) {
            break;
        }
    }
    findings.sort_by(Finding::in_reading_order);
    findings.into_iter().map(|finding| finding.text).collect()
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

type Look = fn(&Picture) -> Option<Vec<Finding>>;

/// Cheapest first. `rxing` alone reads almost all, ten times as fast as `rqrr`, so it begins.
const LOOKS: [Look; 4] = [as_it_is, sharpened, with_other_decoder, enlarged];

fn as_it_is(picture: &Picture) -> Option<Vec<Finding>> {
    in_both_polarities(picture, patterns::read)
}

fn sharpened(picture: &Picture) -> Option<Vec<Finding>> {
    in_both_polarities(&filters::sharpen(picture)?, patterns::read)
}

fn with_other_decoder(picture: &Picture) -> Option<Vec<Finding>> {
    in_both_polarities(picture, grids::read)
}

fn enlarged(picture: &Picture) -> Option<Vec<Finding>> {
    in_both_polarities(&filters::sharpen(&filters::upsample(picture)?)?, patterns::read)
}

fn in_both_polarities(picture: &Picture, read: fn(&Picture) -> Vec<Finding>) -> Option<Vec<Finding>> {
    let mut findings = read(picture);
    findings.extend(read(&filters::invert(picture)?));
    Some(findings)
}

/// A side of a picture, far below the 2^16 that always fit.
fn length(pixels: usize) -> f64 {
    u16::try_from(pixels).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests;
