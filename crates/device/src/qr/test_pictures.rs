//! Pictures of codes, as pages show them.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, GrayImage, ImageFormat, Luma};
use qrcode::bits::Bits;
use qrcode::canvas::Canvas;
use qrcode::ec::construct_codewords;
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

/// A code of these bytes alone, after an ECI designator (ISO/IEC 18004, 7.4.2) if there is one.
pub(crate) fn code_of_bytes(bytes: &[u8], eci: Option<u32>, module: u32) -> GrayImage {
    draw_bits(module, |bits| {
        if let Some(eci) = eci {
            bits.push_eci_designator(eci).unwrap();
        }
        bits.push_byte_data(bytes).unwrap();
    })
}

/// A code in Kanji mode, of text in Shift JIS.
pub(crate) fn code_of_kanji(shift_jis: &[u8], module: u32) -> GrayImage {
    draw_bits(module, |bits| bits.push_kanji_data(shift_jis).unwrap())
}

/// A code that has a part of a text: its place among so many, and the parity of all bytes (ISO/IEC 18004, clause 8).
pub(crate) fn code_of_part(place: u8, count: u8, parity: u8, bytes: &[u8], module: u32) -> GrayImage {
    // Mode 3 with its header, mode 4 with its length, the bytes, the terminator; then it is filled up (7.4.10).
    let header = u32::from(place) << 12 | u32::from(count - 1) << 8 | u32::from(parity);
    let numbers = [(0b0011, 4), (header, 16), (0b0100, 4), (u32::try_from(bytes.len()).unwrap(), 16)];
    let numbers = numbers.into_iter().chain(bytes.iter().map(|byte| (u32::from(*byte), 8))).chain([(0, 4)]);
    let mut bits: Vec<bool> =
        numbers.flat_map(|(number, length)| (0..length).rev().map(move |at| number >> at & 1 == 1)).collect();
    bits.resize(bits.len().next_multiple_of(8), false);
    let mut words: Vec<u8> =
        bits.chunks(8).map(|bits| bits.iter().fold(0, |word, bit| word << 1 | u8::from(*bit))).collect();
    let (version, level) = (Version::Normal(12), EcLevel::M);
    let filling = [0xec, 0x11].into_iter().cycle().take(DATA_WORDS_OF_12_M - words.len());
    words.extend(filling);
    let (data, correction) = construct_codewords(&words, version, level).unwrap();
    let mut canvas = Canvas::new(version, level);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let colours = canvas.apply_best_mask().into_colors();
    draw_modules(65, module, |column, row| colours[row * 65 + column])
}

/// ISO/IEC 18004, table 7.
const DATA_WORDS_OF_12_M: usize = 290;

fn draw_bits(module: u32, push: impl FnOnce(&mut Bits)) -> GrayImage {
    let mut bits = Bits::new(Version::Normal(12));
    push(&mut bits);
    bits.push_terminator(EcLevel::M).unwrap();
    draw(&QrCode::with_bits(bits, EcLevel::M).unwrap(), module)
}

fn draw(code: &QrCode, module: u32) -> GrayImage {
    draw_modules(u32::try_from(code.width()).unwrap(), module, |column, row| code[(column, row)])
}

fn draw_modules(side: u32, module: u32, colour: impl Fn(usize, usize) -> Color) -> GrayImage {
    GrayImage::from_fn((side + 8) * module, (side + 8) * module, |x, y| {
        let (column, row) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
        let dark = column < side && row < side && {
            colour(usize::try_from(column).unwrap(), usize::try_from(row).unwrap()) == Color::Dark
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

/// A GIF of these pictures, one after the other.
pub(crate) fn write_animation(pictures: &[GrayImage], path: &Path) {
    let mut encoder = GifEncoder::new(fs::File::create(path).unwrap());
    let frames = pictures.iter().map(|grey| Frame::new(DynamicImage::ImageLuma8(grey.clone()).into_rgba8()));
    encoder.encode_frames(frames).unwrap();
}

/// The picture turned about its middle, on white.
pub(crate) fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    turned_on(picture, degrees, 255)
}

/// The picture turned about its middle, on a page of this grey.
pub(crate) fn turned_on(picture: &GrayImage, degrees: f32, page: u8) -> GrayImage {
    let side = picture.width().max(picture.height()) * 3 / 2;
    let middle = |length: u32| f32::from(u16::try_from(length).unwrap()) / 2.0;
    let (sin, cos) = degrees.to_radians().sin_cos();
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (middle(2 * x + 1) - middle(side), middle(2 * y + 1) - middle(side));
        let from = (cos * x + sin * y + middle(picture.width()), cos * y - sin * x + middle(picture.height()));
        image::imageops::interpolate_bilinear(picture, from.0 - 0.5, from.1 - 0.5).unwrap_or(Luma([page]))
    })
}
