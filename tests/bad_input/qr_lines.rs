//! `segl qr decode -`: one line for every path, at once and in order, whatever the path leads to.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use image::{GrayImage, Luma, imageops};
use qrcode::{Color, QrCode};
use segl_tests::binary;

use crate::vector;

struct Decoder {
    process: Child,
    paths: ChildStdin,
    lines: BufReader<ChildStdout>,
}

impl Decoder {
    fn start() -> Self {
        let mut process = Command::new(binary::segl())
            .args(["qr", "decode", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (paths, lines) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        Self { process, paths, lines }
    }

    /// The answer, which comes while the program waits for more: it has been flushed.
    fn ask(&mut self, path: impl AsRef<Path>) -> String {
        let line = [path.as_ref().as_os_str().as_encoded_bytes(), b"\n"].concat();
        self.paths.write_all(&line).unwrap();
        let mut answer = String::new();
        self.lines.read_line(&mut answer).unwrap();
        answer.strip_suffix('\n').unwrap().to_owned()
    }

    fn ends_well(self) -> bool {
        let Self { mut process, paths, mut lines } = self;
        drop(paths);
        let mut rest = String::new();
        lines.read_line(&mut rest).unwrap();
        rest.is_empty() && process.wait().unwrap().success()
    }
}

fn code(text: &[u8], module: u32) -> GrayImage {
    let code = QrCode::new(text).unwrap();
    let side = u32::try_from(code.width()).unwrap();
    GrayImage::from_fn((side + 8) * module, (side + 8) * module, |x, y| {
        let (column, row) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
        let dark = column < side && row < side && {
            code[(usize::try_from(column).unwrap(), usize::try_from(row).unwrap())] == Color::Dark
        };
        Luma([if dark { 0 } else { 255 }])
    })
}

#[test]
fn line_answers_every_path_when_most_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let good = folder.path().join("good.png");
    code(b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", 4).save(&good).unwrap();
    let nothing = [
        folder.path().join("missing.png"),
        folder.path().to_owned(),
        file("empty.png", b""),
        file("text.png", b"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP"),
        file("header.png", b"\x89PNG\r\n\x1a\n"),
        file("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        file("huge.bmp", &[&b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"[..], &[0xff; 60]].concat()),
        "/dev/null".into(),
        "".into(),
        "*?\u{e9}".into(),
    ];

    let mut decoder = Decoder::start();
    for path in &nothing {
        assert_eq!(decoder.ask(path), format!("{}\t", path.display()));
        assert_eq!(decoder.ask(&good), format!("{}\totpauth://totp/a?secret=JBSWY3DPEHPK3PXP", good.display()));
    }
    assert!(decoder.ends_well());
}

#[test]
fn line_answers_when_a_decoder_would_hang_or_panic() {
    let mut decoder = Decoder::start();
    let endless = vector("rqrr_endless_search.png");
    assert!(decoder.ask(&endless).starts_with(&format!("{}\totpauth://totp/Example", endless.display())));
    let panics = vector("rqrr_panics.png");
    assert_eq!(decoder.ask(&panics), format!("{}\t1234567890", panics.display()));
    assert!(decoder.ends_well());
}

#[test]
fn line_stays_one_line_when_text_has_line_ends_and_tabs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("BEGIN VCARD.png");
    code("N:Æ\r\nTEL:\t1\u{1b}[2J".as_bytes(), 4).save(&path).unwrap();

    let mut decoder = Decoder::start();
    assert_eq!(decoder.ask(&path), format!("{}\tN:Æ\\r\\nTEL:\\t1\\u{{1b}}[2J", path.display()));
    assert!(decoder.ends_well());
}

#[test]
fn enrolment_is_the_first_field_when_beside_an_app_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.png");
    let (store, enrolment) = ("https://apps.example.com/app?id=1", "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP");
    let mut page = GrayImage::from_pixel(700, 400, Luma([255]));
    imageops::replace(&mut page, &code(store.as_bytes(), 5), 40, 40);
    imageops::replace(&mut page, &code(enrolment.as_bytes(), 5), 400, 100);
    page.save(&path).unwrap();

    let mut decoder = Decoder::start();
    assert_eq!(decoder.ask(&path), format!("{}\t{enrolment}\t{store}", path.display()));
    assert!(decoder.ends_well());
}

#[cfg(unix)]
#[test]
fn file_is_read_when_its_name_is_no_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"\xe9.png"));
    fs::write(&path, fs::read(vector("rqrr_panics.png")).unwrap()).unwrap();

    let mut decoder = Decoder::start();
    assert!(decoder.ask(&path).ends_with("/\u{fffd}.png\t1234567890"));
    assert!(decoder.ends_well());
}
