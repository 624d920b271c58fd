//! The QR code in a picture file: dropped on the app's window by a hand that drags it out of another program, and chosen in
//! the system's file dialog. Both are outside what a driver of web views can reach, so pointer and keys are the X server's.

use std::path::{Path, PathBuf};

use image::{GrayImage, imageops};
use segl_tests::{
    app::App, browser::Scheme, display::Display, drag::DragSource, picture, portal::Portal, session::Session, wait,
};

use crate::{
    desktop,
    screen::{LINK, OTHER},
    stage,
    story::aside,
    window::Window,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_is_offered_when_a_picture_is_dropped_on_the_window() {
    let (session, portal) = (Session::start_with_display(), stage::portal());
    let picture = picture_of_a_code(&session, &portal);
    let app = app(&session).await;
    let window = Window::new(app.client(), "app", "en-light");
    window.see("screen-welcome").await;
    aside(&session);

    let source = DragSource::start(&session, &picture);
    source.drag_to(1060, 400);
    window.see("drop-here").await;
    source.drop_here();
    is_offered(&window).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_is_offered_when_a_picture_is_chosen_in_the_file_dialog() {
    let (session, portal) = (Session::start_with_display(), stage::portal());
    let picture = picture_of_a_code(&session, &portal);
    let app = app(&session).await;
    let window = Window::new(app.client(), "app", "en-light");
    window.click("add-identity").await;
    aside(&session);
    let before = windows(session.display());
    window.click("source-image").await;

    // The dialog takes a path that is typed.
    let display = session.display();
    let dialog = wait::until("the file dialog", || windows(display).into_iter().find(|id| !before.contains(id)));
    wait::until("the dialog's attention", || {
        display.try_xdotool(&["windowfocus", "--sync", &dialog])?;
        (display.try_xdotool(&["getwindowfocus"])? == dialog).then_some(())
    });
    display.settle();
    // The first letter changes the list into a field, and must have done so before the next.
    for letters in picture.to_string_lossy().split_inclusive('/') {
        let _ = display.xdotool(&["type", letters]);
        display.settle();
    }
    let _ = display.xdotool(&["key", "Return"]);
    is_offered(&window).await;
}

/// Pasted from another program, with two codes in it: the employee picks by issuer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_the_codes_of_a_copied_picture_is_picked() {
    let session = Session::start_with_display();
    let app = app(&session).await;
    let window = Window::new(app.client(), "app", "en-light");
    paste_two_codes(&session, &window).await;
    let shown = [window.text("pick-0").await, window.text("pick-1").await];
    let place = shown.iter().position(|text| text.contains("Banken")).unwrap();
    assert!(shown[1 - place].contains("Kommunen") && !window.has("pick-2").await, "{shown:?}");
    window.click(&format!("pick-{place}")).await;
    assert_eq!(window.text("review-issuer").await, "Banken");
}

/// The same picture, and the employee wants both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_codes_of_a_copied_picture_are_listed() {
    let session = Session::start_with_display();
    let app = app(&session).await;
    let window = Window::new(app.client(), "app", "en-light");
    paste_two_codes(&session, &window).await;
    window.click("pick-all").await;
    window.see("screen-import-list").await;
    let rows = window.text("import-rows").await;
    assert!(rows.contains("Banken") && rows.contains("Kommunen"), "{rows}");
    assert!(window.text("import-store").await.contains('2'));
}

async fn paste_two_codes(session: &Session, window: &Window<'_>) {
    let mut picture = GrayImage::from_pixel(900, 480, [244].into());
    imageops::replace(&mut picture, &picture::qr(LINK, 4), 30, 60);
    imageops::replace(&mut picture, &picture::qr(OTHER, 5), 470, 30);
    let file = session.home().join("copied.png");
    picture.save(&file).unwrap();
    window.click("add-identity").await;
    desktop::copy_picture(session, &file);
    window.click("source-paste").await;
    window.see("screen-pick").await;
}

async fn app(session: &Session) -> App {
    App::start_in(session, &session.home().join("segl"), "en", Scheme::Light).await
}

/// + → Soft token in the portal, and its QR code as a file.
fn picture_of_a_code(session: &Session, portal: &Portal) -> PathBuf {
    let offer = stage::offer(&mut stage::visitor_by_mail(portal));
    let file = session.home().join("a picture.png");
    picture::write_qr(Path::new(&file), &offer.qr_text);
    file
}

async fn is_offered(window: &Window<'_>) {
    window.see("screen-activation").await;
    assert_eq!(window.text("issuer-host").await.split(':').next(), Some("localhost"));
}

fn windows(display: &Display) -> Vec<String> {
    let found = display.try_xdotool(&["search", "--onlyvisible", "--name", "."]).unwrap_or_default();
    found.lines().map(str::to_owned).collect()
}
