//! Pictures of codes, as pages show them.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode, Version};

/// A code with a quiet zone of four modules, `module` pixels each, dark on light.
pub(crate) fn code(text: &str, module: u32) -> GrayImage {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    draw(&code, module)
}

/// The same in the version that a Segl enrolment has.
pub(crate) fn code_of_version_12(text: &str, module: u32) -> GrayImage {
    draw(&QrCode::with_version(text, Version::Normal(12), EcLevel::M).unwrap(), module)
}

fn draw(code: &QrCode, module: u32) -> GrayImage {
    let side = u32::try_from(code.width()).unwrap();
    GrayImage::from_fn((side + 8) * module, (side + 8) * module, |x, y| {
        let (column, row) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
        let dark = column < side && row < side && {
            code[(usize::try_from(column).unwrap(), usize::try_from(row).unwrap())] == Color::Dark
        };
        Luma([if dark { 0 } else { 255 }])
    })
}

/// A page with something like lines of text, and the code in its lower right corner at three pixels a module.
pub(crate) fn page_with_code(text: &str, width: u32, height: u32) -> GrayImage {
    let mut page = page(width, height);
    let code = code(text, 3);
    place(&mut page, &code, width - code.width() - 20, height - code.height() - 20);
    page
}

/// A page with something like lines of text: strokes of pseudo-random lengths.
pub(crate) fn page(width: u32, height: u32) -> GrayImage {
    let mut state = 0x2545_f491_u32;
    let mut page = GrayImage::from_pixel(width, height, Luma([250]));
    for y in (16..height.saturating_sub(16)).filter(|y| y % 22 < 9) {
        for x in 16..width - 16 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            if state % 5 < 2 && x % 97 < 80 {
                page.put_pixel(x, y, Luma([40]));
            }
        }
    }
    page
}

pub(crate) fn place(page: &mut GrayImage, code: &GrayImage, left: u32, top: u32) {
    image::imageops::replace(page, code, i64::from(left), i64::from(top));
}

pub(crate) fn png(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub(crate) fn write_png(picture: &GrayImage, path: &Path) {
    fs::write(path, png(picture)).unwrap();
}
