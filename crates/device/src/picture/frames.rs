//! The pictures of an animation: the code may fade in, or be one of several that take turns.

use std::io::Cursor;

use image::{
    AnimationDecoder as _, DynamicImage, Frame, ImageDecoder, ImageFormat, ImageResult,
    codecs::{gif::GifDecoder, webp::WebPDecoder},
};

use super::{Picture, PictureError, limits, luma_of};
use crate::qr::contain::contain;

/// The pictures of a file, one after the other; those that are like the one before are passed over.
pub struct Frames {
    first: Option<Picture>,
    later: Option<Box<dyn Iterator<Item = ImageResult<Frame>>>>,
    before: Option<Picture>,
    pixels_left: usize,
    pictures_left: usize,
}

impl Frames {
    /// What was unpacked first, and what follows it in the same file.
    pub(super) fn new(first: Picture, bytes: Vec<u8>, format: ImageFormat) -> Self {
        // What cannot be unpacked further has at least its first picture.
        let later = contain(|| later(bytes, format).ok().flatten()).flatten();
        Self { first: Some(first), later, before: None, pixels_left: MAX_PIXELS, pictures_left: MAX_PICTURES }
    }

    fn unpack_next(&mut self) -> Option<Picture> {
        let later = self.later.as_mut()?;
        self.pictures_left = self.pictures_left.checked_sub(1)?;
        let frame = contain(|| later.next()).flatten()?.ok()?.into_buffer();
        let (width, height) = (usize::try_from(frame.width()).ok()?, usize::try_from(frame.height()).ok()?);
        self.pixels_left = self.pixels_left.checked_sub(width * height)?;
        Picture::from_luma(width, height, luma_of(DynamicImage::ImageRgba8(frame))).ok()
    }
}

impl Iterator for Frames {
    type Item = Picture;

    fn next(&mut self) -> Option<Picture> {
        if let Some(first) = self.first.take() {
            if self.later.is_some() {
                self.before = Some(first.clone());
            }
            return Some(first);
        }
        loop {
            let next = self.unpack_next();
            if next.is_none() {
                // Whatever came after something broken would be worth nothing.
                self.later = None;
                return None;
            }
            if next != self.before {
                self.before.clone_from(&next);
                return next;
            }
        }
    }
}

/// Every picture of an animation, the first once more.
fn later(
    bytes: Vec<u8>,
    format: ImageFormat,
) -> Result<Option<Box<dyn Iterator<Item = ImageResult<Frame>>>>, PictureError> {
    let bytes = Cursor::new(bytes);
    Ok(match format {
        ImageFormat::Gif => Some(Box::new(within_limits(GifDecoder::new(bytes))?.into_frames())),
        ImageFormat::WebP => {
            let decoder = within_limits(WebPDecoder::new(bytes))?;
            if decoder.has_animation() { Some(Box::new(decoder.into_frames())) } else { None }
        }
        _ => None,
    })
}

fn within_limits<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<D, PictureError> {
    let mut decoder = decoder.map_err(super::from_image)?;
    decoder.set_limits(limits()).map_err(super::from_image)?;
    Ok(decoder)
}

/// Pictures of one animation, alike or not: ten seconds of what films show in one.
const MAX_PICTURES: usize = 240;
/// Pixels of all of them together, as in one large photo.
const MAX_PIXELS: usize = 32_000_000;
