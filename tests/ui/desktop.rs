//! What other programs of the desktop do beside the app: copy something, lock the screen.

use std::{path::Path, process::Stdio};

use segl_tests::session::Session;

/// Copies a text.
pub(crate) fn copy(session: &Session, text: &str) {
    let file = session.home().join("copied");
    std::fs::write(&file, text).unwrap();
    own_clipboard(session, &file, &[]);
}

/// Copies a picture, a PNG, as a program for pictures does.
pub(crate) fn copy_picture(session: &Session, file: &Path) {
    own_clipboard(session, file, &["-target", "image/png"]);
}

fn own_clipboard(session: &Session, file: &Path, target: &[&str]) {
    let mut xclip = session.command("xclip");
    xclip.args(["-selection", "clipboard", "-in"]).args(target).arg(file);
    // It goes on in the background as the owner of the clipboard, and must not hold the test's output open.
    xclip.stdout(Stdio::null()).stderr(Stdio::null());
    assert!(xclip.status().unwrap().success());
}

/// Says what a desktop says when its screen is locked.
pub(crate) fn lock(session: &Session) {
    let mut signal = session.command("dbus-send");
    signal.args(["--session", "--type=signal", "/org/freedesktop/ScreenSaver"]);
    signal.args(["org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"]);
    assert!(signal.status().unwrap().success());
}
