//! How long it takes to read an enrolment off a screenshot, and how many codes are read in sets of pictures.
//!
//! `SEGL_QR_SETS` names a folder of sets: folders of pictures, each with its text in a `.txt` beside it. They are looked
//! at by Segl, by `rqrr` as it is mostly called, and by `zxing-cpp` where `SEGL_PYTHON` (or `python3`) has it.
//!
//! The picture of the other measurements is a page of text with a code of version 12-M and 260 characters in its lower right corner, three
//! pixels a module.
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

use std::io::Cursor;

use device::picture::Picture;
use device::qr;
use divan::{Bencher, black_box};
use image::{GrayImage, ImageFormat, Luma, imageops};
use qrcode::{Color, EcLevel, QrCode, Version};

mod frames;
mod sets;

fn main() {
    if sets::decode_for_parent() {
        return;
    }
    if let Some(folder) = std::env::var_os("SEGL_QR_SETS") {
        sets::measure(folder.as_ref());
    }
    divan::main();
}

const FULL_HD: (u32, u32) = (1920, 1080);
const FOUR_K: (u32, u32) = (3840, 2160);

#[divan::bench(args = [FULL_HD, FOUR_K])]
fn decode(bencher: Bencher, size: (u32, u32)) {
    let picture = picture(&screenshot(size));
    assert_eq!(qr::decode(&picture), [enrolment()]);
    bencher.bench(|| qr::decode(black_box(&picture)));
}

#[divan::bench(args = [FULL_HD, FOUR_K])]
fn decode_dark_page(bencher: Bencher, size: (u32, u32)) {
    let mut page = screenshot(size);
    imageops::invert(&mut page);
    let picture = picture(&page);
    assert_eq!(qr::decode(&picture), [enrolment()]);
    bencher.bench(|| qr::decode(black_box(&picture)));
}

#[divan::bench(args = [FULL_HD, FOUR_K])]
fn look_in_vain(bencher: Bencher, size: (u32, u32)) {
    let picture = picture(&page(size));
    assert!(qr::decode(&picture).is_empty());
    bencher.bench(|| qr::decode(black_box(&picture)));
}

#[divan::bench(args = [FULL_HD, FOUR_K])]
fn unpack_png_and_decode(bencher: Bencher, size: (u32, u32)) {
    let file = png(&screenshot(size));
    bencher.bench(|| Picture::from_bytes(black_box(&file)).map(|picture| qr::decode(&picture)));
}

#[divan::bench(args = [FULL_HD, FOUR_K])]
fn take_pixels_of_screen_and_decode(bencher: Bencher, size: (u32, u32)) {
    let rgba = image::DynamicImage::ImageLuma8(screenshot(size)).into_rgba8();
    let (width, height) = (pixels(size.0), pixels(size.1));
    bencher.bench(|| Picture::from_rgba(width, height, black_box(rgba.as_raw())).map(|picture| qr::decode(&picture)));
}

fn enrolment() -> String {
    format!("SGE1{}", "q7Zr-0_B".repeat(32))
}

fn screenshot(size: (u32, u32)) -> GrayImage {
    let mut page = page(size);
    let code = code();
    let corner = (page.width() - code.width() - 20, page.height() - code.height() - 20);
    imageops::replace(&mut page, &code, i64::from(corner.0), i64::from(corner.1));
    page
}

/// Strokes of pseudo-random lengths, in lines.
fn page((width, height): (u32, u32)) -> GrayImage {
    let mut state = 0x2545_f491_u32;
    GrayImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let ink = y % 22 < 9 && x % 97 < 80 && state % 5 < 2;
        Luma([if ink { 40 } else { 250 }])
    })
}

fn code() -> GrayImage {
    let code = QrCode::with_version(enrolment(), Version::Normal(12), EcLevel::M).expect("the text fits");
    let side = u32::try_from(code.width()).expect("a code has at most 177 modules");
    GrayImage::from_fn((side + 8) * 3, (side + 8) * 3, |x, y| {
        let (column, row) = ((x / 3).wrapping_sub(4), (y / 3).wrapping_sub(4));
        let dark = column < side && row < side && code[(pixels(column), pixels(row))] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

fn picture(image: &GrayImage) -> Picture {
    Picture::from_luma(pixels(image.width()), pixels(image.height()), image.as_raw().clone()).expect("the size fits")
}

fn png(image: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).expect("memory takes everything");
    bytes.into_inner()
}

fn pixels(count: u32) -> usize {
    usize::try_from(count).expect("a picture fits into memory")
}
