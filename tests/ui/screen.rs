//! Two monitors, a code on each, of different sizes and one of them dark: the app shows both accounts, and one is chosen.

use image::{GrayImage, imageops};
use segl_tests::{app::App, browser::Scheme, picture, session::Session};

use crate::{
    story::aside,
    third_party::{PIN, is_right, open},
    window::Window,
};

pub(crate) const LINK: &str =
    "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";
pub(crate) const OTHER: &str = "otpauth://totp/Banken:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IZ&issuer=Banken";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_the_codes_on_two_monitors_is_picked() {
    let session = Session::start_with_display();
    let app = App::start_in(&session, &session.home().join("segl"), "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", "en-light");
    window.see("screen-welcome").await;
    aside(&session);
    arrange(&session);

    window.click("add-identity").await;
    window.click("source-screen").await;
    window.see("screen-pick").await;
    window.shot("pick").await;
    let shown = [window.text("pick-0").await, window.text("pick-1").await];
    let place = shown.iter().position(|text| text.contains("Kommunen")).unwrap();
    assert!(shown[1 - place].contains("Banken"), "{shown:?}");
    assert!(!window.has("pick-2").await, "the whole screen is a monitor too, and shows the same");
    window.click(&format!("pick-{place}")).await;
    assert_eq!(window.text("review-issuer").await, "Kommunen");
    window.click("review-add").await;
    window.see("screen-choose-pin").await;
    window.pin(PIN).await;
    window.see("screen-confirm-pin").await;
    window.pin(PIN).await;
    window.see("screen-identities").await;
    open(&window, "Kommunen").await;
    window.pin(PIN).await;
    is_right(&window).await;
}

/// Two monitors side by side. One code at three pixels a module on the left monitor, and one at two, light on dark, on the right one.
fn arrange(session: &Session) {
    for (name, place) in [("LEFT", "480/127x900/238+0+0"), ("RIGHT", "800/212x900/238+480+0")] {
        let mut xrandr = session.command("xrandr");
        assert!(xrandr.args(["--setmonitor", name, place, "none"]).status().unwrap().success());
    }
    let mut screen = GrayImage::from_pixel(1280, 900, [250].into());
    let mut dark = picture::qr(OTHER, 2);
    imageops::invert(&mut dark);
    imageops::replace(&mut screen, &picture::qr(LINK, 3), 40, 300);
    imageops::replace(&mut screen, &dark, 560, 60);
    let file = session.home().join("screen.png");
    screen.save(&file).unwrap();
    // It paints the background and ends, whatever it says of itself.
    session.command("display").args(["-window", "root"]).arg(&file).output().expect("ImageMagick is installed");
}
