#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::io::Write;
use std::process::{Command, Stdio};

use super::*;
use crate::qr;
use crate::qr::test_pictures::{page_with_code, png};
use crate::screen::virtual_display;

const PASSCODE: &str = "493 102";
const FOREVER: Duration = Duration::from_hours(1);

#[test]
fn text_is_read_when_another_program_copied_it() {
    virtual_display::inside("clipboard::tests::text_is_read_when_another_program_copied_it", || {
        copy_elsewhere("UTF8_STRING", "otpauth://totp/Ø".as_bytes());

        let contents = Clipboard::open().unwrap().read().unwrap();

        assert!(matches!(&contents[..], [ClipboardContent::Text(text)] if text.as_str() == "otpauth://totp/Ø"));
    });
}

#[test]
fn code_is_read_when_another_program_copied_a_picture() {
    virtual_display::inside("clipboard::tests::code_is_read_when_another_program_copied_a_picture", || {
        copy_elsewhere("image/png", &png(&page_with_code("SGE1-copied", 600, 400)));

        let contents = Clipboard::open().unwrap().read().unwrap();

        assert!(
            matches!(&contents[..], [ClipboardContent::Picture(picture)] if qr::decode(picture) == ["SGE1-copied"])
        );
    });
}

#[test]
fn reading_is_refused_when_picture_damaged() {
    virtual_display::inside("clipboard::tests::reading_is_refused_when_picture_damaged", || {
        copy_elsewhere("image/png", b"\x89PNG\r\n\x1a\nand no more");
        assert!(matches!(Clipboard::open().unwrap().read(), Err(ClipboardError::Unreadable)));
    });
}

#[test]
fn reading_is_refused_when_text_too_long() {
    virtual_display::inside("clipboard::tests::reading_is_refused_when_text_too_long", || {
        copy_elsewhere("UTF8_STRING", &vec![b'a'; MAX_TEXT_BYTES + 1]);
        assert!(matches!(Clipboard::open().unwrap().read(), Err(ClipboardError::TextTooLong)));
    });
}

#[test]
fn reading_is_refused_when_nothing_copied() {
    virtual_display::inside("clipboard::tests::reading_is_refused_when_nothing_copied", || {
        assert!(matches!(Clipboard::open().unwrap().read(), Err(ClipboardError::Empty)));
    });
}

#[test]
fn opening_is_refused_when_no_display() {
    virtual_display::without("clipboard::tests::opening_is_refused_when_no_display", || {
        assert!(matches!(Clipboard::open(), Err(ClipboardError::Unavailable)));
    });
}

#[test]
fn passcode_is_left_out_of_histories_when_copied() {
    virtual_display::inside("clipboard::tests::passcode_is_left_out_of_histories_when_copied", || {
        let copied = copy_passcode(Clipboard::open().unwrap(), Zeroizing::new(PASSCODE.to_owned()), FOREVER).unwrap();

        assert_eq!(seen_elsewhere("UTF8_STRING"), PASSCODE);
        assert_eq!(seen_elsewhere("x-kde-passwordManagerHint"), "secret");
        assert_eq!(copied.clear_now().unwrap(), Clearing::Cleared);
    });
}

#[test]
fn passcode_is_cleared_when_time_is_over() {
    virtual_display::inside("clipboard::tests::passcode_is_cleared_when_time_is_over", || {
        let copied =
            copy_passcode(Clipboard::open().unwrap(), Zeroizing::new(PASSCODE.to_owned()), Duration::from_millis(1))
                .unwrap();

        assert_eq!(copied.wait().unwrap(), Clearing::Cleared);
        assert_eq!(seen_elsewhere("UTF8_STRING"), "");
    });
}

#[test]
fn clipboard_is_left_alone_when_user_copied_something_else() {
    virtual_display::inside("clipboard::tests::clipboard_is_left_alone_when_user_copied_something_else", || {
        let copied = copy_passcode(Clipboard::open().unwrap(), Zeroizing::new(PASSCODE.to_owned()), FOREVER).unwrap();
        copy_elsewhere("UTF8_STRING", b"a shopping list");

        assert_eq!(copied.clear_now().unwrap(), Clearing::Replaced);
        assert_eq!(seen_elsewhere("UTF8_STRING"), "a shopping list");
    });
}

#[test]
fn passcode_stays_when_same_one_copied_again() {
    virtual_display::inside("clipboard::tests::passcode_stays_when_same_one_copied_again", || {
        let first = copy_passcode(Clipboard::open().unwrap(), Zeroizing::new(PASSCODE.to_owned()), FOREVER).unwrap();
        let second = copy_passcode(Clipboard::open().unwrap(), Zeroizing::new(PASSCODE.to_owned()), FOREVER).unwrap();

        assert_eq!(first.clear_now().unwrap(), Clearing::Replaced);
        assert_eq!(seen_elsewhere("UTF8_STRING"), PASSCODE);
        assert_eq!(second.clear_now().unwrap(), Clearing::Cleared);
    });
}

/// Copies as another program. `xclip` goes on in the background when it owns the clipboard, and answers a moment later.
fn copy_elsewhere(target: &str, content: &[u8]) {
    let mut xclip = Command::new("xclip")
        .args(["-selection", "clipboard", "-target", target, "-in"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("xclip is installed");
    xclip.stdin.take().unwrap().write_all(content).unwrap();
    assert!(xclip.wait().unwrap().success());
    let answered = (0..1000).any(|_| pasted_elsewhere(target) == content);
    assert!(answered, "xclip owns the clipboard");
}

/// What another program can paste.
fn seen_elsewhere(target: &str) -> String {
    String::from_utf8(pasted_elsewhere(target)).unwrap()
}

fn pasted_elsewhere(target: &str) -> Vec<u8> {
    Command::new("xclip").args(["-selection", "clipboard", "-target", target, "-out"]).output().unwrap().stdout
}
