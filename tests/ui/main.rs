//! The whole story in real windows: the portal in Chromium, the app in its own window, one virtual screen.
//!
//! With `SEGL_SCREENSHOTS` set to a folder, every screen on the way is written there as a picture
//! (`cargo xtask screenshots`).
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

mod camera;
mod desktop;
mod dump;
mod export;
mod identity;
mod issuers;
mod link;
mod many;
mod memory;
mod pictures;
mod screen;
mod secrets;
#[path = "../journeys/stage.rs"]
#[expect(dead_code, reason = "a QR code is all of the journeys that is needed")]
mod stage;
mod story;
mod third_party;
mod window;

/// The service desk deletes the employee's soft tokens: the next login by e-mail is like the first.
fn visitor_anew(portal: &segl_tests::portal::Portal) -> segl_tests::visitor::Visitor {
    for token in stage::tokens(portal) {
        let _ = portal.run(&["token", "delete", &token]);
    }
    stage::visitor_by_mail(portal)
}
