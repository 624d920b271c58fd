//! What makes a code readable that was not: other versions of the same picture.

use crate::picture::Picture;

/// Black for white: for codes in dark mode.
pub(super) fn invert(picture: &Picture) -> Option<Picture> {
    let luma = picture.luma().iter().map(|value| u8::MAX - value).collect();
    Picture::from_luma(picture.width(), picture.height(), luma).ok()
}

/// An unsharp mask: 1.5 times the difference to a blur of about σ 2 is added.
pub(super) fn sharpen(picture: &Picture) -> Option<Picture> {
    let (width, height) = (picture.width(), picture.height());
    let blurred = blur(&blur(picture.luma(), width, height), width, height);
    let luma = picture.luma().iter().zip(blurred).map(|(&sharp, soft)| overshoot(sharp, soft)).collect();
    Picture::from_luma(width, height, luma).ok()
}

/// Twice the size, bilinear. Only for small pictures: the modules of large ones are large enough.
pub(super) fn upsample(picture: &Picture) -> Option<Picture> {
    let (width, height) = (picture.width(), picture.height());
    if width * height > MAX_UPSAMPLED_PIXELS {
        return None;
    }
    let mut rows = Vec::with_capacity(2 * width * height);
    for row in picture.luma().chunks_exact(width) {
        for (x, &value) in row.iter().enumerate() {
            let left = row[x.saturating_sub(1)];
            let right = row[(x + 1).min(width - 1)];
            rows.extend([three_to_one(value, left), three_to_one(value, right)]);
        }
    }
    let row = |y: usize| &rows[2 * width * y..][..2 * width];
    let mut luma = Vec::with_capacity(4 * width * height);
    for y in 0..height {
        for other in [row(y.saturating_sub(1)), row((y + 1).min(height - 1))] {
            luma.extend(row(y).iter().zip(other).map(|(&near, &far)| three_to_one(near, far)));
        }
    }
    Picture::from_luma(2 * width, 2 * height, luma).ok()
}

/// The value a quarter of the way from `near` to `far`.
fn three_to_one(near: u8, far: u8) -> u8 {
    u8::try_from((3 * u16::from(near) + u16::from(far) + 2) / 4).unwrap_or(u8::MAX)
}

fn overshoot(sharp: u8, soft: u8) -> u8 {
    let (sharp, soft) = (i16::from(sharp), i16::from(soft));
    u8::try_from((sharp + (sharp - soft) * 3 / 2).clamp(0, 255)).unwrap_or(u8::MAX)
}

/// The mean of the 5 × 5 pixels around each; twice this is close to a Gaussian blur of σ 2.
fn blur(luma: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut across = Vec::with_capacity(luma.len());
    let mut padded = vec![0; width + 4];
    for row in luma.chunks_exact(width) {
        padded[..2].fill(row[0]);
        padded[2..width + 2].copy_from_slice(row);
        padded[width + 2..].fill(row[width - 1]);
        across.extend(padded.windows(5).map(|five| mean([five[0], five[1], five[2], five[3], five[4]])));
    }
    let mut down = Vec::with_capacity(luma.len());
    for y in 0..height {
        let rows: [&[u8]; 5] =
            std::array::from_fn(|step| &across[(y + step).saturating_sub(2).min(height - 1) * width..][..width]);
        down.extend((0..width).map(|x| mean(rows.map(|row| row[x]))));
    }
    down
}

fn mean(values: [u8; 5]) -> u8 {
    let sum: u16 = values.into_iter().map(u16::from).sum();
    u8::try_from((sum + 2) / 5).unwrap_or(u8::MAX)
}

/// Above 2.5 megapixels upsampling finds nothing that sharpening does not.
const MAX_UPSAMPLED_PIXELS: usize = 2_500_000;
