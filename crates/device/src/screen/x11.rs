//! X11: the pixels of the root window, monitor by monitor (X Window System Protocol, `GetImage`; its extension `RANDR` 1.5, monitors).

use x11rb::{
    connection::Connection as _,
    protocol::{
        randr::ConnectionExt as _,
        xproto::{ConnectionExt as _, ImageFormat, ImageOrder, Setup, Visualtype, Window},
    },
    rust_connection::RustConnection,
};

use super::{ScreenError, captured, failed};
use crate::picture::{self, Picture};

pub(super) fn capture() -> Result<Vec<Picture>, ScreenError> {
    let (server, screen) = RustConnection::connect(None).map_err(|_| ScreenError::NoDisplay)?;
    let root = server.setup().roots.get(screen).ok_or(ScreenError::NoDisplay)?;
    let pixels = Pixels::of(server.setup(), root.root_depth, root.root_visual).ok_or_else(|| failed("odd pixels"))?;
    let whole = Area { x: 0, y: 0, width: root.width_in_pixels, height: root.height_in_pixels };
    // One picture of every monitor as it is turned and scaled. They may overlap when they show the same.
    let mut areas = monitors(&server, root.root).unwrap_or_default();
    areas.sort_unstable();
    areas.dedup();
    if areas.is_empty() {
        areas.push(whole);
    }
    captured(areas.into_iter().map(|area| look(&server, root.root, area, &pixels)))
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Area {
    x: i16,
    y: i16,
    width: u16,
    height: u16,
}

/// Nothing where the server does not know of monitors: there is one then.
fn monitors(server: &RustConnection, root: Window) -> Option<Vec<Area>> {
    let reply = server.randr_get_monitors(root, true).ok()?.reply().ok()?;
    let area = |monitor: &x11rb::protocol::randr::MonitorInfo| Area {
        x: monitor.x,
        y: monitor.y,
        width: monitor.width,
        height: monitor.height,
    };
    Some(reply.monitors.iter().map(area).filter(|area| area.width > 0 && area.height > 0).collect())
}

fn look(server: &RustConnection, root: Window, area: Area, pixels: &Pixels) -> Result<Picture, ScreenError> {
    let Area { x, y, width, height } = area;
    let image = server
        .get_image(ImageFormat::Z_PIXMAP, root, x, y, width, height, u32::MAX)
        .map_err(failed)?
        .reply()
        .map_err(failed)?;
    let luma =
        pixels.luma(&image.data, usize::from(width), usize::from(height)).ok_or_else(|| failed("too few pixels"))?;
    Picture::from_luma(usize::from(width), usize::from(height), luma).map_err(failed)
}

/// How a pixel lies in an image.
struct Pixels {
    bytes: usize,
    /// A line is filled up to so many bytes.
    pad: usize,
    order: ImageOrder,
    masks: [u32; 3],
}

impl Pixels {
    /// `None` for pixels of less than 15 bits.
    fn of(setup: &Setup, depth: u8, visual: u32) -> Option<Self> {
        let format = setup.pixmap_formats.iter().find(|format| format.depth == depth)?;
        let visuals = setup.roots.iter().flat_map(|root| &root.allowed_depths).flat_map(|depth| &depth.visuals);
        let Visualtype { red_mask, green_mask, blue_mask, .. } =
            *visuals.into_iter().find(|one| one.visual_id == visual)?;
        let masks = [red_mask, green_mask, blue_mask];
        let bytes = usize::from(format.bits_per_pixel / 8);
        (depth >= 15 && (2..=4).contains(&bytes) && !masks.contains(&0)).then(|| Self {
            bytes,
            pad: usize::from(format.scanline_pad / 8).max(1),
            order: setup.image_byte_order,
            masks,
        })
    }

    fn luma(&self, data: &[u8], width: usize, height: usize) -> Option<Vec<u8>> {
        let line = (width * self.bytes).next_multiple_of(self.pad);
        let mut luma = Vec::with_capacity(width * height);
        for row in 0..height {
            let row = data.get(row * line..)?.get(..width * self.bytes)?;
            luma.extend(row.chunks_exact(self.bytes).map(|pixel| self.grey(pixel)));
        }
        Some(luma)
    }

    fn grey(&self, pixel: &[u8]) -> u8 {
        let whole = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
        let value = if self.order == ImageOrder::MSB_FIRST {
            pixel.iter().fold(0, whole)
        } else {
            pixel.iter().rev().fold(0, whole)
        };
        let [red, green, blue] = self.masks.map(|mask| channel(value, mask));
        picture::grey(red, green, blue)
    }
}

/// The bits of a mask as eight.
fn channel(value: u32, mask: u32) -> u8 {
    let most = mask >> mask.trailing_zeros();
    let bits = (value & mask) >> mask.trailing_zeros();
    u8::try_from(u64::from(bits) * 255 / u64::from(most)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_grey_in_every_layout() {
        let bgrx = Pixels { bytes: 4, pad: 4, order: ImageOrder::LSB_FIRST, masks: [0x00ff_0000, 0xff00, 0xff] };
        assert_eq!(bgrx.luma(&[0, 255, 0, 0, 255, 255, 255, 0], 2, 1), Some(vec![149, 255]));
        let xrgb = Pixels { order: ImageOrder::MSB_FIRST, ..bgrx };
        assert_eq!(xrgb.luma(&[0, 255, 0, 0], 1, 1), Some(vec![76]));
        // Five, six and five bits, and lines of four bytes.
        let high = Pixels { bytes: 2, pad: 4, order: ImageOrder::LSB_FIRST, masks: [0xf800, 0x07e0, 0x001f] };
        assert_eq!(high.luma(&[0xff, 0xff, 9, 9, 0x1f, 0, 9, 9], 1, 2), Some(vec![255, 28]));
        assert_eq!(high.luma(&[0xff], 1, 1), None);
    }
}
