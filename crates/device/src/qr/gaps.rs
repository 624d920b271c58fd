//! Codes drawn with letters, as terminals show them: between two lines of text the background shows through.
//!
//! A gap is lower than a module. So whatever is lower than that is taken away: first dark lines, then light ones, each
//! time in a few heights, and what remains is read as any other code.

use rxing::common::{BitArray, BitMatrix};

use super::contain::contain;
use super::{Seen, patterns, threshold};
use crate::picture::Picture;

/// All codes that can be read without the gaps, dark ones on light and light ones on dark. A terminal has two colours, so
/// one threshold tells ink from paper.
pub(super) fn read(picture: &Picture) -> Option<Seen> {
    let both = threshold::as_a_whole(picture)?;
    let mut seen = Seen::default();
    for height in HEIGHTS {
        for ink in &both {
            let rows = without_low(&rows_of(ink), height);
            for flip in [0, usize::MAX] {
                let Some(bits) = matrix(&rows, flip, ink.width()) else { continue };
                seen.extend(contain(|| patterns::read_bits(&bits, picture)).unwrap_or_default());
            }
        }
        if !seen.findings.is_empty() {
            break;
        }
    }
    Some(seen)
}

/// The words of each row, a bit for each pixel.
fn rows_of(bits: &BitMatrix) -> Vec<Vec<usize>> {
    (0..bits.height()).map(|y| bits.getRow(y).getBitArray().to_vec()).collect()
}

fn matrix(rows: &[Vec<usize>], flip: usize, width: u32) -> Option<BitMatrix> {
    let mut bits = BitMatrix::new(width, u32::try_from(rows.len()).ok()?).ok()?;
    let mut line = BitArray::with_size(usize::try_from(width).ok()?);
    for (y, row) in (0..).zip(rows) {
        for (place, word) in row.iter().enumerate() {
            line.setBulk(place * rxing::common::BIT_FIELD_BASE_BITS, word ^ flip);
        }
        bits.setRow(y, &line);
    }
    Some(bits)
}

/// Without the set pixels of which at most so many lie one below the other: a morphological opening.
fn without_low(rows: &[Vec<usize>], height: usize) -> Vec<Vec<usize>> {
    let kept = rows.windows(height + 1).map(|rows| {
        let both = |one: Vec<usize>, other: &Vec<usize>| one.iter().zip(other).map(|(a, b)| a & b).collect();
        rows[1..].iter().fold(rows[0].clone(), both)
    });
    let mut opened = vec![vec![0; rows.first().map_or(0, Vec::len)]; rows.len()];
    for (top, kept) in kept.enumerate() {
        for row in &mut opened[top..=top + height] {
            row.iter_mut().zip(&kept).for_each(|(opened, kept)| *opened |= kept);
        }
    }
    opened
}

/// The heights in pixels that are tried: for modules that are higher than that, and gaps that are not.
const HEIGHTS: [usize; 3] = [2, 4, 8];

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failed step fails the test")]
mod tests {
    use image::{GrayImage, Luma};
    use qrcode::{Color, EcLevel, QrCode};

    use super::*;
    use crate::qr::decode;
    use crate::qr::test_pictures::{place, png};

    /// A code as a terminal draws it: a line of text has one or two rows of modules, then comes the gap.
    fn drawn(text: &str, module: (u32, u32), rows_in_line: u32, gap: u32, ink: u8, paper: u8, page: u8) -> GrayImage {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).unwrap();
        let side = u32::try_from(code.width()).unwrap();
        let line = rows_in_line * module.1 + gap;
        let lines = (side + 4).div_ceil(rows_in_line);
        GrayImage::from_fn((side + 4) * module.0, lines * line, |x, y| {
            let (column, row) = (x / module.0, y / line * rows_in_line + y % line / module.1);
            if y % line >= rows_in_line * module.1 || row >= side + 4 {
                return Luma([page]);
            }
            let (column, row) = (column.wrapping_sub(2), row.wrapping_sub(2));
            let is_dark = column < side && row < side && {
                code[(usize::try_from(column).unwrap(), usize::try_from(row).unwrap())] == Color::Dark
            };
            Luma([if is_dark { ink } else { paper }])
        })
    }

    fn read_in_terminal(code: &GrayImage, page: u8) -> Vec<String> {
        let mut window = GrayImage::from_pixel(code.width() + 90, code.height() + 70, Luma([page]));
        place(&mut window, code, 41, 37);
        decode(&Picture::from_bytes(&png(&window)).unwrap())
    }

    #[test]
    fn code_is_read_when_drawn_in_a_terminal_with_gaps_between_its_lines() {
        let text = "otpauth://totp/Nordhavn:ida?secret=JBSWY3DPEHPK3PXP&issuer=Nordhavn";
        for (module, rows_in_line, gap) in [
            ((9, 9), 2, 3),
            ((8, 8), 2, 1),
            ((17, 18), 1, 2),
            ((18, 18), 1, 2),
            ((20, 20), 1, 5),
            ((6, 6), 2, 2),
            ((4, 4), 2, 1),
        ] {
            for (ink, paper, page) in [(18, 230, 18), (230, 18, 18), (20, 250, 250), (250, 20, 250)] {
                let code = drawn(text, module, rows_in_line, gap, ink, paper, page);
                let read = read_in_terminal(&code, page);
                assert_eq!(read, [text], "{module:?}, {rows_in_line} rows, gap {gap}, {ink} on {paper} in {page}");
            }
        }
    }

    #[test]
    fn what_is_low_goes_and_what_is_high_stays() {
        let rows: Vec<Vec<usize>> = [0b110, 0b010, 0b011, 0b001, 0b011, 0b000].map(|row| vec![row]).into();
        let opened: Vec<usize> = without_low(&rows, 2).iter().map(|row| row[0]).collect();
        assert_eq!(opened, [0b010, 0b010, 0b011, 0b001, 0b001, 0b000]);
        assert!(without_low(&rows[..2], 4).iter().all(|row| row[0] == 0), "a picture lower than that has nothing high");
    }
}
