//! The decoder `rqrr`, within a budget of pixel accesses.
//!
//! Its search for alignment patterns can go on for minutes and it panics on some ordinary pictures. Every access to a
//! pixel is therefore counted, and the search is unwound when the budget is spent. Counting instead of reading a clock
//! makes the outcome the same on every machine.

use std::cell::Cell;
use std::panic;
use std::rc::Rc;

use image::{GenericImage, GenericImageView, GrayImage, Luma};
use rqrr::{BitGrid, Grid, PreparedImage};

use super::contain::contain;
use super::{Finding, Said, Seen, filters};
use crate::picture::Picture;

/// All codes that `rqrr` reads as UTF-8, dark ones on light and light ones on dark. It knows no ECI, so other texts are
/// left to the other decoder.
pub(super) fn read(picture: &Picture) -> Option<Seen> {
    let budget = u64::try_from(picture.luma().len()).ok()? * ACCESSES_PER_PIXEL + ACCESSES_FREE;
    let mut findings = read_within(picture, budget).unwrap_or_default();
    findings.extend(read_within(&filters::invert(picture)?, budget).unwrap_or_default());
    Some(Seen { findings, unread: false })
}

/// Nothing when the search panicked or spent its budget.
fn read_within(picture: &Picture, budget: u64) -> Option<Vec<Finding>> {
    contain(|| {
        let mut prepared = PreparedImage::prepare(MeteredImage::new(picture, budget)?);
        Some(prepared.detect_grids().iter().filter_map(|grid| decode(grid, picture)).collect())
    })
    .flatten()
}

fn decode<G: BitGrid>(grid: &Grid<G>, picture: &Picture) -> Option<Finding> {
    let mut bytes = Vec::new();
    contain(|| grid.decode_to(&mut bytes).ok()).flatten()?;
    let text = String::from_utf8(bytes).ok()?;
    let corners = grid.bounds.iter().map(|corner| (f64::from(corner.x), f64::from(corner.y)));
    Some(Finding::new(Said::Text(text), corners, picture))
}

/// Pixels whose accesses are counted down, clones included.
struct MeteredImage {
    pixels: GrayImage,
    accesses_left: Rc<Cell<u64>>,
}

/// Thrown when the budget is spent; caught by [`contain`].
struct BudgetSpent;

impl MeteredImage {
    fn new(picture: &Picture, budget: u64) -> Option<Self> {
        let (width, height) = (u32::try_from(picture.width()).ok()?, u32::try_from(picture.height()).ok()?);
        let pixels = GrayImage::from_raw(width, height, picture.luma().to_vec())?;
        Some(Self { pixels, accesses_left: Rc::new(Cell::new(budget)) })
    }

    fn spend(&self, accesses: u64) {
        match self.accesses_left.get().checked_sub(accesses) {
            Some(left) => self.accesses_left.set(left),
            // Unlike a panic this calls no hook.
            None => panic::resume_unwind(Box::new(BudgetSpent)),
        }
    }
}

impl Clone for MeteredImage {
    fn clone(&self) -> Self {
        let (width, height) = self.pixels.dimensions();
        self.spend(u64::from(width) * u64::from(height) / PIXELS_COPIED_PER_ACCESS);
        Self { pixels: self.pixels.clone(), accesses_left: Rc::clone(&self.accesses_left) }
    }
}

impl GenericImageView for MeteredImage {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        // The search asks for the size even where it looks at no pixel.
        self.spend(1);
        self.pixels.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.spend(1);
        *self.pixels.get_pixel(x, y)
    }
}

impl GenericImage for MeteredImage {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.spend(1);
        self.pixels.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.spend(1);
        self.pixels.put_pixel(x, y, pixel);
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}

/// Measured on photographs and screenshots: a search takes 5 to 12 accesses a pixel and at most 4 million more.
const ACCESSES_PER_PIXEL: u64 = 16;
const ACCESSES_FREE: u64 = 8_000_000;
/// A clone of the picture moves many pixels in the time of one access.
const PIXELS_COPIED_PER_ACCESS: u64 = 16;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;
    use crate::qr::test_pictures::{code, png};

    #[test]
    fn search_is_given_up_when_budget_spent() {
        let picture = Picture::from_bytes(&png(&code("SGE1-budget", 4))).unwrap();

        let read = read_within(&picture, 2_000_000).unwrap();
        assert!(matches!(&read[0].said, Said::Text(text) if text == "SGE1-budget"));
        assert!(read_within(&picture, 2_000).is_none());
    }
}
