#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, GrayImage, ImageBuffer, Luma, LumaA, Pixel, Rgb, Rgba, imageops};

use super::*;

fn luma_after<P>(pixel: P, format: ImageFormat) -> u8
where
    P: Pixel + image::PixelWithColorType,
    [P::Subpixel]: image::EncodableLayout,
{
    let image = ImageBuffer::<P, Vec<P::Subpixel>>::from_pixel(16, 9, pixel);
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    let picture = Picture::from_bytes(file.get_ref()).unwrap();
    assert_eq!((picture.width(), picture.height(), picture.luma().len()), (16, 9, 144));
    picture.luma()[0]
}

#[test]
fn picture_is_grey_when_file_has_any_kind_of_pixel() {
    assert_eq!(luma_after(Luma([200_u8]), ImageFormat::Png), 200);
    assert_eq!(luma_after(Luma([51_200_u16]), ImageFormat::Png), 199);
    assert_eq!(luma_after(LumaA([200_u8, 255]), ImageFormat::Png), 200);
    assert_eq!(luma_after(Rgb([255_u8, 255, 255]), ImageFormat::Png), 255);
    assert_eq!(luma_after(Rgb([0_u16, 65_535, 0]), ImageFormat::Png), 149);
    assert_eq!(luma_after(Rgba([255_u8, 0, 0, 255]), ImageFormat::Png), 76);
    assert_eq!(luma_after(Rgb([255_u8, 255, 255]), ImageFormat::Jpeg), 255);
    assert_eq!(luma_after(Luma([128_u8]), ImageFormat::Jpeg), 128);
    assert_eq!(luma_after(Rgb([255_u8, 0, 0]), ImageFormat::WebP), 76);
    assert_eq!(luma_after(Rgba([0_u8, 0, 0, 0]), ImageFormat::WebP), 0);
    assert_eq!(luma_after(Rgba([255_u8, 255, 255, 255]), ImageFormat::Gif), 255);
    assert_eq!(luma_after(Rgb([0_u8, 255, 0]), ImageFormat::Bmp), 149);
}

/// Every colour, in no order.
fn confetti(width: u32, height: u32) -> ImageBuffer<Rgb<u8>, Vec<u8>> {
    ImageBuffer::from_fn(width, height, |x, y| {
        Rgb([x * 7 + y * 3, x * 5 + y * 11, x * 13 + y].map(|value| value.to_le_bytes()[0]))
    })
}

#[test]
fn colours_are_grey_one_by_one() {
    let image = confetti(67, 5);
    let greys: Vec<_> = image.pixels().map(|&Rgb([red, green, blue])| grey(red, green, blue)).collect();
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, ImageFormat::Png).unwrap();
    assert_eq!(Picture::from_bytes(file.get_ref()).unwrap().luma(), greys);
}

#[test]
fn brightness_of_a_photo_is_the_grey_of_its_colours() {
    let mut file = Cursor::new(Vec::new());
    imageops::blur(&confetti(203, 117), 3.0).write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let alone = brightness(file.get_ref()).unwrap();
    let of_colours = unpack_colours(file.get_ref(), ImageFormat::Jpeg).unwrap();
    assert_eq!((alone.width(), alone.height()), (203, 117));
    let differences = alone.luma().iter().zip(of_colours.luma()).map(|(one, other)| one.abs_diff(*other));
    assert!(differences.max().unwrap() <= 2, "rounding alone");
}

#[test]
fn photo_is_halved_when_it_has_more_pixels_than_decoders_need() {
    // 48 megapixels, as telephones take them; stripes of two pixels keep their grey.
    let photo = ImageBuffer::from_fn(8000, 6000, |x, _| Rgb(if x / 2 % 2 == 0 { [0_u8; 3] } else { [255; 3] }));
    let mut file = Cursor::new(Vec::new());
    photo.write_to(&mut file, ImageFormat::Png).unwrap();
    let picture = Picture::from_bytes(file.get_ref()).unwrap();
    assert_eq!((picture.width(), picture.height()), (4000, 3000));
    assert_eq!(picture.luma()[..4], [0, 255, 0, 255]);
}

#[test]
fn transparent_pixels_are_paper_when_beside_ink() {
    let picture = Picture::from_rgba(3, 1, &[0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 51]).unwrap();
    assert_eq!(picture.luma(), [0, 255, 204]);
}

#[test]
fn transparent_pixels_are_black_when_ink_is_white() {
    let picture = Picture::from_rgba(2, 1, &[255, 255, 255, 255, 255, 255, 255, 0]).unwrap();
    assert_eq!(picture.luma(), [255, 0]);
}

#[test]
fn picture_is_refused_when_pixels_do_not_fit_its_size() {
    assert!(matches!(Picture::from_luma(2, 2, vec![0; 3]), Err(PictureError::Malformed)));
    assert!(matches!(Picture::from_luma(0, 2, vec![]), Err(PictureError::Malformed)));
    assert!(matches!(Picture::from_rgba(1, 1, &[0; 5]), Err(PictureError::Malformed)));
    assert!(matches!(Picture::from_luma(12_289, 1, vec![0; 12_289]), Err(PictureError::TooLarge)));
}

#[test]
fn picture_is_redacted_when_debugged() {
    assert_eq!(format!("{:?}", Picture::from_luma(2, 1, vec![1, 2]).unwrap()), "Picture(2 × 1, redacted)");
}

/// An animation of these pictures.
fn animation(pictures: &[GrayImage]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    encoder
        .encode_frames(pictures.iter().map(|grey| Frame::new(DynamicImage::ImageLuma8(grey.clone()).into_rgba8())))
        .unwrap();
    drop(encoder);
    file
}

/// The same as WebP: an extended header, then a lossless picture in each frame (WebP Container Specification).
fn animated_webp(pictures: &[GrayImage]) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap();
        [name, &length.to_le_bytes(), content, &[0][..content.len() % 2]].concat()
    };
    let canvas = |picture: &GrayImage| {
        let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
        [side(picture.width()), side(picture.height())].concat()
    };
    let is_animated = [2, 0, 0, 0];
    let mut chunks = [&b"WEBP"[..], &chunk(b"VP8X", &[&is_animated[..], &canvas(&pictures[0])].concat())].concat();
    chunks.extend(chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]));
    for picture in pictures {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(picture.clone()).into_rgb8().write_to(&mut file, ImageFormat::WebP).unwrap();
        let (at_corner, lasts_a_tenth) = ([0; 6], [100, 0, 0, 0]);
        let lossless = &file.get_ref()[12..];
        chunks.extend(chunk(b"ANMF", &[&at_corner[..], &canvas(picture), &lasts_a_tenth, lossless].concat()));
    }
    chunk(b"RIFF", &chunks)
}

/// Of each picture, whether it is light.
fn unpacked(bytes: &[u8]) -> Vec<bool> {
    let frames = Picture::all_from_bytes(bytes.to_vec().into()).unwrap();
    frames.map(|picture| picture.luma()[0] > 127).collect()
}

#[test]
fn pictures_of_an_animation_follow_each_other_without_repetition() {
    let pictures = [255, 255, 0, 0, 255].map(|grey| GrayImage::from_pixel(24, 16, Luma([grey])));
    let file = animation(&pictures);
    assert_eq!(unpacked(&file), [true, false, true]);
    assert_eq!(Picture::from_bytes(&file).unwrap().luma()[0] / 128, 1, "the first alone");
    assert_eq!(unpacked(&animation(&pictures[..1])), [true]);
    assert_eq!(unpacked(&animated_webp(&pictures)), [true, false, true]);
    // What is left of a file that was cut is looked at.
    assert_eq!(unpacked(&file[..file.len() - 20])[..2], [true, false]);
}

#[test]
fn animation_ends_when_it_has_shown_enough() {
    let pictures: Vec<_> =
        (0..400).map(|number| GrayImage::from_pixel(24, 16, Luma([if number % 2 == 0 { 0 } else { 255 }]))).collect();
    let shown = unpacked(&animation(&pictures)).len();
    assert!((200..300).contains(&shown), "{shown}");
}

#[test]
fn file_of_one_picture_has_one() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
        let mut file = Cursor::new(Vec::new());
        confetti(31, 17).write_to(&mut file, format).unwrap();
        assert_eq!(Picture::all_from_bytes(file.into_inner().into()).unwrap().count(), 1, "{format:?}");
    }
}
