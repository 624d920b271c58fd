//! Small files that would unpack to something huge.

use std::io::Write;

use device::picture::{Picture, PictureError};
use flate2::{Compression, write::ZlibEncoder};

use crate::refusal;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const GREY: u8 = 0;
const RGBA: u8 = 6;

#[test]
fn picture_is_refused_when_sides_too_long() {
    for (width, height) in [(60_000, 60_000), (12_289, 1), (1, 12_289), (u32::MAX >> 1, u32::MAX >> 1)] {
        let bomb = png(width, height, 1, GREY, &[], &zeros(1 << 20));
        assert!(matches!(refusal(&bomb), PictureError::TooLarge), "{width} × {height}");
    }
}

#[test]
fn picture_is_refused_when_header_of_any_format_says_too_long() {
    let side = 16_000_u16.to_le_bytes();
    let bmp_side = 60_000_i32.to_le_bytes();
    // Sides less one, 14 bits each.
    let side_less_one = u32::from(16_000_u16 - 1);
    let webp =
        [b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f", &(side_less_one << 14 | side_less_one).to_le_bytes()[..], &[0; 8]];
    let bmp_header =
        [&b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"[..], &bmp_side, &bmp_side, b"\x01\0\x18\0", &[0; 24]];
    let bombs = [
        ("GIF", [&b"GIF89a"[..], &side, &side, b"\0\0\0,\0\0\0\0", &side, &side, b"\0\x02\0;"].concat()),
        ("BMP", bmp_header.concat()),
        ("WebP", webp.concat()),
    ];
    for (format, bomb) in bombs {
        let error = refusal(&bomb);
        assert!(matches!(error, PictureError::TooLarge), "{format}: {error:?}");
    }
}

#[test]
fn picture_is_refused_when_it_needs_too_much_memory() {
    let bomb = png(8192, 8192, 16, RGBA, &[], &zeros(1 << 20));
    assert!(bomb.len() < 10_000);
    assert!(matches!(refusal(&bomb), PictureError::TooLarge));
}

#[test]
fn picture_is_refused_when_pixels_are_missing() {
    let error = refusal(&png(4000, 4000, 8, GREY, &[], &zeros(1 << 20)));
    assert!(matches!(error, PictureError::Truncated | PictureError::Malformed), "{error:?}");
}

#[test]
fn memory_stays_small_when_hidden_parts_unpack_to_much() {
    let flood = zeros(600 << 20);
    let colour_profile = chunk(b"iCCP", &[b"profile\0\0", &flood[..]].concat());
    let comment = chunk(b"zTXt", &[b"Comment\0\0", &flood[..]].concat());
    let long_comment = chunk(b"iTXt", &[b"Comment\0\x01\0\0\0", &flood[..]].concat());
    let pixels = zeros(16 * 17);
    let bombs = [
        png(16, 16, 8, GREY, &colour_profile, &pixels),
        png(16, 16, 8, GREY, &comment, &pixels),
        png(16, 16, 8, GREY, &long_comment, &pixels),
        png(16, 16, 8, GREY, &[], &flood),
    ];
    for (number, bomb) in bombs.iter().enumerate() {
        // Whether the rest is shown or refused, it is done without unpacking the flood.
        if let Err(error) = Picture::from_bytes(bomb) {
            assert!(matches!(error, PictureError::TooLarge | PictureError::Malformed), "{number}: {error:?}");
        }
    }
    if cfg!(target_os = "linux") {
        assert!(peak_memory_kib() < 400 << 10, "{} KiB", peak_memory_kib());
    }
}

/// A PNG file with one chunk of `extra` before its pixels.
fn png(width: u32, height: u32, bits: u8, colour: u8, extra: &[u8], pixels: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[bits, colour, 0, 0, 0]].concat();
    [SIGNATURE, &chunk(b"IHDR", &header), extra, &chunk(b"IDAT", pixels), &chunk(b"IEND", &[])].concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap();
    let mut checksum = flate2::Crc::new();
    checksum.update(kind);
    checksum.update(body);
    [&length.to_be_bytes()[..], kind, body, &checksum.sum().to_be_bytes()].concat()
}

/// So many zero bytes, packed.
fn zeros(count: usize) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    for start in (0..count).step_by(block.len()) {
        packer.write_all(&block[..block.len().min(count - start)]).unwrap();
    }
    packer.finish().unwrap()
}

/// The most memory this process ever had, in KiB.
fn peak_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
