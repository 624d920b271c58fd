//! Black and white out of shades of grey: for a picture and for its negative (dark mode).
//!
//! The method is that of `ZXing`'s "hybrid binarizer": each block of 8 × 8 pixels is divided at the mean of the 5 × 5
//! blocks around it, and a block without contrast is taken for paper unless its neighbours say that it is ink. Both
//! come out of one look at the picture, eight pixels at a time.

use rxing::common::{BitArray, BitMatrix};

use crate::picture::Picture;

/// Ink is set. Each part of the picture is divided by itself, where light is uneven; one that is too small to have
/// parts is divided as a whole.
pub(super) fn in_parts(picture: &Picture) -> Option<[BitMatrix; 2]> {
    if picture.width() < 5 * BLOCK || picture.height() < 5 * BLOCK {
        return as_a_whole(picture);
    }
    let columns = picture.width().div_ceil(BLOCK);
    let blocks = blocks(picture);
    let negative: Vec<_> = blocks.iter().map(Block::negative).collect();
    Some([
        divide(picture, &local_means(&black_points(&blocks, columns), columns), columns, 0)?,
        divide(picture, &local_means(&black_points(&negative, columns), columns), columns, u64::MAX)?,
    ])
}

/// Ink is set. One threshold for all, by the method of Otsu (1979): the two classes differ as much as they can.
pub(super) fn as_a_whole(picture: &Picture) -> Option<[BitMatrix; 2]> {
    let columns = picture.width().div_ceil(BLOCK);
    let blocks = columns * picture.height().div_ceil(BLOCK);
    let threshold = otsu(picture.luma());
    Some([
        divide(picture, &vec![threshold; blocks], columns, 0)?,
        divide(picture, &vec![254_u8.saturating_sub(threshold); blocks], columns, u64::MAX)?,
    ])
}

fn otsu(luma: &[u8]) -> u8 {
    let mut counts = [0_u64; 256];
    for &value in luma {
        counts[usize::from(value)] += 1;
    }
    let (all, sum) = (0..).zip(counts).fold((0, 0), |(all, sum), (value, count)| (all + count, sum + value * count));
    let (mut best, mut widest) = (0, 0);
    let (mut dark, mut dark_sum) = (0, 0);
    for (value, count) in (0..=u8::MAX).zip(counts) {
        dark += count;
        dark_sum += u64::from(value) * count;
        if dark == 0 || dark == all {
            continue;
        }
        // The difference of the classes' means, in 256ths, squared and weighted by both their sizes.
        let distance = (sum - dark_sum) * 256 / (all - dark) - dark_sum * 256 / dark;
        let width = u128::from(distance * distance) * u128::from(dark) * u128::from(all - dark);
        if width > widest {
            (best, widest) = (value, width);
        }
    }
    best
}

/// What the pixels of a block have in common.
struct Block {
    mean: u8,
    least: u8,
    most: u8,
}

impl Block {
    fn negative(&self) -> Self {
        Self { mean: !self.mean, least: !self.most, most: !self.least }
    }
}

/// Row by row. Where the sides are no multiples of [`BLOCK`], the last blocks overlap the ones before.
fn blocks(picture: &Picture) -> Vec<Block> {
    let (width, height) = (picture.width(), picture.height());
    let mut blocks = Vec::with_capacity(width.div_ceil(BLOCK) * height.div_ceil(BLOCK));
    let mut sums = vec![0_u16; width];
    let (mut least, mut most) = (vec![0_u8; width], vec![0_u8; width]);
    for top in starts(height) {
        sums.fill(0);
        least.fill(u8::MAX);
        most.fill(u8::MIN);
        for row in picture.luma()[top * width..][..BLOCK * width].chunks_exact(width) {
            for (((&value, sum), least), most) in row.iter().zip(&mut sums).zip(&mut least).zip(&mut most) {
                *sum += u16::from(value);
                *least = value.min(*least);
                *most = value.max(*most);
            }
        }
        blocks.extend(starts(width).map(|left| {
            let range = left..left + BLOCK;
            // 64 bytes fit into 16 bits.
            let sum: u16 = sums[range.clone()].iter().sum();
            Block {
                mean: (sum / 64).to_le_bytes()[0],
                least: least[range.clone()].iter().copied().min().unwrap_or_default(),
                most: most[range].iter().copied().max().unwrap_or_default(),
            }
        }));
    }
    blocks
}

fn starts(side: usize) -> impl Iterator<Item = usize> {
    (0..side.div_ceil(BLOCK)).map(move |block| (block * BLOCK).min(side - BLOCK))
}

/// Where each block, taken by itself, divides ink from paper.
fn black_points(blocks: &[Block], columns: usize) -> Vec<u8> {
    let mut points = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        points.push(if block.most - block.least > MIN_CONTRAST {
            block.mean
        } else if index < columns || index % columns == 0 {
            block.least / 2
        } else {
            let [above_left, above, left] = [index - columns - 1, index - columns, index - 1].map(|near| points[near]);
            let around = mean_of_four([above_left, above, left, left]);
            if block.least < around { around } else { block.least / 2 }
        });
    }
    points
}

fn mean_of_four(values: [u8; 4]) -> u8 {
    (values.into_iter().map(u16::from).sum::<u16>() / 4).to_le_bytes()[0]
}

/// The mean of the 5 × 5 values around each; at the margins, of the nearest 5 × 5.
fn local_means(points: &[u8], columns: usize) -> Vec<u8> {
    let rows = points.len() / columns;
    let mut means = Vec::with_capacity(points.len());
    let mut sums = vec![0_u16; columns];
    for row in 0..rows {
        sums.fill(0);
        for points in points[(row.clamp(2, rows - 3) - 2) * columns..][..5 * columns].chunks_exact(columns) {
            sums.iter_mut().zip(points).for_each(|(sum, &point)| *sum += u16::from(point));
        }
        means.extend((0..columns).map(|column| {
            let sum: u16 = sums[column.clamp(2, columns - 3) - 2..][..5].iter().sum();
            (sum / 25).to_le_bytes()[0]
        }));
    }
    means
}

/// Sets what is not lighter than its block's threshold. `flip` is all ones for the negative.
fn divide(picture: &Picture, thresholds: &[u8], columns: usize, flip: u64) -> Option<BitMatrix> {
    let width = u32::try_from(picture.width()).ok()?;
    let mut bits = BitMatrix::new(width, u32::try_from(picture.height()).ok()?).ok()?;
    let mut line = BitArray::with_size(picture.width());
    for (y, row) in (0..).zip(picture.luma().chunks_exact(picture.width())) {
        let thresholds = &thresholds[y / BLOCK * columns..][..columns];
        for (word, (pixels, thresholds)) in row.chunks(WORD).zip(thresholds.chunks(WORD / BLOCK)).enumerate() {
            line.setBulk(word * WORD, dark_pixels(pixels, thresholds, flip));
        }
        bits.setRow(u32::try_from(y).ok()?, &line);
    }
    Some(bits)
}

/// A bit for each pixel, the first in the lowest: whether it is at most the threshold of its block.
fn dark_pixels(pixels: &[u8], thresholds: &[u8], flip: u64) -> usize {
    let (blocks, rest) = pixels.as_chunks::<BLOCK>();
    let mut ink = 0;
    for (block, (pixels, &threshold)) in blocks.iter().zip(thresholds).enumerate() {
        ink |= usize::from(dark_of_eight(*pixels, threshold, flip)) << (block * BLOCK);
    }
    if let (false, Some(&threshold)) = (rest.is_empty(), thresholds.get(blocks.len())) {
        let mut pixels = [0; BLOCK];
        pixels[..rest.len()].copy_from_slice(rest);
        let dark = dark_of_eight(pixels, threshold, flip) & ((1 << rest.len()) - 1);
        ink |= usize::from(dark) << (blocks.len() * BLOCK);
    }
    ink
}

/// All eight are compared within one integer: the seven low bits of each by a subtraction that cannot borrow, the
/// high bits by logic.
fn dark_of_eight(pixels: [u8; BLOCK], threshold: u8, flip: u64) -> u8 {
    let values = u64::from_le_bytes(pixels) ^ flip;
    let limits = u64::from_le_bytes([threshold; BLOCK]);
    let low_fits = (limits | HIGH_BITS) - (values & !HIGH_BITS);
    let fits = ((limits & !values) | (!(limits ^ values) & low_fits)) & HIGH_BITS;
    // Gathers the eight high bits in the highest byte.
    (fits >> 7).wrapping_mul(0x0102_0408_1020_4080).to_le_bytes()[7]
}

/// The side of a block, in pixels.
const BLOCK: usize = 8;
/// Pixels in a word of a [`BitArray`].
const WORD: usize = rxing::common::BIT_FIELD_BASE_BITS;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
/// A block with less between its darkest and lightest pixel is all ink or all paper.
const MIN_CONTRAST: u8 = 24;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use super::*;
    use crate::qr::filters::invert;

    #[test]
    fn dark_pixels_are_those_up_to_threshold() {
        for threshold in 0..=u8::MAX {
            for value in 0..=u8::MAX {
                let pixels = [value, 0, 255, threshold, value, value, value, value, value, 0, 255];
                let dark = dark_pixels(&pixels, &[threshold, threshold], 0);
                let expected = pixels.iter().rev().fold(0, |bits, &pixel| bits << 1 | usize::from(pixel <= threshold));
                assert_eq!(dark, expected, "{value} and {threshold}");
                let light = dark_pixels(&pixels.map(|value| !value), &[threshold, threshold], u64::MAX);
                assert_eq!(light, expected, "{value} and {threshold}, negative");
            }
        }
    }

    #[test]
    fn ink_is_told_from_paper_when_light_is_uneven() {
        // Columns of ink 8 pixels apart, half as light as the paper, which darkens from left to right.
        let (width, height) = (203, 61);
        let paper = |x: usize| 250 - x;
        let luma = |x: usize| u8::try_from(if x % 8 < 3 { paper(x) / 2 } else { paper(x) }).unwrap();
        let picture =
            Picture::from_luma(width, height, (0..width * height).map(|at| luma(at % width)).collect()).unwrap();

        let [bits, _] = in_parts(&picture).unwrap();
        let [_, negative] = in_parts(&invert(&picture).unwrap()).unwrap();

        // Further right there is hardly any contrast left.
        for y in 0..61 {
            for x in 0..160 {
                assert_eq!(bits.get(x, y), x % 8 < 3, "{x}, {y}");
                assert_eq!(negative.get(x, y), x % 8 < 3, "{x}, {y}, negative");
            }
        }
    }

    #[test]
    fn ink_is_told_from_paper_when_picture_is_too_small_for_parts() {
        let luma = (0..39 * 7).map(|at| if at % 3 == 0 { 90 } else { 140 }).collect();
        let picture = Picture::from_luma(39, 7, luma).unwrap();
        let [bits, negative] = in_parts(&picture).unwrap();
        for y in 0..7 {
            for x in 0..39 {
                let ink = (y * 39 + x) % 3 == 0;
                assert_eq!((bits.get(x, y), negative.get(x, y)), (ink, !ink), "{x}, {y}");
            }
        }
    }
}
