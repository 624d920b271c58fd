//! Which kind of picture bytes are, also of the kinds that are not read: whoever has one is to hear what to do.

use image::ImageFormat;

use super::PictureError;

/// The formats that are read: what screens, mails, chats and browsers save.
const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp];

/// The format, if it is one of those that are read.
pub(super) fn of(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    match image::guess_format(bytes) {
        Ok(format) if FORMATS.contains(&format) => Ok(format),
        Ok(_) => Err(PictureError::UnsupportedFormat),
        Err(_) if is_heif(bytes) || is_svg(bytes) || OTHERS.iter().any(|start| bytes.starts_with(start)) => {
            Err(PictureError::UnsupportedFormat)
        }
        Err(_) => Err(PictureError::NotAPicture),
    }
}

/// The family of ISO/IEC 23008-12, what an iPhone's photos are: a box `ftyp` with one of its brands.
fn is_heif(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let Some(brands) = rest.strip_prefix(b"ftyp") else { return false };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    let brands = &brands[..brands.len().min(length.saturating_sub(8)).min(MAX_BRANDS)];
    brands.as_chunks::<4>().0.iter().any(|brand| HEIF_BRANDS.contains(&brand))
}

/// An `svg` element, maybe after an XML declaration, comments or a document type.
fn is_svg(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(SVG_WITHIN)];
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    let is_element = |at: usize| {
        start[at..]
            .strip_prefix(b"<svg")
            .and_then(|rest| rest.first())
            .is_some_and(|next| !next.is_ascii_alphanumeric())
    };
    start.starts_with(b"<") && (0..start.len()).any(is_element)
}

const HEIF_BRANDS: [&[u8; 4]; 9] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"];
/// An `ftyp` box names a handful of brands of four bytes.
const MAX_BRANDS: usize = 256;
/// How far into a file an SVG's first element begins at the latest.
const SVG_WITHIN: usize = 1024;
/// JPEG XL (ISO/IEC 18181-2, bare and boxed), JPEG 2000 (ISO/IEC 15444-1), `BigTIFF`, Photoshop, PDF.
const OTHERS: [&[u8]; 7] =
    [b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n", b"\0\0\0\x0cjP  \r\n\x87\n", b"II+\0", b"MM\0+", b"8BPS", b"%PDF-"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_kinds_of_pictures_are_told_from_what_is_none() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic rest of the file";
        let by_second_brand = b"\0\0\0\x1cftypXXXX\0\0\0\0mif1miafheic and more";
        for picture in [
            &heic[..],
            by_second_brand,
            b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08",
            b"II+\0\x08\0\0\0",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"\xef\xbb\xbf\n<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg width=\"9\">",
            b"<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\"><svg>",
            b"\xff\x0a\x00\x00",
            b"%PDF-1.7\n",
        ] {
            assert!(matches!(of(picture), Err(PictureError::UnsupportedFormat)), "{}", picture.escape_ascii());
        }
        for other in [
            &b""[..],
            b"\0\0\0",
            b"\0\0\0\x18ftyp",
            b"\0\0\0\x18ftypmp42\0\0\0\0isom",
            b"\0\0\0\x08ftypheic",
            b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&issuer=<svg>",
            b"<html><body></body></html>",
            b"<svgs>",
            b"{\"version\": 1}",
        ] {
            assert!(matches!(of(other), Err(PictureError::NotAPicture)), "{}", other.escape_ascii());
        }
        assert!(matches!(of(b"\x89PNG\r\n\x1a\n"), Ok(ImageFormat::Png)));
    }
}
