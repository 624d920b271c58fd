//! A QR code as SVG, drawn as one path on a white ground.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode, types::QrError};

/// The drawing; `label` is its name for screen readers and must not need escaping. Four modules of quiet zone
/// (ISO/IEC 18004 §9.1). White and black in every colour scheme: scanners expect it.
pub(crate) fn svg(text: &str, label: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    let side = width + 2 * QUIET;
    // Whole pixels a module: nothing is blurred on the way to a camera or a screen reader of codes.
    let pixels = side * PIXELS;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{pixels}" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

const QUIET: usize = 4;

/// CSS pixels a module. The enrolment text makes a symbol of version 10 or more: 260 pixels at least.
const PIXELS: usize = 4;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    #[test]
    fn qr_code_has_every_dark_module_of_the_symbol() {
        let drawing = svg(&"S".repeat(280), "QR").unwrap();
        let dark: usize =
            drawing.split('h').skip(1).filter_map(|run| run.split_once("v1")?.0.parse::<usize>().ok()).sum();
        let symbol = QrCode::with_error_correction_level("S".repeat(280), EcLevel::M).unwrap();
        assert_eq!(dark, symbol.to_colors().iter().filter(|color| **color == Color::Dark).count());
    }

    #[test]
    fn qr_code_is_refused_when_the_text_is_too_long() {
        assert!(svg(&"S".repeat(4_000), "QR").is_err());
    }
}
