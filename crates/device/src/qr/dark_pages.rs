//! Login pages in dark mode, drawn from a seed, and how many of their codes are read.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::Cursor;

use image::{GrayImage, ImageFormat, Luma, imageops};
use qrcode::{Color, EcLevel, QrCode};

use super::patterns::coordinate;
use super::test_pictures::{place, turned_on};
use super::{decode, read_frame};
use crate::picture::Picture;

/// A page that nobody has looked at while the reader was written has to be read as well: of these seeds, none was.
const HELD_OUT: u32 = 7_000;

#[test]
fn codes_on_unseen_dark_pages_are_read() {
    let pages = if std::env::var_os("SEGL_LONG").is_some() { 2_000 } else { 60 };
    let (mut read, mut wrong) = (0, 0);
    for seed in HELD_OUT..HELD_OUT + pages {
        let page = DarkPage::draw(seed);
        let texts = decode(&Picture::from_bytes(&page.file).unwrap());
        read += u32::from(texts == [&*page.text]);
        wrong += u32::from(texts.iter().any(|text| *text != page.text));
    }
    assert_eq!(wrong, 0, "a wrong text is worse than none");
    assert!(100 * read >= 97 * pages, "{read} of {pages} were read");
}

#[test]
fn code_on_dark_page_is_read_when_turned() {
    for (seed, degrees) in [(1, 4.0), (2, 11.0), (3, 30.0), (4, 45.0), (5, 160.0), (6, 263.0)] {
        let text = format!("otpauth://totp/Havn:{seed}?secret=GEZDGNBVGY3TQOJQ");
        let code = Ink::BLACK.draw(&QrCode::with_error_correction_level(&text, EcLevel::M).unwrap(), 6, 0);
        assert_eq!(decode_page(&turned_on(&code, degrees, 20)), [text], "{degrees}°");
    }
}

#[test]
fn code_on_dark_page_is_read_when_seen_from_the_side() {
    let text = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ";
    let code = Ink::BLACK.draw(&QrCode::with_error_correction_level(text, EcLevel::M).unwrap(), 8, 0);
    let mut page = GrayImage::from_pixel(700, 600, Luma([20]));
    place(&mut page, &code, 200, 150);
    for (across, down) in [(0.0, 0.3), (0.25, 0.0), (-0.15, 0.2), (0.2, -0.2)] {
        // What is nearer is larger.
        let seen = GrayImage::from_fn(700, 600, |x, y| {
            let (x, y) = (coordinate(x) - 350.0, coordinate(y) - 300.0);
            let depth = 1.0 + across * x / 700.0 + down * y / 600.0;
            imageops::interpolate_bilinear(&page, x * depth + 350.0, y * depth + 300.0).unwrap_or(Luma([60]))
        });
        assert_eq!(decode_page(&seen), [text], "{across}, {down}");
    }
}

#[test]
fn code_on_dark_page_is_read_by_a_camera_at_any_turn() {
    let code = QrCode::with_error_correction_level("SGE1-held up", EcLevel::M).unwrap();
    let mut page = GrayImage::from_pixel(640, 480, Luma([22]));
    place(&mut page, &Ink::BLACK.draw(&code, 7, 0), 200, 130);
    let frame = picture_of(&imageops::blur(&page, 0.6));
    for turn in 0..3 {
        assert_eq!(read_frame(&frame, turn, |_| true).texts, ["SGE1-held up"], "turn {turn}");
    }
}

#[test]
fn codes_on_dark_page_are_all_read_when_there_are_several() {
    let mut page = GrayImage::from_pixel(900, 500, Luma([14]));
    let texts = ["SGE1-left", "SGE1-right"];
    for (text, left) in texts.iter().zip([60, 500]) {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        place(&mut page, &Ink::BLACK.draw(&code, 6, 0), left, 80);
    }
    assert_eq!(decode_page(&page), texts);
}

#[test]
fn code_in_light_on_a_white_page_is_read_without_a_margin() {
    let text = "SGE1-white-on-black-on-white";
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let mut page = GrayImage::from_pixel(800, 600, Luma([252]));
    place(&mut page, &Ink { dark: 255, light: 10 }.draw(&code, 5, 0), 200, 150);
    assert_eq!(decode_page(&page), [text]);
}

fn decode_page(page: &GrayImage) -> Vec<String> {
    decode(&picture_of(page))
}

fn picture_of(page: &GrayImage) -> Picture {
    let (width, height) = (usize::try_from(page.width()).unwrap(), usize::try_from(page.height()).unwrap());
    Picture::from_luma(width, height, page.as_raw().clone()).unwrap()
}

/// A page as a file, and what its code says.
struct DarkPage {
    text: String,
    file: Vec<u8>,
}

impl DarkPage {
    /// Ink in black, in the page's own colour or grey, or light ink on the page's colour; with no margin or hardly any.
    fn draw(seed: u32) -> Self {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9) | 1);
        let paper = chance.one_of(&[0, 12, 18, 26, 32]);
        let (ink, margin) = match chance.below(4) {
            0 => (Ink::BLACK, 0),
            1 => (Ink { dark: 255, light: paper }, chance.below(3)),
            2 => (Ink { dark: paper, light: 212 }, chance.below(2)),
            _ => (Ink { dark: 17, light: 160 }, 0),
        };
        let letters: Vec<u8> = (0..32).map(|_| chance.one_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")).collect();
        let secret = String::from_utf8(letters).unwrap();
        let text = format!("otpauth://totp/Firma{seed}:bruger@firma{seed}.example?secret={secret}&issuer=Firma{seed}");
        let level = chance.one_of(&[EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H]);
        let code = QrCode::with_error_correction_level(&text, level).unwrap();
        let code = ink.draw(&code, 3 + chance.below(4), margin);
        let (width, height) = chance.one_of(&[(900, 640), (1280, 800), (1440, 900)]);
        let mut page = page_of_text(&mut chance, width, height, paper);
        let left = 100 + chance.below(width - code.width() - 140);
        let top = 40 + chance.below(height - code.height() - 80);
        let around = GrayImage::from_pixel(code.width() + 80, code.height() + 80, Luma([paper]));
        imageops::replace(&mut page, &around, i64::from(left) - 40, i64::from(top) - 40);
        place(&mut page, &code, left, top);
        let mut file = Cursor::new(Vec::new());
        page.write_to(&mut file, chance.one_of(&[ImageFormat::Png, ImageFormat::Jpeg])).unwrap();
        Self { text, file: file.into_inner() }
    }
}

/// The two colours of a code.
struct Ink {
    dark: u8,
    light: u8,
}

impl Ink {
    const BLACK: Self = Self { dark: 0, light: 255 };

    fn draw(&self, code: &QrCode, module: u32, margin: u32) -> GrayImage {
        let side = u32::try_from(code.width()).unwrap();
        GrayImage::from_fn((side + 2 * margin) * module, (side + 2 * margin) * module, |x, y| {
            let (column, row) = ((x / module).wrapping_sub(margin), (y / module).wrapping_sub(margin));
            let is_dark = column < side && row < side && {
                code[(usize::try_from(column).unwrap(), usize::try_from(row).unwrap())] == Color::Dark
            };
            Luma([if is_dark { self.dark } else { self.light }])
        })
    }
}

/// Lines of light letters, many of them an o, which is a ring as well.
fn page_of_text(chance: &mut Chance, width: u32, height: u32, paper: u8) -> GrayImage {
    let mut page = GrayImage::from_pixel(width, height, Luma([paper]));
    for top in (20..height - 20).step_by(34) {
        for left in (40..width * 2 / 3).step_by(9) {
            let letter: &[u8; 7] = chance.one_of(&LETTERS);
            for (y, line) in (top..).zip(letter) {
                for x in (0..7).filter(|x| line >> (6 - x) & 1 == 1) {
                    page.put_pixel(left + x, y, Luma([155]));
                }
            }
        }
    }
    page
}

const LETTERS: [&[u8; 7]; 5] = [
    &[0x7c, 0x44, 0x44, 0x44, 0x7c, 0x00, 0x00],
    &[0x3e, 0x41, 0x41, 0x41, 0x41, 0x41, 0x3e],
    &[0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1c],
    &[0x7f, 0x08, 0x08, 0x08, 0x08, 0x08, 0x08],
    &[0; 7],
];

/// Xorshift (Marsaglia, 2003): the same on every machine.
struct Chance(u32);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % bound
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(u32::try_from(choices.len()).unwrap())).unwrap()]
    }
}
