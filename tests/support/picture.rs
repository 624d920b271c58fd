//! Pictures of QR codes, as a camera or a screen would give them.

use std::path::Path;

use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};

/// Draws the QR code of a text, eight pixels a module with a quiet zone of four modules, and writes it as PNG or JPEG.
///
/// # Panics
/// When the text is too long for a QR code, or the file cannot be written.
pub fn write_qr(path: &Path, text: &str) {
    qr(text, 8).save(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The QR code of a text, with so many pixels a module and a quiet zone of four modules.
///
/// # Panics
/// When the text is too long for a QR code.
#[must_use]
pub fn qr(text: &str, scale: u32) -> GrayImage {
    let code = QrCode::new(text).expect("the text fits into a QR code");
    let width = u32::try_from(code.width()).expect("a QR code has at most 177 modules");
    let side = (width + 2 * QUIET) * scale;
    GrayImage::from_fn(side, side, |x, y| {
        let module = |pixel: u32| (pixel / scale).checked_sub(QUIET).filter(|module| *module < width);
        let is_dark = module(x).zip(module(y)).is_some_and(|(x, y)| {
            let place = [x, y].map(|module| usize::try_from(module).unwrap_or_default());
            code[(place[0], place[1])] == Color::Dark
        });
        Luma([if is_dark { 0 } else { 255 }])
    })
}

const QUIET: u32 = 4;
