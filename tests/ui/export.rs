//! Codes of other issuers leave the app's window: as QR codes that another program reads off the screen, and in a file that
//! the import reads.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use authenticator::{import, ports::Argon2id};
use device::{picture::Picture, qr};
use segl_tests::{app::App, browser::Scheme, display::Display, session::Session, wait};

use crate::{
    desktop::lock,
    many::kit,
    window::{Look, Window},
};

const PASSWORD: &str = "fire ord med mellemrum";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_leave_the_window_in_english() {
    story(Look::ENGLISH).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_leave_the_window_in_danish_and_dark() {
    story(Look::DANISH_AND_DARK).await;
}

/// Keys that lie open are closed when nobody is there: after a minute, and when the screen is locked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_closed_when_their_owner_is_away() {
    let (session, home) = with_two_codes();
    let app = App::start_in(&session, &home, "en", Scheme::Light).await;
    let window = Window::new(app.client(), "app", "en-light");
    window.click("open-settings").await;
    let closed = async || {
        wait::until_async("no QR code", || async { (!window.has("export-picture").await).then_some(()) }).await;
        wait::until("nothing on the screen", || readable(&session).is_none().then_some(()));
        assert!(!window.has("export-next").await, "nor the one after it");
    };
    begin(&window, "export-qr").await;
    shown(&session, &window).await;
    lock(&session);
    closed().await;
    window.click("back").await;
    begin(&window, "export-qr").await;
    shown(&session, &window).await;
    closed().await;
    window.shot("export-closed").await;
}

async fn story(Look { language, name, scheme }: Look) {
    let (session, home) = with_two_codes();
    let app = App::start_in(&session, &home, language, scheme).await;
    let window = Window::new(app.client(), "app", name);
    window.click("open-settings").await;
    window.click(&format!("language-{language}")).await;

    // 1. One QR code after the other, and none of them once it was left.
    begin(&window, "export-qr").await;
    let first = shown(&session, &window).await;
    assert!(first.contains("Kystbanken") && first.contains("secret="), "the first key");
    window.shot("export-code").await;
    window.click("export-next").await;
    let second = wait::until_async("the second key", || async {
        Some(shown(&session, &window).await).filter(|text| *text != first)
    });
    assert!(second.await.contains("Fyr"));
    let address = window.attribute("export-picture", "src").await.unwrap();
    assert!(address.starts_with("segl-export://localhost/") && !address.contains("otpauth"), "{address}");
    window.click("export-done").await;
    window.see("screen-export").await;
    assert!(!window.has("export-picture").await);

    // 2. A file, under a password of its own.
    window.click("back").await;
    begin(&window, "export-file").await;
    window.see("screen-export-password").await;
    window.fill("#export-password", PASSWORD).await;
    window.fill("#export-again", "noget helt andet").await;
    window.click("export-save").await;
    window.see("notice-wrong").await;
    window.fill("#export-password", PASSWORD).await;
    window.fill("#export-again", PASSWORD).await;
    wait::until_async("words for the password", || async {
        (!window.text("export-strength").await.is_empty()).then_some(())
    })
    .await;
    window.shot("export-password").await;
    let file = session.home().join("codes.json");
    let before = windows(session.display());
    window.click("export-save").await;
    choose(session.display(), &before, &file.to_string_lossy());
    window.see("screen-export-saved").await;
    window.shot("export-saved").await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let imported = import::open(&fs::read(&file).unwrap(), Some(PASSWORD)).unwrap();
    let issuers: Vec<_> = imported.rows.iter().map(|row| row.issuer.as_str()).collect();
    assert_eq!(issuers, ["Kystbanken", "Fyr"]);
}

fn with_two_codes() -> (Session, PathBuf) {
    let session = Session::start_with_display();
    let home = session.home().join("segl");
    fs::create_dir_all(&home).unwrap();
    let uris = [kit::uri("Kystbanken", "freja", 1), kit::uri("Fyr", "bo", 2)];
    kit::add(&kit::authenticator(&home, Argon2id), uris, || ());
    (session, home)
}

/// From the settings to the opened codes.
async fn begin(window: &Window<'_>, way: &str) {
    window.click("open-export").await;
    window.see("export-leaves").await;
    window.shot("export").await;
    window.click(way).await;
    window.see("screen-export-warn").await;
    window.shot(&format!("{way}-warn")).await;
    window.click("export-go-on").await;
    window.see("screen-export-pin").await;
    window.pin(kit::PIN).await;
}

/// What another program reads off the screen.
async fn shown(session: &Session, window: &Window<'_>) -> String {
    window.see("export-picture").await;
    wait::until("a QR code on the screen", || readable(session))
}

fn readable(session: &Session) -> Option<String> {
    let picture = session.home().join("screen.png");
    session.display().settle();
    session.display().screenshot(&picture);
    let texts = qr::decode(&Picture::open(&picture).unwrap());
    texts.into_iter().find(|text| text.starts_with("otpauth://"))
}

/// Types a path into the file dialog, which is the X server's to reach.
fn choose(display: &Display, before: &[String], path: &str) {
    let dialog = wait::until("the file dialog", || windows(display).into_iter().find(|id| !before.contains(id)));
    wait::until("the dialog's attention", || {
        display.try_xdotool(&["windowfocus", "--sync", &dialog])?;
        (display.try_xdotool(&["getwindowfocus"])? == dialog).then_some(())
    });
    display.settle();
    let _ = display.xdotool(&["key", "ctrl+a"]);
    let _ = display.xdotool(&["type", path]);
    display.settle();
    let _ = display.xdotool(&["key", "Return"]);
}

fn windows(display: &Display) -> Vec<String> {
    let found = display.try_xdotool(&["search", "--onlyvisible", "--name", "."]).unwrap_or_default();
    found.lines().map(str::to_owned).collect()
}
