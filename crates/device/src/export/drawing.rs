//! A QR code that holds a key, for another device to read off the screen: as a picture, or in characters for a terminal. Black
//! on white in every colour scheme, with four modules of quiet zone (ISO/IEC 18004 §9.1): readers expect it.

use std::fmt::Write as _;

use authenticator::{Code, Failure};
use qrcode::{Color, EcLevel, QrCode};
use thiserror::Error;
use zeroize::Zeroizing;

/// More text than a QR code has room for.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("too long for a QR code")]
pub struct TooLong;

impl From<TooLong> for Failure {
    fn from(_: TooLong) -> Self {
        Code::ExportTooLong.into()
    }
}

/// As SVG of so many units a side as there are modules: sharp at every size.
pub fn svg(text: &str) -> Result<Zeroizing<String>, TooLong> {
    let modules = Modules::of(text)?;
    let side = modules.side;
    // Writing to a String cannot fail; room from the start, growing would leave copies behind.
    let mut drawing = Zeroizing::new(String::with_capacity(256 + 24 * side * side));
    let _ = write!(
        drawing,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d=""##
    );
    for y in 0..side {
        for x in (0..side).filter(|x| modules.is_dark(*x, y)) {
            let _ = write!(drawing, "M{x} {y}h1v1h-1z");
        }
    }
    drawing.push_str(r#""/></svg>"#);
    Ok(drawing)
}

/// As lines of half blocks, two modules a character; black on bright white whatever the terminal's own colours (ECMA-48 §8.3.117).
pub fn blocks(text: &str) -> Result<Zeroizing<String>, TooLong> {
    let modules = Modules::of(text)?;
    let mut drawing = Zeroizing::new(String::with_capacity(modules.side * (3 * modules.side + 16)));
    for y in (0..modules.side).step_by(2) {
        drawing.push_str("\x1b[30;107m");
        for x in 0..modules.side {
            drawing.push(match (modules.is_dark(x, y), modules.is_dark(x, y + 1)) {
                (false, false) => ' ',
                (true, false) => '▀',
                (false, true) => '▄',
                (true, true) => '█',
            });
        }
        drawing.push_str("\x1b[0m\n");
    }
    drawing.pop();
    Ok(drawing)
}

/// The modules with the quiet zone around them. Zeroed when dropped.
struct Modules {
    dark: Zeroizing<Vec<bool>>,
    /// With the quiet zone.
    side: usize,
}

impl Modules {
    fn of(text: &str) -> Result<Self, TooLong> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .or_else(|_| QrCode::with_error_correction_level(text, EcLevel::L))
            .map_err(|_| TooLong)?;
        let side = code.width() + 2 * QUIET;
        let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { dark: Zeroizing::new(dark), side })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = QUIET..self.side - QUIET;
        let width = self.side - 2 * QUIET;
        inside.contains(&x) && inside.contains(&y) && self.dark[(y - QUIET) * width + x - QUIET]
    }
}

const QUIET: usize = 4;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test an unexpected error is a failure")]
mod tests {
    use image::{DynamicImage, GrayImage, Luma};

    use super::*;
    use crate::{picture::Picture, qr};

    const URI: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";

    /// What a reader of QR codes sees, at eight pixels a module.
    fn read(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Vec<String> {
        let pixels = u32::try_from(8 * side).unwrap();
        let picture = GrayImage::from_fn(pixels, pixels, |x, y| {
            let [x, y] = [x, y].map(|pixel| usize::try_from(pixel / 8).unwrap());
            Luma([if is_dark(x, y) { 0 } else { 255 }])
        });
        let mut png = std::io::Cursor::new(Vec::new());
        DynamicImage::from(picture).write_to(&mut png, image::ImageFormat::Png).unwrap();
        qr::decode(&Picture::from_bytes(png.get_ref()).unwrap())
    }

    #[test]
    fn blocks_are_read_as_the_text() {
        let drawing = blocks(URI).unwrap();
        let lines: Vec<Vec<char>> = drawing
            .lines()
            .map(|line| line.strip_prefix("\x1b[30;107m").unwrap().strip_suffix("\x1b[0m").unwrap().chars().collect())
            .collect();
        let texts = read(lines[0].len(), |x, y| {
            let block = lines[y / 2][x];
            block == '█' || block == if y % 2 == 0 { '▀' } else { '▄' }
        });
        assert_eq!(texts, [URI]);
    }

    #[test]
    fn svg_has_a_quiet_zone_and_every_dark_module() {
        let drawing = svg(URI).unwrap();
        let modules = Modules::of(URI).unwrap();
        let squares: Vec<(usize, usize)> = drawing
            .split_once("d=\"M0 0h")
            .unwrap()
            .1
            .split('M')
            .skip(1)
            .map(|square| {
                let (x, y) = square.split_once('h').unwrap().0.split_once(' ').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            })
            .collect();
        assert!(squares.iter().all(|(x, y)| (4..modules.side - 4).contains(x) && (4..modules.side - 4).contains(y)));
        assert_eq!(read(modules.side, |x, y| squares.contains(&(x, y))), [URI]);
    }

    #[test]
    fn text_is_refused_when_no_symbol_has_room() {
        assert_eq!(svg(&"S".repeat(5_000)).err(), Some(TooLong));
        assert_eq!(blocks(&"S".repeat(5_000)).err(), Some(TooLong));
    }
}
