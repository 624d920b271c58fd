//! Files that are not pictures, or not whole.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use device::picture::{MAX_FILE_BYTES, Picture, PictureError};
use device::qr;
use image::{GrayImage, ImageFormat, Luma};

use crate::refusal;

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = GrayImage::from_fn(300, 200, |x, y| Luma([u8::try_from((x * 7 + y * y) % 256).unwrap()]));
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn picture_is_refused_when_empty() {
    assert!(matches!(refusal(b""), PictureError::Empty));
}

#[test]
fn picture_is_refused_when_text() {
    assert!(matches!(refusal(b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP"), PictureError::NotAPicture));
}

#[test]
fn picture_is_refused_when_other_format() {
    let headers: [&[u8]; 5] =
        [b"GIF89a\x01\0\x01\0", b"BM\0\0\0\0", b"RIFF\x10\0\0\0WEBPVP8 ", b"II*\0\x08\0\0\0", b"\0\0\0\x20ftypavif"];
    for header in headers {
        assert!(matches!(refusal(header), PictureError::UnsupportedFormat), "{header:?}");
    }
}

#[test]
fn picture_is_refused_when_png_cut_anywhere() {
    let whole = encoded(ImageFormat::Png);
    assert!(Picture::from_bytes(&whole).is_ok());
    // The last chunk, IEND, has twelve bytes and no pixels.
    for length in (8..whole.len() - 12).step_by(97) {
        let error = refusal(&whole[..length]);
        assert!(matches!(error, PictureError::Truncated | PictureError::Malformed), "{length} bytes: {error:?}");
    }
}

#[test]
fn nothing_breaks_when_jpeg_cut_anywhere() {
    let whole = encoded(ImageFormat::Jpeg);
    assert!(Picture::from_bytes(&whole).is_ok());
    for length in (3..whole.len()).step_by(61) {
        // A JPEG that ends early may still show its upper part.
        if let Err(error) = Picture::from_bytes(&whole[..length]) {
            assert!(matches!(error, PictureError::Truncated | PictureError::Malformed), "{length} bytes: {error:?}");
        }
    }
}

#[test]
fn nothing_breaks_when_bytes_flipped() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = encoded(format);
        for position in (0..whole.len()).step_by(whole.len() / 150) {
            let mut flipped = whole.clone();
            flipped[position] ^= 0xff;
            if let Ok(picture) = Picture::from_bytes(&flipped) {
                assert!(qr::decode(&picture).is_empty());
            }
        }
    }
}

#[test]
fn file_is_refused_when_missing_or_folder_or_device() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Picture::open(&folder.path().join("none.png")), Err(PictureError::NotFound)));
    assert!(matches!(Picture::open(folder.path()), Err(PictureError::NotAFile)));
    if cfg!(unix) {
        assert!(matches!(Picture::open(Path::new("/dev/zero")), Err(PictureError::NotAFile)));
    }
}

#[test]
fn file_is_refused_when_too_large() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    fs::write(&path, encoded(ImageFormat::Png)).unwrap();
    // A sparse file: the size counts, not the content.
    fs::File::options().append(true).open(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    assert!(matches!(Picture::open(&path), Err(PictureError::FileTooLarge)));
}

#[test]
fn line_names_file_when_it_is_no_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.png");
    fs::write(&path, "milk, bread").unwrap();

    let decoded = qr::decode_file(&path);

    assert_eq!(decoded.to_string(), format!("{}\t", path.display()));
    assert!(matches!(decoded.texts, Err(PictureError::NotAPicture)));
}
