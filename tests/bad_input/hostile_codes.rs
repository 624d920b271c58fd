//! Pictures that lead the decoders astray: endless searches, panics, patterns without number.
//!
//! Each is looked at with everything there is, by wanting a text that is not there.

use device::picture::Picture;
use device::qr;

use crate::vector;

fn texts(picture: &Picture) -> Vec<String> {
    qr::read_until(picture, |_| false).texts
}

#[test]
fn search_ends_when_rqrr_would_go_on() {
    let picture = Picture::open(&vector("rqrr_endless_search.png")).unwrap();
    assert!(texts(&picture)[0].starts_with("otpauth://totp/Example%20Corp:user35977"));
}

#[test]
fn code_is_read_when_rqrr_panics() {
    let picture = Picture::open(&vector("rqrr_panics.png")).unwrap();
    assert_eq!(texts(&picture), ["1234567890"]);
}

#[test]
fn search_ends_when_there_are_finder_patterns_everywhere() {
    let finder = ["       ", " ##### ", " #   # ", " #   # ", " #   # ", " ##### ", "       "].map(str::as_bytes);
    for module in [1, 2, 5] {
        let picture = drawn(3840, 2160, |x, y| {
            let (column, row) = (x / module % 9, y / module % 9);
            column < 7 && row < 7 && finder[row][column] == b' '
        });
        assert!(texts(&picture).is_empty(), "{module} pixels a module");
    }
}

#[test]
fn search_ends_when_picture_is_noise() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut dice = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.is_multiple_of(2)
    };
    for (width, height) in [(1920, 1080), (8192, 97), (97, 8192)] {
        assert!(texts(&drawn(width, height, |_, _| dice())).is_empty());
    }
}

#[test]
fn search_ends_when_picture_is_stripes_or_chequers() {
    for step in [1, 3, 8] {
        assert!(texts(&drawn(1920, 1080, |x, _| x / step % 2 == 0)).is_empty());
        assert!(texts(&drawn(1920, 1080, |x, y| (x / step + y / step) % 2 == 0)).is_empty());
    }
}

#[test]
fn search_ends_when_picture_is_as_large_as_allowed() {
    assert!(texts(&drawn(8192, 8192, |x, y| x % 64 < 32 && y % 64 < 32)).is_empty());
}

fn drawn(width: usize, height: usize, mut dark: impl FnMut(usize, usize) -> bool) -> Picture {
    let mut luma = Vec::with_capacity(width * height);
    for y in 0..height {
        luma.extend((0..width).map(|x| if dark(x, y) { 0 } else { u8::MAX }));
    }
    Picture::from_luma(width, height, luma).unwrap()
}
