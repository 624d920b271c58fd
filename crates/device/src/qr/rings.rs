//! Codes without a margin on a page as dark as their ink, as login pages in dark mode show them.
//!
//! ISO/IEC 18004 asks for a margin of four light modules (6.3.8). Without it the outer ring of a finder pattern runs
//! into the page, but the light ring within does not. So the light rings are looked for; three of them say where a code
//! lies, and all around it is painted over as paper before it is read as any other.

use rxing::common::cpp_essentials::{ConcentricPattern, FitSquareToPoints, LocateConcentricPattern, Pattern};
use rxing::common::{BitMatrix, Quadrilateral};
use rxing::{Point, PointU};

use super::contain::contain;
use super::patterns::{self, coordinate, edges_of_row, size_of};
use super::{Finding, Seen, threshold};
use crate::picture::{MAX_SIDE_PIXELS, Picture};

/// All codes between light rings, dark ones on light and light ones on dark.
pub(super) fn read(picture: &Picture) -> Option<Seen> {
    let mut seen = read_both(&threshold::in_parts(picture)?, picture);
    if seen.findings.is_empty() {
        seen.extend(read_both(&threshold::as_a_whole(picture)?, picture));
    }
    Some(seen)
}

fn read_both(both: &[BitMatrix; 2], picture: &Picture) -> Seen {
    let mut seen = Seen::default();
    for bits in both {
        seen.extend(contain(|| read_bits(bits, picture)).unwrap_or_default());
    }
    seen
}

fn read_bits(bits: &BitMatrix, picture: &Picture) -> Seen {
    let mut seen = Seen::default();
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut pixels_left = picture.luma().len() * CUT_OUTS;
    for corner in corners(&rings(bits)) {
        if corner.rings().iter().any(|ring| used.contains(ring)) || !corner.has_timing_patterns(bits) {
            continue;
        }
        let Some(alone) = corner.cut_out(bits, &mut pixels_left) else { continue };
        let read = patterns::read_bits(&alone, picture);
        if !read.findings.is_empty() {
            used.extend(corner.rings());
        }
        let ends = [corner.across, corner.down].map(|ring| (f64::from(ring.p.x), f64::from(ring.p.y)));
        seen.findings
            .extend(read.findings.into_iter().map(|found| Finding { centre: Finding::centre(ends, picture), ..found }));
    }
    seen
}

/// Looks along every third row for the runs 1:3:1 of a light ring, dark on both sides of it, and has each confirmed
/// crosswise. Largest first: on a page of light text every letter o is a ring too.
fn rings(bits: &BitMatrix) -> Vec<ConcentricPattern> {
    let mut rings: Vec<ConcentricPattern> = Vec::new();
    let mut looks = 0;
    for y in (1..bits.height()).step_by(3) {
        let edges = edges_of_row(&bits.getRow(y), bits.width());
        for edges in edges.windows(6).step_by(2) {
            let Some(length) = ring_length(edges) else { continue };
            let centre = Point { x: f32::midpoint(coordinate(edges[2]), coordinate(edges[3])), y: coordinate(y) + 0.5 };
            if rings.iter().any(|known| Point::distance(centre, known.p) < size_of(known) / 2.0) {
                continue;
            }
            if looks == MAX_LOOKS || rings.len() == MAX_FOUND {
                return largest(rings);
            }
            looks += 1;
            rings.extend(LocateConcentricPattern::<true, 3, 5>(bits, &RING, centre, length * 3));
        }
    }
    largest(rings)
}

fn largest(mut rings: Vec<ConcentricPattern>) -> Vec<ConcentricPattern> {
    rings.sort_by_key(|ring| -ring.size);
    rings.truncate(MAX_RINGS);
    rings
}

/// The length in pixels of the light ring between the outer two of three dark runs, given by their six edges.
fn ring_length(edges: &[u32]) -> Option<i32> {
    let &[start, left, core, core_end, right, end] = edges else { return None };
    let length = right - left;
    if length < MIN_RING {
        return None;
    }
    // As in a finder pattern, with five modules instead of seven.
    let is_one = |run: u32| 25 * run > 2 * length && 25 * run < 9 * length;
    let is_three = |run: u32| 25 * run > 9 * length && 25 * run < 21 * length;
    let is_dark_beside = |run: u32| 25 * run > 2 * length;
    let fits = is_one(core - left) && is_three(core_end - core) && is_one(right - core_end);
    (fits && is_dark_beside(left - start) && is_dark_beside(end - right)).then(|| i32::try_from(length).ok()).flatten()
}

/// Three rings at a right angle, as those of a code are.
struct Corner {
    at: ConcentricPattern,
    across: ConcentricPattern,
    down: ConcentricPattern,
}

/// Those with the largest rings first.
fn corners(rings: &[ConcentricPattern]) -> Vec<Corner> {
    let mut corners = Vec::new();
    for at in rings {
        let alike = |ring: &&ConcentricPattern| ring.size * 4 > at.size * 3 && ring.size * 3 < at.size * 4;
        for across in rings.iter().filter(alike) {
            let leg = across.p - at.p;
            let modules = Point::length(leg) / module(at);
            if !(MIN_LEG..MAX_LEG).contains(&modules) {
                continue;
            }
            let opposite = at.p + Point { x: -leg.y, y: leg.x };
            let is_there = |ring: &&ConcentricPattern| Point::distance(ring.p, opposite) < Point::length(leg) / 5.0;
            corners.extend(rings.iter().filter(alike).filter(is_there).map(|down| Corner {
                at: *at,
                across: *across,
                down: *down,
            }));
        }
    }
    corners
}

impl Corner {
    fn rings(&self) -> [ConcentricPattern; 3] {
        [self.at, self.across, self.down]
    }

    /// Pixels of a module along both legs.
    fn module(&self) -> f32 {
        self.rings().iter().map(module).sum::<f32>() / 3.0
    }

    /// Whether dark and light change between the rings as often as in a timing pattern (ISO/IEC 18004, 6.3.5).
    fn has_timing_patterns(&self, bits: &BitMatrix) -> bool {
        let module = self.module();
        [(self.across, self.down), (self.down, self.across)].iter().all(|(end, side)| {
            let (along, aside) = (direction(self.at, *end), direction(self.at, *side));
            let start = self.at.p + along * (3.0 * module) + aside * (3.0 * module);
            let stop = end.p - along * (3.0 * module) + aside * (3.0 * module);
            let modules = Point::length(stop - start) / module;
            let changes = changes_between(bits, start, stop);
            (changes - modules).abs() < 2.0 + modules / 5.0
        })
    }

    /// The code and what is near it, with paper around its finder patterns. Nothing when there are no pixels left for it.
    fn cut_out(&self, bits: &BitMatrix, pixels_left: &mut usize) -> Option<BitMatrix> {
        let (right, down) = (self.across.p - self.at.p, self.down.p - self.at.p);
        let ends = [self.at.p, self.across.p, self.down.p, self.at.p + right + down];
        // The fourth corner lies elsewhere in a picture that was taken from the side.
        let reach = 1.5 * REACH * self.module() + (Point::length(right) + Point::length(down)) / 8.0;
        let least = |of: fn(&Point) -> f32| (ends.iter().map(of).fold(f32::MAX, f32::min) - reach).floor();
        let most = |of: fn(&Point) -> f32| (ends.iter().map(of).fold(f32::MIN, f32::max) + reach).ceil();
        let origin = Point { x: least(|point| point.x), y: least(|point| point.y) };
        let (columns, rows) = (whole(most(|point| point.x) - origin.x)?, whole(most(|point| point.y) - origin.y)?);
        *pixels_left = pixels_left.checked_sub(usize::try_from(columns).ok()? * usize::try_from(rows).ok()?)?;
        let mut alone = BitMatrix::new(columns, rows).ok()?;
        for y in 0..rows {
            for x in 0..columns {
                let place = origin + Point { x: coordinate(x), y: coordinate(y) };
                if bits.is_in(place) && bits.get_point(place) {
                    alone.set(x, y);
                }
            }
        }
        for (ring, outside) in [(self.at, (-1.0, -1.0)), (self.across, (1.0, -1.0)), (self.down, (-1.0, 1.0))] {
            Finder::new(bits, &ring, right, down).paint_margin(&mut alone, origin, outside);
        }
        Some(alone)
    }
}

/// Where a finder pattern lies, and one module of it along each side.
struct Finder {
    centre: Point,
    right: Point,
    down: Point,
}

impl Finder {
    /// As the outline of its light ring lies; where that is none, as the code does.
    fn new(bits: &BitMatrix, ring: &ConcentricPattern, right: Point, down: Point) -> Self {
        let (along, below) = (right / Point::length(right), down / Point::length(down));
        let outline = FitSquareToPoints(bits, ring.p, ring.size * 7 / 5, 2, false);
        let sides = outline.map_or([along * module(ring), below * module(ring)], |Quadrilateral([a, b, c, d])| {
            [(b - a + c - d) / 10.0, (c - b + d - a) / 10.0]
        });
        let towards = |wanted: Point| {
            let both = [sides[0], sides[1], -sides[0], -sides[1]].into_iter();
            both.max_by(|one, other| Point::dot(*one, wanted).total_cmp(&Point::dot(*other, wanted))).unwrap_or(wanted)
        };
        Self { centre: ring.p, right: towards(along), down: towards(below) }
    }

    /// Paints four modules of paper beside the two sides that are the code's `outside`, in a picture that begins at `origin`.
    fn paint_margin(&self, bits: &mut BitMatrix, origin: Point, outside: (f32, f32)) {
        let area = Point::cross(self.right, self.down);
        let reach = REACH * (Point::length(self.right) + Point::length(self.down));
        let first = |centre: f32| whole((centre - reach).max(0.0)).unwrap_or(0);
        let centre = self.centre - origin;
        let (left, top) = (first(centre.x), first(centre.y));
        let size = whole(2.0 * reach).unwrap_or(0);
        for y in top..bits.height().min(top + size) {
            for x in left..bits.width().min(left + size) {
                let from = Point { x: coordinate(x) + 0.5, y: coordinate(y) + 0.5 } - centre;
                let (across, below) = (Point::cross(from, self.down) / area, Point::cross(self.right, from) / area);
                let is_near = across.abs() < REACH && below.abs() < REACH;
                if is_near && (across * outside.0 > EDGE || below * outside.1 > EDGE) {
                    bits.unset(x, y);
                }
            }
        }
    }
}

/// How often dark and light change on a straight line.
fn changes_between(bits: &BitMatrix, start: Point, stop: Point) -> f32 {
    let steps = whole(Point::length(stop - start)).unwrap_or(0);
    let step = (stop - start) / coordinate(steps.max(1));
    let mut changes = 0.0;
    let mut before = None;
    for count in 0..=steps {
        let place = start + step * coordinate(count);
        let now = bits.is_in(place) && bits.get_point(place);
        if before.is_some_and(|before| before != now) {
            changes += 1.0;
        }
        before = Some(now);
    }
    changes
}

fn direction(from: ConcentricPattern, to: ConcentricPattern) -> Point {
    let leg = to.p - from.p;
    leg / Point::length(leg)
}

/// Pixels of a module, of which a ring has five.
fn module(ring: &ConcentricPattern) -> f32 {
    size_of(ring) / 5.0
}

/// Whole pixels of a length, where a picture can be so long.
fn whole(length: f32) -> Option<u32> {
    let pixels = PointU::from(Point { x: length, y: 0.0 }).x;
    (pixels <= MAX_SIDE_PIXELS).then_some(pixels)
}

const RING: Pattern<3> = [1, 3, 1];
/// The least length of a ring in pixels, of modules of not quite two: letters of a text are smaller.
const MIN_RING: u32 = 9;
/// From the centre of a finder pattern to its edge, and to that of the margin that is painted, in modules.
const EDGE: f32 = 3.5;
const REACH: f32 = 7.5;
/// Modules between two rings: those of versions 1 and 40 (ISO/IEC 18004, 5.1), with some room.
const MIN_LEG: f32 = 11.0;
const MAX_LEG: f32 = 210.0;
/// Places that are looked at more closely.
const MAX_LOOKS: u32 = 30_000;
/// Rings that are found, and those that are kept.
const MAX_FOUND: usize = 1_000;
const MAX_RINGS: usize = 60;
/// All that is cut out has at most so many times the picture's pixels.
const CUT_OUTS: usize = 3;
