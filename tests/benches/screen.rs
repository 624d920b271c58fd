//! Looking at a virtual screen often, without disturbing what is measured.

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use segl_tests::wait;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

/// An X screen with four bytes a pixel.
pub(crate) struct Screen {
    connection: RustConnection,
    root: u32,
    width: u16,
    height: u16,
}

impl Screen {
    pub(crate) fn open(name: &str) -> Self {
        let (connection, number) = x11rb::connect(Some(name)).expect("the virtual screen runs");
        let screen = connection.setup().roots.get(number).expect("a display has a screen");
        let (root, width, height) = (screen.root, screen.width_in_pixels, screen.height_in_pixels);
        Self { connection, root, width, height }
    }

    /// All pixels, row by row.
    pub(crate) fn look(&self) -> Vec<u8> {
        let (width, height) = (self.width, self.height);
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, u32::MAX);
        image.expect("the screen is asked").reply().expect("the screen answers").data
    }

    /// What is there once something is, and hardly a pixel has changed for two seconds.
    pub(crate) fn at_rest(&self) -> Vec<u8> {
        let blank = self.look();
        let (mut last, mut calm) = (blank.clone(), 0);
        wait::until("a window at rest", || {
            let seen = self.look();
            let changed = different(&last, &seen).count();
            calm = if changed * 1_000 < pixels(&seen) && seen != blank { calm + 1 } else { 0 };
            last = seen;
            (calm >= CALM).then_some(())
        });
        last
    }

    /// Waits until the target is there.
    pub(crate) fn until(&self, target: &Target) {
        while !target.is_on(&self.look()) {
            thread::sleep(Duration::from_millis(4));
        }
    }

    /// Waits until the screen is as it was.
    pub(crate) fn until_blank(&self, blank: &[u8]) {
        wait::until("a blank screen", || (self.look() == blank).then_some(()));
    }
}

/// What a window looks like: the pixels of its letters and lines.
pub(crate) struct Target(Vec<(usize, [u8; 4])>);

impl Target {
    /// What has come up between two looks, without the window's own background unless there is nothing else.
    pub(crate) fn between(before: &[u8], after: &[u8]) -> Self {
        let come: Vec<_> = different(before, after).collect();
        let mut colours: HashMap<[u8; 4], usize> = HashMap::new();
        for (_, colour) in &come {
            *colours.entry(*colour).or_default() += 1;
        }
        let background = colours.into_iter().max_by_key(|(_, count)| *count).map(|(colour, _)| colour);
        let ink: Vec<_> = come.iter().copied().filter(|(_, colour)| Some(*colour) != background).collect();
        Self(if ink.is_empty() { come } else { ink })
    }

    /// Whether 98 of 100 of its pixels are there.
    fn is_on(&self, screen: &[u8]) -> bool {
        let (seen, _) = screen.as_chunks::<4>();
        let there = self.0.iter().filter(|(place, colour)| seen.get(*place) == Some(colour)).count();
        there * 100 >= self.0.len() * 98
    }
}

/// The pixels of `after` that are not those of `before`.
fn different(before: &[u8], after: &[u8]) -> impl Iterator<Item = (usize, [u8; 4])> {
    let (before, after) = (before.as_chunks::<4>().0, after.as_chunks::<4>().0);
    after
        .iter()
        .copied()
        .enumerate()
        .zip(before)
        .filter(|((_, after), before)| after != *before)
        .map(|(after, _)| after)
}

fn pixels(screen: &[u8]) -> usize {
    screen.len() / 4
}

/// Looks without change: two seconds at [`wait`]'s pace of 20 ms and more.
const CALM: u32 = 100;
