//! Files that are not pictures, or not whole.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use device::picture::{MAX_FILE_BYTES, Picture, PictureError};
use device::qr;
use image::{DynamicImage, GrayImage, ImageFormat, Luma};

use crate::refusal;

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = GrayImage::from_fn(300, 200, |x, y| Luma([u8::try_from((x * 7 + y * y) % 256).unwrap()]));
    DynamicImage::from(image).into_rgb8().write_to(&mut bytes, format).unwrap();
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
    let headers: [&[u8]; 4] = [b"II*\0\x08\0\0\0", b"\0\0\0\x20ftypavif", b"P5 1 1 255 0", b"#?RADIANCE"];
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

/// Those whose files may be shown in part.
const OTHERS: [ImageFormat; 4] = [ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp];

#[test]
fn nothing_breaks_when_file_cut_anywhere() {
    for format in OTHERS {
        let whole = encoded(format);
        assert!(Picture::from_bytes(&whole).is_ok(), "{format:?}");
        for length in (12..whole.len()).step_by(whole.len() / 150) {
            if let Err(error) = Picture::from_bytes(&whole[..length]) {
                let told = matches!(error, PictureError::Truncated | PictureError::Malformed);
                assert!(told, "{format:?}, {length} bytes: {error:?}");
            }
        }
    }
}

#[test]
fn nothing_breaks_when_bytes_flipped() {
    for format in OTHERS.into_iter().chain([ImageFormat::Png]) {
        let whole = encoded(format);
        for position in (0..100).chain((100..whole.len()).step_by(whole.len() / 150)) {
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
