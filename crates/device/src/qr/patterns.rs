//! The decoder `rxing`, within limits.
//!
//! The readers of `rxing` take as long as a hostile picture wants: their work grows with the square of the finder
//! patterns. So its parts are put together here, with a bound on each step.

use authenticator::intake::Part;
use rxing::Point;
use rxing::common::cpp_essentials::{ConcentricPattern, DecoderResult, LocateConcentricPattern, Pattern};
use rxing::common::{BitArray, BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use super::contain::contain;
use super::{Finding, Said, Seen, threshold};
use crate::picture::Picture;

/// All codes that `rxing` reads, dark ones on light and light ones on dark, mirrored ones included. It knows ECI and
/// guesses where there is none. Ink and paper are told apart in each part of the picture, and, where that shows
/// nothing, by one threshold.
pub(super) fn read(picture: &Picture) -> Option<Seen> {
    let seen = read_both(&threshold::in_parts(picture)?, picture);
    if seen.findings.is_empty() { Some(read_both(&threshold::as_a_whole(picture)?, picture)) } else { Some(seen) }
}

fn read_both(both: &[BitMatrix; 2], picture: &Picture) -> Seen {
    let mut seen = Seen::default();
    for bits in both {
        seen.extend(contain(|| read_bits(bits, picture)).unwrap_or_default());
    }
    seen
}

pub(super) fn read_bits(bits: &BitMatrix, picture: &Picture) -> Seen {
    let mut patterns = finder_patterns(bits);
    let sets = GenerateFinderPatternSets(&mut patterns);
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut unread: Vec<&FinderPatternSet> = Vec::new();
    let mut findings = Vec::new();
    for set in sets.iter().take(MAX_SETS) {
        if corners(set).iter().any(|corner| used.contains(corner)) {
            continue;
        }
        match contain(|| decode(bits, set, picture)) {
            Some(Ok(finding)) => {
                used.extend(corners(set));
                findings.push(finding);
            }
            Some(Err(Failure::Unreadable)) => unread.push(set),
            Some(Err(Failure::NoCode)) | None => {}
        }
    }
    // What looked like a code beside one of its own patterns was none.
    let unread = unread.iter().any(|set| !corners(set).iter().any(|corner| used.contains(corner)));
    Seen { findings, unread }
}

fn corners(set: &FinderPatternSet) -> [ConcentricPattern; 3] {
    [set.bl, set.tl, set.tr]
}

/// Why three finder patterns gave no text.
enum Failure {
    /// Nothing between them looks like a code.
    NoCode,
    /// It looks like one, with too many errors.
    Unreadable,
}

fn decode(bits: &BitMatrix, set: &FinderPatternSet, picture: &Picture) -> Result<Finding, Failure> {
    let sampled = SampleQR(bits, set).map_err(|_| Failure::NoCode)?;
    let decoded = Decode(sampled.getBits()).map_err(|_| Failure::Unreadable)?;
    if !decoded.isValid() {
        return Err(Failure::Unreadable);
    }
    let content = decoded.content();
    let said = match (part(&decoded), std::str::from_utf8(content.bytes())) {
        (Some(part), _) => Said::Part(part),
        (None, Ok(text)) if !content.has_eci => Said::Text(text.to_owned()),
        _ => Said::Text(decoded.text()),
    };
    let corners = sampled.getPoints().iter().map(|point| (f64::from(point.x), f64::from(point.y)));
    Ok(Finding::new(said, corners, picture))
}

/// Nothing when the code has the whole of its text.
fn part(decoded: &DecoderResult<bool>) -> Option<Part> {
    let (append, content) = (decoded.structuredAppend(), decoded.content());
    let count = u8::try_from(append.count).ok().filter(|count| *count > 1)?;
    let bytes = if content.has_eci { decoded.text().into_bytes() } else { content.bytes().to_vec() };
    Some(Part { place: u8::try_from(append.index).ok()?, count, parity: append.id.parse().ok()?, bytes: bytes.into() })
}

/// Looks along every third row for the runs 1:1:3:1:1 of a finder pattern and has each confirmed crosswise.
fn finder_patterns(bits: &BitMatrix) -> Vec<ConcentricPattern> {
    let mut patterns: Vec<ConcentricPattern> = Vec::new();
    let mut looks = 0;
    for y in (1..bits.height()).step_by(3) {
        let edges = edges_of_row(&bits.getRow(y), bits.width());
        for edges in edges.windows(6).step_by(2) {
            let Some(length) = finder_length(edges) else { continue };
            let centre = Point { x: f32::midpoint(coordinate(edges[2]), coordinate(edges[3])), y: coordinate(y) + 0.5 };
            if patterns.iter().any(|known| Point::distance(centre, known.p) < size_of(known) / 2.0) {
                continue;
            }
            if looks == MAX_LOOKS || patterns.len() == MAX_PATTERNS {
                return patterns;
            }
            looks += 1;
            patterns.extend(LocateConcentricPattern::<true, 5, 7>(bits, &FINDER, centre, length * 3));
        }
    }
    patterns
}

/// Where the row turns black, white, black … in turn.
pub(super) fn edges_of_row(row: &BitArray, width: u32) -> Vec<u32> {
    let width = usize::try_from(width).unwrap_or(usize::MAX);
    let mut edges = Vec::new();
    let mut x = row.getNextSet(0);
    while x < width {
        let end = row.getNextUnset(x);
        edges.extend([x, end].map(|edge| u32::try_from(edge).unwrap_or(u32::MAX)));
        x = row.getNextSet(end);
    }
    edges
}

/// The length in pixels of five runs, given by their six edges, that could be a finder pattern.
fn finder_length(edges: &[u32]) -> Option<i32> {
    let length = edges.last()? - edges.first()?;
    let runs = edges.windows(2).map(|run| run[1] - run[0]);
    // A run of one module may be 2/5 to 9/5 of a module long, the one of three 9/5 to 21/5: slant and blur pass.
    let fits = runs.zip(FINDER).all(|(run, modules)| {
        let (least, most) = if modules == 1 { (2, 9) } else { (9, 21) };
        35 * run > least * length && 35 * run < most * length
    });
    fits.then(|| i32::try_from(length).ok()).flatten()
}

pub(super) fn size_of(pattern: &ConcentricPattern) -> f32 {
    u32::try_from(pattern.size).map_or(0.0, coordinate)
}

/// A coordinate of a picture: far below the 2^16 that every `f32` holds exactly.
pub(super) fn coordinate(value: u32) -> f32 {
    u16::try_from(value).map_or(f32::MAX, f32::from)
}

const FINDER: Pattern<5> = [1, 1, 3, 1, 1];
/// Places that are looked at more closely. A busy 4K page has a few thousand.
const MAX_LOOKS: u32 = 30_000;
/// Finder patterns that are kept. A busy page has a few dozen.
const MAX_PATTERNS: usize = 1_000;
/// Threes of finder patterns that are tried, likeliest first.
const MAX_SETS: usize = 2_000;
