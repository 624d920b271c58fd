//! A picture in shades of grey: what the QR decoders look at, wherever it came from.

mod format;
mod frames;

use std::fmt;
use std::fs;
use std::io::{self, Cursor};
use std::mem;
use std::path::Path;

use authenticator::{Code, Failure};
use image::error::ImageError;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use thiserror::Error;
use zeroize::Zeroizing;
use zune_jpeg::{
    JpegDecoder,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

pub use self::frames::Frames;
use crate::{
    file,
    qr::{contain::contain, filters::halve},
};

/// A picture as one byte of luma a pixel, row by row from the top left; 0 is black. Never empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    luma: Vec<u8>,
}

/// Why something is not a picture that can be looked at.
#[derive(Debug, Error)]
pub enum PictureError {
    /// There is no file of that name.
    #[error("there is no such file")]
    NotFound,
    /// The path leads to a folder, a device or a pipe.
    #[error("this is not a file")]
    NotAFile,
    /// The file is there and cannot be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
    /// There are no bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The file has more than [`MAX_FILE_BYTES`].
    #[error("the file is too large")]
    FileTooLarge,
    /// The picture is wider or higher than [`MAX_SIDE_PIXELS`], or would need more than [`MAX_MEMORY_BYTES`].
    /// Known from the header: nothing was unpacked.
    #[error("the picture has too many pixels")]
    TooLarge,
    /// The bytes are no picture of any known format.
    #[error("this is not a picture")]
    NotAPicture,
    /// A picture, but neither PNG, JPEG, WebP, GIF nor BMP.
    #[error("only PNG, JPEG, WebP, GIF and BMP pictures can be read")]
    UnsupportedFormat,
    /// The picture ends too early.
    #[error("the picture is not complete")]
    Truncated,
    /// The picture contradicts its own format.
    #[error("the picture is damaged")]
    Malformed,
}

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;
/// The longest side of a picture, in pixels: three screens of 4K in a row have less.
pub const MAX_SIDE_PIXELS: u32 = 12_288;
/// The most memory that unpacking a picture may take, in bytes: a telephone's photo of 50 megapixels.
pub const MAX_MEMORY_BYTES: u64 = 144 * 1024 * 1024;
/// A photo of more pixels is halved: none of it is lost that a code needs, and three large screens stay whole.
const MAX_PIXELS: usize = 32_000_000;

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        Self::from(&error)
    }
}

impl From<&PictureError> for Failure {
    fn from(error: &PictureError) -> Self {
        match error {
            PictureError::NotFound => Code::FileNotFound,
            PictureError::NotAFile => Code::NotAFile,
            PictureError::Unreadable(_) => Code::FileUnreadable,
            PictureError::Empty => Code::PictureEmpty,
            PictureError::FileTooLarge | PictureError::TooLarge => Code::PictureTooLarge,
            PictureError::NotAPicture => Code::NotAPicture,
            PictureError::UnsupportedFormat => Code::PictureFormat,
            PictureError::Truncated => Code::PictureTruncated,
            PictureError::Malformed => Code::PictureDamaged,
        }
        .into()
    }
}

impl Picture {
    /// Reads a picture file: chosen, or dropped on the window. Of an animation, the first picture.
    pub fn open(path: &Path) -> Result<Self, PictureError> {
        Self::from_bytes(&read(path)?)
    }

    /// Reads all pictures of a file: one, or those of an animation.
    pub fn open_all(path: &Path) -> Result<Frames, PictureError> {
        Self::all_from_bytes(read(path)?)
    }

    /// Reads the bytes of a PNG, JPEG, WebP, GIF or BMP file; of an animation, the first picture.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PictureError> {
        first(bytes).map(|(picture, _)| picture)
    }

    /// Reads all pictures of such bytes: one, or those of an animation.
    pub fn all_from_bytes(mut bytes: Zeroizing<Vec<u8>>) -> Result<Frames, PictureError> {
        let (picture, format) = first(&bytes)?;
        Ok(Frames::new(picture, mem::take(&mut *bytes), format))
    }

    /// Takes pixels of four bytes each (red, green, blue, alpha), as screens and clipboards give them.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, PictureError> {
        let (pixels, rest) = rgba.as_chunks::<4>();
        if !rest.is_empty() {
            return Err(PictureError::Malformed);
        }
        let luma = flatten(&pixels.iter().map(|&[red, green, blue, alpha]| (grey(red, green, blue), alpha)));
        Self::from_luma(width, height, luma)
    }

    /// Takes pixels of one byte each.
    pub fn from_luma(width: usize, height: usize, luma: Vec<u8>) -> Result<Self, PictureError> {
        let within = |side: usize| u32::try_from(side).is_ok_and(|side| side <= MAX_SIDE_PIXELS);
        if !within(width) || !within(height) {
            return Err(PictureError::TooLarge);
        }
        if luma.is_empty() || luma.len() != width * height {
            return Err(PictureError::Malformed);
        }
        Ok(Self { width, height, luma })
    }

    /// Width in pixels, at least 1.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// `width` × `height` bytes.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }
}

impl fmt::Debug for Picture {
    /// Sizes alone: a screen or a QR code in a log would be a leak.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} × {}, redacted)", self.width, self.height)
    }
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, PictureError> {
    // Asked before opening: opening a pipe would wait for a writer.
    if !fs::metadata(path).map_err(from_io)?.is_file() {
        return Err(PictureError::NotAFile);
    }
    file::read(path, MAX_FILE_BYTES).map_err(from_io)
}

fn first(bytes: &[u8]) -> Result<(Picture, ImageFormat), PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE_BYTES) {
        return Err(PictureError::FileTooLarge);
    }
    let format = format::of(bytes)?;
    let picture = contain(|| unpack(bytes, format)).unwrap_or(Err(PictureError::Malformed))?;
    Ok((picture, format))
}

fn unpack(bytes: &[u8], format: ImageFormat) -> Result<Picture, PictureError> {
    let mut picture = match format {
        ImageFormat::Jpeg => brightness(bytes).map_or_else(|| unpack_colours(bytes, format), Ok)?,
        _ => unpack_colours(bytes, format)?,
    };
    while picture.luma.len() > MAX_PIXELS {
        picture = halve(&picture).ok_or(PictureError::TooLarge)?;
    }
    Ok(picture)
}

/// Of a photo that keeps brightness and colour apart, as almost all do, the brightness: it is the luma of BT.601 (JFIF 1.02, page 3).
/// Nothing when it does not, is too large, or cannot be read like this: then `image` says what is wrong with it.
fn brightness(bytes: &[u8]) -> Option<Picture> {
    let side = usize::try_from(MAX_SIDE_PIXELS).ok()?;
    // Lenient, as `image` is: what is missing at the end of a file stays grey.
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(side).set_max_height(side);
    let mut decoder =
        JpegDecoder::new_with_options(ZCursor::new(bytes), options.jpeg_set_out_colorspace(ColorSpace::Luma));
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    let is_apart = matches!(decoder.input_colorspace()?, ColorSpace::YCbCr | ColorSpace::Luma);
    let in_colours = u64::try_from(3 * width * height).ok()?;
    if !is_apart || in_colours > MAX_MEMORY_BYTES {
        return None;
    }
    Picture::from_luma(width, height, decoder.decode().ok()?).ok()
}

fn unpack_colours(bytes: &[u8], format: ImageFormat) -> Result<Picture, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let image = reader.decode().map_err(from_image)?;
    let side = |side: u32| usize::try_from(side).map_err(|_| PictureError::TooLarge);
    let (width, height) = (side(image.width())?, side(image.height())?);
    Picture::from_luma(width, height, luma_of(image))
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE_PIXELS);
    limits.max_image_height = Some(MAX_SIDE_PIXELS);
    limits.max_alloc = Some(MAX_MEMORY_BYTES);
    limits
}

fn luma_of(image: DynamicImage) -> Vec<u8> {
    match image {
        DynamicImage::ImageLuma8(grey) => grey.into_raw(),
        DynamicImage::ImageRgb8(colour) => in_place(colour.into_raw()),
        other => {
            let rgba = other.into_rgba8();
            let (pixels, _) = rgba.as_raw().as_chunks::<4>();
            flatten(&pixels.iter().map(|&[red, green, blue, alpha]| (grey(red, green, blue), alpha)))
        }
    }
}

/// Pixels of three bytes become one byte each where they are: there is no memory for both of a large photo.
fn in_place(mut bytes: Vec<u8>) -> Vec<u8> {
    let pixels = bytes.len() / 3;
    let mut block = [0; 64];
    for first in (0..pixels).step_by(block.len()) {
        let end = pixels.min(first + block.len());
        let (colours, _) = bytes[3 * first..3 * end].as_chunks::<3>();
        for (value, &[red, green, blue]) in block.iter_mut().zip(colours) {
            *value = grey(red, green, blue);
        }
        bytes[first..end].copy_from_slice(&block[..end - first]);
    }
    bytes.truncate(pixels);
    bytes.shrink_to_fit();
    bytes
}

/// Lays transparent pixels on white paper, or on black where that would show nothing (white on transparent).
fn flatten(pixels: &(impl Iterator<Item = (u8, u8)> + Clone)) -> Vec<u8> {
    let over = |paper: u8| pixels.clone().map(move |(grey, alpha)| lay_over(paper, grey, alpha)).collect();
    let on_white: Vec<u8> = over(u8::MAX);
    let blank = on_white.iter().all(|value| Some(value) == on_white.first());
    if blank { over(0) } else { on_white }
}

fn lay_over(paper: u8, grey: u8, alpha: u8) -> u8 {
    let (paper, grey, alpha) = (u16::from(paper), u16::from(grey), u16::from(alpha));
    u8::try_from((grey * alpha + paper * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

/// Luma of ITU-R BT.601, in 256ths.
pub(crate) fn grey(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u16::from(red) + 150 * u16::from(green) + 29 * u16::from(blue);
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

fn from_io(error: io::Error) -> PictureError {
    match error.kind() {
        io::ErrorKind::NotFound => PictureError::NotFound,
        io::ErrorKind::IsADirectory => PictureError::NotAFile,
        _ => PictureError::Unreadable(error),
    }
}

fn from_image(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        ImageError::IoError(error) if error.kind() == io::ErrorKind::UnexpectedEof => PictureError::Truncated,
        _ => PictureError::Malformed,
    }
}

#[cfg(test)]
mod tests;
