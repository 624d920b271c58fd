#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use image::{DynamicImage, GrayImage, Luma, Rgba, RgbaImage, imageops};

use super::test_pictures::{
    code, code_of_bytes, code_of_kanji, code_of_part, code_of_version_12, page, page_with_code, place, png, turned,
};
use super::*;

/// As long as an enrolment.
fn enrolment_text() -> String {
    format!("SGE1{}", "q7Zr-0_B".repeat(32))
}

fn decode_grey(image: &GrayImage) -> Vec<String> {
    decode(&picture_of(image))
}

fn picture_of(image: &GrayImage) -> Picture {
    Picture::from_bytes(&png(image)).unwrap()
}

#[test]
fn code_is_read_at_every_size() {
    for module in 1..=6 {
        let text = enrolment_text();
        assert_eq!(decode_grey(&code_of_version_12(&text, module)), [text], "{module} pixels a module");
    }
}

#[test]
fn code_is_read_when_small_in_corner_of_screenshot() {
    let text = enrolment_text();
    assert_eq!(decode_grey(&page_with_code(&text, 1920, 1080)), [text]);
}

#[test]
fn code_is_read_when_page_is_dark() {
    let text = enrolment_text();
    let mut page = page_with_code(&text, 1280, 720);
    imageops::invert(&mut page);
    assert_eq!(decode_grey(&page), [text]);
}

#[test]
fn code_is_read_when_paper_is_transparent() {
    for ink in [0, 255] {
        let image = DynamicImage::ImageLuma8(code("SGE1-transparent", 4)).into_rgba8();
        let mut see_through = RgbaImage::new(image.width(), image.height());
        for (from, to) in image.pixels().zip(see_through.pixels_mut()) {
            *to = if from.0[0] == 0 { Rgba([ink, ink, ink, 255]) } else { Rgba([0, 0, 0, 0]) };
        }
        let picture = Picture::from_rgba(
            usize::try_from(image.width()).unwrap(),
            usize::try_from(image.height()).unwrap(),
            see_through.as_raw(),
        );
        assert_eq!(decode(&picture.unwrap()), ["SGE1-transparent"], "ink {ink}");
    }
}

#[test]
fn code_is_read_when_screenshot_was_scaled_and_blurred() {
    let text = enrolment_text();
    let page = page_with_code(&text, 1280, 720);
    let scaled = imageops::resize(&page, 1152, 648, imageops::FilterType::Triangle);
    assert_eq!(decode_grey(&imageops::blur(&scaled, 0.8)), [text]);
}

#[test]
fn code_is_read_when_mirrored_or_turned() {
    let image = code("SGE1-turned", 3);
    let variants = [imageops::flip_horizontal(&image), imageops::rotate90(&image), imageops::rotate180(&image)];
    for variant in &variants {
        assert_eq!(decode_grey(variant), ["SGE1-turned"]);
    }
}

#[test]
fn codes_are_in_reading_order_when_there_are_several() {
    let mut page = page(1280, 720);
    place(&mut page, &code("bottom", 4), 100, 500);
    place(&mut page, &code("top right", 4), 900, 60);
    place(&mut page, &code("top left", 4), 60, 60);
    let mut dark = code("dark", 4);
    imageops::invert(&mut dark);
    place(&mut page, &dark, 700, 500);
    assert_eq!(decode_grey(&page), ["top left", "top right", "bottom", "dark"]);
}

#[test]
fn code_is_read_once_when_shown_twice() {
    let mut page = page(1280, 720);
    place(&mut page, &code("same", 4), 100, 60);
    place(&mut page, &code("same", 5), 700, 400);
    assert_eq!(decode_grey(&page), ["same"]);
}

#[test]
fn looking_goes_on_until_wanted_code_is_found() {
    // Too blurred to be read as it is, beside one that is sharp.
    let wanted = enrolment_text();
    let mut page = page_with_code(&wanted, 1280, 720);
    page = imageops::blur(&page, 1.75);
    place(&mut page, &code("decoy", 5), 100, 100);
    let picture = Picture::from_bytes(&png(&page)).unwrap();

    assert_eq!(decode(&picture), ["decoy"]);
    assert_eq!(read_until(&picture, |text| text.starts_with("SGE1")).texts, ["decoy".to_owned(), wanted]);
}

#[test]
fn text_is_kept_when_not_latin() {
    for text in ["Prüf-Gerät", "日本語テスト", "Ærø"] {
        assert_eq!(decode_grey(&code(text, 4)), [text]);
    }
}

#[test]
fn text_is_of_its_character_set_when_code_names_one() {
    assert_eq!(decode_grey(&code_of_bytes("Ærø 日本".as_bytes(), Some(26), 4)), ["Ærø 日本"]);
    assert_eq!(decode_grey(&code_of_bytes(b"\xc6r\xf8", Some(3), 4)), ["Ærø"]);
    assert_eq!(decode_grey(&code_of_kanji(&[0x93, 0xfa, 0x96, 0x7b], 4)), ["日本"]);
}

#[test]
fn bytes_become_latin_1_when_they_are_no_text() {
    let bytes: Vec<u8> = (0..=u8::MAX).collect();
    let expected: String = bytes.iter().copied().map(char::from).collect();
    assert_eq!(decode_grey(&code_of_bytes(&bytes, None, 4)), [expected]);
}

#[test]
fn code_is_read_when_turned_by_any_angle() {
    let text = enrolment_text();
    for degrees in [7.0, 23.0, 45.0, 100.0, 211.0] {
        assert_eq!(decode_grey(&turned(&code_of_version_12(&text, 4), degrees)), [&*text], "{degrees}°");
    }
}

#[test]
fn code_is_read_when_its_modules_have_a_texture() {
    // A photograph shows through: each second pixel of the ink is nearly as light as paper.
    let mut image = code("SGE1-texture", 6);
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        if pixel.0[0] == 0 {
            *pixel = Luma([if (x + y) % 2 == 0 { 200 } else { 60 }]);
        }
    }
    assert_eq!(decode_grey(&image), ["SGE1-texture"]);
}

#[test]
fn hard_code_is_noticed_when_beside_an_easy_one() {
    let wanted = enrolment_text();
    let mut page = GrayImage::from_pixel(900, 420, Luma([255]));
    place(&mut page, &code_of_version_12(&wanted, 4), 450, 60);
    page = imageops::blur(&page, 2.2);
    place(&mut page, &code("decoy", 5), 60, 60);
    let picture = Picture::from_bytes(&png(&page)).unwrap();

    let seen = patterns::read(&picture).unwrap();
    assert_eq!(seen.texts(), ["decoy"]);
    assert!(seen.unread);
}

#[test]
fn frame_of_camera_is_read_at_a_glance_whatever_its_turn() {
    let text = enrolment_text();
    let page = page_with_code(&text, 640, 480);
    let picture = Picture::from_bytes(&png(&page)).unwrap();
    for turn in 0..IN_TURN.len() {
        assert_eq!(read_frame(&picture, turn, |_| true).texts, [&*text], "turn {turn}");
    }
}

#[test]
fn blurred_frame_of_camera_is_read_in_one_of_the_turns() {
    let text = enrolment_text();
    let page = imageops::blur(&page_with_code(&text, 640, 480), 0.8);
    let picture = Picture::from_bytes(&png(&page)).unwrap();
    assert!((0..IN_TURN.len()).any(|turn| read_frame(&picture, turn, |_| true).texts == [&*text]));
}

#[test]
fn small_blurred_code_is_read_where_the_screen_marks_a_square() {
    let mut page = GrayImage::from_pixel(1280, 720, Luma([230]));
    place(&mut page, &code("SGE1-held up", 3), 590, 310);
    let picture = Picture::from_bytes(&png(&imageops::blur(&page, 1.6))).unwrap();
    let read = |turn| read_frame(&picture, turn, |_| true).texts;
    assert!(read(0).is_empty(), "not without sharpening");
    assert!((1..IN_TURN.len()).any(|turn| read(turn) == ["SGE1-held up"]));
}

#[test]
fn mark_is_a_square_in_the_middle() {
    let luma = (0..1280 * 720).map(|at| if at % 1280 == 400 && at / 1280 == 120 { 9 } else { 200 }).collect();
    let marked = filters::in_mark(&Picture::from_luma(1280, 720, luma).unwrap()).unwrap();
    assert_eq!((marked.width(), marked.height(), marked.luma()[0]), (480, 480, 9));
}

#[test]
fn frame_of_camera_is_looked_at_further_when_only_another_code_was_read() {
    let wanted = enrolment_text();
    let mut page = GrayImage::from_pixel(900, 420, Luma([255]));
    place(&mut page, &code_of_version_12(&wanted, 2), 450, 60);
    place(&mut page, &code("decoy", 5), 60, 60);
    let picture = Picture::from_bytes(&png(&page)).unwrap();
    let seen = read_frame(&picture, 0, |text| text == wanted).texts;
    assert_eq!(seen, ["decoy", &*wanted]);
}

#[test]
fn every_attempt_reads_a_plain_code() {
    let picture = Picture::from_bytes(&png(&code("SGE1-plain", 6))).unwrap();
    for (number, attempt) in LADDER.iter().enumerate() {
        // One of them is for dark pages alone.
        let Some(prepared) = (attempt.prepare)(&picture) else { continue };
        let seen = (attempt.read)(&prepared).unwrap();
        assert_eq!(seen.texts(), ["SGE1-plain"], "attempt {number}");
    }
}

#[test]
fn work_ends_within_its_bound_when_picture_is_huge() {
    let picture = Picture::from_luma(8192, 8192, vec![255; 8192 * 8192]).unwrap();
    // Not even one look at every pixel is within the bound, but one at a quarter of them.
    assert!(LADDER[0].work_per_pixel * picture.luma().len() > MAX_WORK);
    assert!(LADDER[1].work_per_pixel * picture.luma().len() <= MAX_WORK);
    assert!(decode(&picture).is_empty());
}

#[test]
fn nothing_is_found_when_picture_has_no_code() {
    assert!(decode_grey(&page(1280, 720)).is_empty());
    for (width, height) in [(1, 1), (1, 300), (300, 1), (39, 39), (7, 7)] {
        for value in [0, 128, 255] {
            assert!(decode_grey(&GrayImage::from_pixel(width, height, Luma([value]))).is_empty());
        }
    }
}

#[test]
fn text_in_several_codes_is_one_text_and_none_when_a_code_is_missing() {
    let text = "otpauth://totp/Havn:bo?secret=GEZDGNBVGY3TQOJQ&issuer=Havn";
    let parity = text.bytes().fold(0, |sum, byte| sum ^ byte);
    let (first, second) = text.as_bytes().split_at(31);
    let codes = [code_of_part(0, 2, parity, first, 4), code_of_part(1, 2, parity, second, 4)];
    let mut page = GrayImage::from_pixel(700, 340, Luma([255]));
    // The second stands first.
    place(&mut page, &codes[1], 10, 10);
    let alone = picture_of(&page);
    assert!(decode(&alone).is_empty());
    assert_eq!(read(&alone).parts.len(), 1);
    place(&mut page, &codes[0], 350, 10);
    assert_eq!(decode_grey(&page), [text]);
    assert_eq!(read_until(&picture_of(&page), |wanted| wanted == text).texts, [text]);
}
