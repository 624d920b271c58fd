//! What makes a code readable that was not: other versions of the same picture.

use crate::picture::Picture;

/// Whether it is more dark than light, as a page in dark mode is, with a code or two on it.
pub(super) fn is_dark(picture: &Picture) -> bool {
    let sum: usize = picture.luma().iter().map(|&value| usize::from(value)).sum();
    sum / picture.luma().len() < usize::from(DARK_MEAN)
}

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

/// Half the size, each pixel the mean of four: coarse noise and texture within a module go.
pub(crate) fn halve(picture: &Picture) -> Option<Picture> {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let mut luma = Vec::with_capacity(width * height);
    for rows in picture.luma().chunks_exact(2 * picture.width()) {
        let (upper, lower) = rows.split_at(picture.width());
        let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
        luma.extend(pairs.map(|(&[a, b], &[c, d])| mean([a, b, c, d])));
    }
    Picture::from_luma(width, height, luma).ok()
}

/// The square in the middle, two thirds of the shorter side: within the one that the camera screen marks
/// (`ui/src/features/camera/Camera.svelte`). What is larger needs no sharpening.
pub(super) fn in_mark(picture: &Picture) -> Option<Picture> {
    let side = picture.width().min(picture.height()) * 2 / 3;
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let rows = picture.luma().chunks_exact(picture.width()).skip(top).take(side);
    let luma = rows.flat_map(|row| &row[left..left + side]).copied().collect();
    Picture::from_luma(side, side, luma).ok()
}

/// One and a half times the size, bilinear.
pub(super) fn enlarge_by_half(picture: &Picture) -> Option<Picture> {
    enlarge(picture, 3)
}

/// Twice the size, bilinear.
pub(super) fn double(picture: &Picture) -> Option<Picture> {
    enlarge(picture, 4)
}

/// So many halves of the size. Nothing for a picture above [`MAX_ENLARGED_PIXELS`].
fn enlarge(picture: &Picture, halves: usize) -> Option<Picture> {
    if picture.luma().len() > MAX_ENLARGED_PIXELS {
        return None;
    }
    let columns = taps(picture.width(), halves);
    let mut across = Vec::with_capacity(columns.len() * picture.height());
    for row in picture.luma().chunks_exact(picture.width()) {
        across.extend(columns.iter().map(|tap| tap.between(row[tap.near], row[tap.far])));
    }
    let rows = taps(picture.height(), halves);
    let row = |y: usize| &across[y * columns.len()..][..columns.len()];
    let mut luma = Vec::with_capacity(columns.len() * rows.len());
    for tap in &rows {
        luma.extend(row(tap.near).iter().zip(row(tap.far)).map(|(&near, &far)| tap.between(near, far)));
    }
    Picture::from_luma(columns.len(), rows.len(), luma).ok()
}

/// Between which two pixels of a line a pixel of the enlarged line lies.
struct Tap {
    near: usize,
    far: usize,
    /// In 256ths.
    share_of_far: u16,
}

impl Tap {
    fn between(&self, near: u8, far: u8) -> u8 {
        let sum = u16::from(near) * (256 - self.share_of_far) + u16::from(far) * self.share_of_far;
        sum.to_be_bytes()[0]
    }
}

/// One for each pixel of the enlarged line. Its centre, at `at + 1/2`, lies at `(at + 1/2) · 2 / halves` of the line
/// it came from; outermost pixels are repeated.
fn taps(length: usize, halves: usize) -> Vec<Tap> {
    let parts = 2 * halves;
    (0..length * halves / 2)
        .map(|at| {
            // In parts of a pixel, one pixel further right, which keeps it positive.
            let place = 4 * at + 2 + parts - halves;
            let near = place / parts;
            Tap {
                near: near.saturating_sub(1),
                far: near.min(length - 1),
                share_of_far: u16::try_from(place % parts * 256 / parts).unwrap_or_default(),
            }
        })
        .collect()
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

fn mean<const COUNT: usize>(values: [u8; COUNT]) -> u8 {
    let count = u16::try_from(COUNT).unwrap_or(u16::MAX);
    let sum: u16 = values.into_iter().map(u16::from).sum();
    u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)
}

/// What a camera of 4 megapixels takes; twice the size it has still less than [`crate::picture::MAX_SIDE_PIXELS`].
const MAX_ENLARGED_PIXELS: usize = 4_000_000;
/// The mean of a page in dark mode is lower.
const DARK_MEAN: u8 = 96;
