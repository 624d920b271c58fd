//! What one picture of a camera costs: from the bytes that the web view sends to the texts of the codes in it.

use std::ops::Range;

use device::picture::Picture;
use device::qr;
use divan::{Bencher, black_box};
use image::{GrayImage, Luma, imageops};

use crate::{code, enrolment, page, pixels};

/// As large as the app asks for.
const HD: (u32, u32) = (1280, 720);

/// The sides of the code in pixels: at arm's length, at half of that, and as near as it fits.
const SIDES: [u32; 3] = [180, 320, 480];
const DEGREES: [f32; 3] = [0.0, 12.0, 45.0];

#[divan::bench(args = SIDES, consts = [0, 1, 2])]
fn read_code_in_room<const ANGLE: usize>(bencher: Bencher, side: u32) {
    measure(bencher, &held(side, DEGREES[ANGLE]), 0..TURNS, true);
}

/// The turns differ much: each is measured by itself, since the slowest is what a picture may cost.
#[divan::bench(args = [0, 1, 2])]
fn look_at_room_in_vain(bencher: Bencher, turn: usize) {
    measure(bencher, &room(), turn..turn + 1, false);
}

#[divan::bench(args = [0, 1, 2])]
fn look_at_page_of_text_in_vain(bencher: Bencher, turn: usize) {
    measure(bencher, &page(HD), turn..turn + 1, false);
}

/// The mean of the turns, the copy of the bytes included.
fn measure(bencher: Bencher, frame: &GrayImage, turns: Range<usize>, readable: bool) {
    let size = (pixels(frame.width()), pixels(frame.height()));
    let look = |turn| {
        let picture = Picture::from_luma(size.0, size.1, black_box(frame.as_raw()).clone()).expect("the size fits");
        qr::read_frame(&picture, turn, |_| true).texts
    };
    let wanted = if readable { vec![enrolment()] } else { Vec::new() };
    assert!(turns.clone().any(|turn| look(turn) == wanted), "what is measured is what it is called");
    let mut turns = turns.cycle();
    bencher.bench_local(move || turns.next().map(look));
}

/// Pictures within a second, 60 ms and one look apart: in one of them a code that is held still is read.
const TURNS: usize = 12;

/// A code of this side, turned, on a sheet of paper in front of a room.
fn held(side: u32, degrees: f32) -> GrayImage {
    let sheet = imageops::resize(&code(), side, side, imageops::FilterType::Triangle);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (middle, reach) = ((length(HD.0) / 2.0, length(HD.1) / 2.0), length(side) / 2.0);
    let mut frame = room();
    for (x, y, pixel) in frame.enumerate_pixels_mut() {
        let (x, y) = (length(x) + 0.5 - middle.0, length(y) + 0.5 - middle.1);
        let (across, down) = (cos * x + sin * y + reach - 0.5, cos * y - sin * x + reach - 0.5);
        if let Some(Luma([ink])) = imageops::interpolate_bilinear(&sheet, across, down) {
            *pixel = Luma([30 + ink / 4 * 3 + pixel.0[0] % 8]);
        }
    }
    imageops::blur(&frame, 0.6)
}

/// Something soft with edges, and the noise of a small camera.
fn room() -> GrayImage {
    let mut state = 0x2545_f491_u32;
    GrayImage::from_fn(HD.0, HD.1, |x, y| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let wall = 90 + (x / 16 + y / 12) % 80;
        let thing = if x % 211 < 40 && y % 173 < 90 { 60 } else { 0 };
        Luma([u8::try_from(wall + thing + state % 14).unwrap_or(u8::MAX)])
    })
}

fn length(pixels: u32) -> f32 {
    u16::try_from(pixels).map_or(f32::MAX, f32::from)
}
