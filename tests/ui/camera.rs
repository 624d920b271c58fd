//! The QR code that a camera sees: a real camera to the web view, in which `GStreamer` is the lens.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use image::{GenericImage as _, GrayImage, Luma, Rgb, RgbImage};
use segl_tests::{
    app::App, binary, browser::Scheme, camera::Cameras, display::Display, picture, process::Group, session::Session,
    wait,
};
use tokio::sync::Mutex;

use crate::{
    desktop::copy,
    story::aside,
    third_party::{PIN, digits, is_right},
    window::{Look, Window},
};

const LINK: &str = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY&issuer=Kommunen&digits=8";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_come_from_a_camera_in_english() {
    Story(Look::ENGLISH).play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_come_from_a_camera_in_danish_and_dark() {
    Story(Look::DANISH_AND_DARK).play().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn computer_without_a_camera_says_so_and_offers_another_way() {
    for Look { language, name, scheme } in [Look::ENGLISH, Look::DANISH_AND_DARK] {
        let session = Session::start_with_display();
        let app = App::start_in(&session, &session.home().join("segl"), language, scheme).await;
        let window = Window::new(app.client(), "app", name);
        window.click("add-identity").await;
        window.click("source-camera").await;
        window.see("camera-missing").await;
        window.shot("camera-missing").await;
        window.click("camera-again").await;
        window.see("camera-missing").await;
        window.click("camera-other").await;
        window.see("screen-add").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_is_reached_though_the_first_of_two_cameras_is_black() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let session = Session::start_with_display();
    let (code, _) = pictures(&session);
    let cameras = Cameras::start(&session);
    // A web view takes the first by name.
    let _covered = cameras.plug_in_covered("CoveredCamera");
    let _desk = cameras.plug_in("DeskCamera", &code);
    let app = App::start_in(&session, &session.home().join("segl"), "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", Look::ENGLISH.name);
    window.click("add-identity").await;
    window.click("source-camera").await;
    switch_on(&window).await;
    window.see("camera-black").await;
    window.shot("camera-black").await;
    window.click("camera-next").await;
    until_found(&window).await;
    assert_eq!(window.text("review-issuer").await, "Kommunen");
}

/// A driven web view grants everything without asking the app. Here it is asked, and says yes: what the camera sees is seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn app_lets_its_own_page_use_a_camera() {
    let _turn = ONE_AT_A_TIME.lock().await;
    let session = Session::start_with_display();
    let green = session.home().join("green.png");
    RgbImage::from_pixel(400, 400, GREEN).save(&green).unwrap();
    let cameras = Cameras::start(&session);
    let _camera = cameras.plug_in("DeskCamera", &green);
    // Xvfb begins anew when its last client leaves, and turns away whoever comes then: the clipboard's owner stays.
    copy(&session, "nothing");
    let mut app = session.command(binary::app());
    app.env("SEGL_HOME", session.home().join("segl"));
    let mut app = Group::spawn("app", &session.logs(), app);
    let display = session.display();
    let window = app.until("the app's window", |_| {
        let found = display.try_xdotool(&["search", "--onlyvisible", "--name", "^Segl$"])?;
        found.lines().next().map(str::to_owned)
    });
    display.settle();
    let _ = display.xdotool(&["windowfocus", "--sync", &window]);
    // The welcome has one large red button; the ways to add an identity have small red signs. To the button past the
    // settings; to the camera from the heading past "This screen".
    for count in [5_000..60_000, 200..5_000] {
        until_seen(display, "the next screen", WAX, count);
        display.settle();
        let _ = display.xdotool(&["key", "--delay", "100", "Tab", "Tab", "Return"]);
    }
    until_seen(display, "what the camera sees", GREEN, 10_000..60_000);
}

/// Waits until so many pixels of the screen have this colour.
fn until_seen(display: &Display, what: &str, colour: Rgb<u8>, count: Range<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("screen.png");
    wait::until(what, || {
        display.screenshot(&picture);
        let seen = image::open(&picture).ok()?.into_rgb8();
        count.contains(&seen.pixels().filter(|pixel| **pixel == colour).count()).then_some(())
    });
}

/// As in `ui/src/shared/tokens.css`.
const WAX: Rgb<u8> = Rgb([163, 38, 27]);
/// Pictures of several cameras at once are more than a busy computer makes up in time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

const GREEN: Rgb<u8> = Rgb([0, 255, 0]);

struct Story(Look);

impl Story {
    async fn play(self) {
        let _turn = ONE_AT_A_TIME.lock().await;
        let session = Session::start_with_display();
        let (code, cut) = pictures(&session);
        let cameras = Cameras::start(&session);
        let camera = cameras.plug_in("DeskCamera", &cut);
        let app = App::start_in(&session, &session.home().join("segl"), self.0.language, self.0.scheme).await;
        let window = Window::new(app.client(), "app", self.0.name);
        window.see("screen-welcome").await;
        aside(&session);

        // 1. It sees no more than the edge of a code.
        window.click("add-identity").await;
        window.click("source-camera").await;
        switch_on(&window).await;
        is_light(&window).await;
        window.see("waiting").await;
        window.shot("camera").await;

        // 2. It is off when the screen is left.
        window.click("back").await;
        window.see("screen-add").await;
        drop(app);
        cameras.unplug("DeskCamera", camera);

        // 3. Another one sees all of it. A web view may go on asking for one that was unplugged: the app is a new one.
        let _camera = cameras.plug_in("DocumentCamera", &code);
        let app = App::start_in(&session, &session.home().join("segl"), self.0.language, self.0.scheme).await;
        let window = Window::new(app.client(), "app", self.0.name);
        window.click("add-identity").await;
        window.click("source-camera").await;
        until_found(&window).await;
        assert_eq!(window.text("review-issuer").await, "Kommunen");
        assert_eq!(window.text("review-account").await, "mette");
        assert!(!window.has("camera-view").await, "it is off");
        window.click("review-add").await;
        window.see("screen-choose-pin").await;
        window.pin(PIN).await;
        window.see("screen-confirm-pin").await;
        window.pin(PIN).await;
        window.see("screen-identities").await;
        window.click("identity-open").await;
        window.see("screen-codes").await;
        window.pin(PIN).await;
        assert_eq!(digits(&window.text("code").await).len(), 8);
        is_right(&window).await;
    }
}

/// Waits for the picture. A camera takes a moment to become known, so it may be asked for more than once.
async fn switch_on(window: &Window<'_>) {
    wait::until_async("the picture of the camera", || async {
        if window.has("camera-again").await {
            window.click("camera-again").await;
        }
        window.has("camera-view").await.then_some(())
    })
    .await;
}

async fn until_found(window: &Window<'_>) {
    wait::until_async("what the camera has found", || async {
        if window.has("camera-again").await {
            window.click("camera-again").await;
        }
        window.has("screen-review").await.then_some(())
    })
    .await;
}

/// The video shows something: its pixels come from the camera.
async fn is_light(window: &Window<'_>) {
    let script = "const video = document.querySelector('video'); if (!video || !video.videoWidth || video.currentTime < 0.3) return 0;\
        const canvas = document.createElement('canvas'); canvas.width = video.videoWidth; canvas.height = video.videoHeight;\
        const paper = canvas.getContext('2d'); paper.drawImage(video, 0, 0);\
        return paper.getImageData(2, 2, 1, 1).data[0];";
    wait::until_async("the light in the picture", || async {
        let seen = window.client().execute(script, vec![]).await.ok()?;
        (seen.as_u64()? > 200).then_some(())
    })
    .await;
}

/// The whole code, and what is left of it when it is held too low.
fn pictures(session: &Session) -> (PathBuf, PathBuf) {
    let file = |name: &str| session.home().join(name);
    let (code, cut) = (file("code.png"), file("cut.png"));
    picture::write_qr(&code, LINK);
    let mut all = image::open(Path::new(&code)).unwrap().into_luma8();
    let (width, height) = all.dimensions();
    assert!(width <= 400, "it fits into the camera's picture: {width}");
    let upper = all.sub_image(0, 0, width, height / 3).to_image();
    let mut page = GrayImage::from_pixel(width, height, Luma([255]));
    page.copy_from(&upper, 0, height - height / 3).unwrap();
    page.save(&cut).unwrap();
    (code, cut)
}
