//! Logging in with a browser that the account does not know (`docs/protocol.md` §6): the employee takes the number to the device.

use std::net::Ipv4Addr;
use std::path::Path;

use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode};
use segl_tests::{
    page::Page,
    portal::{Portal, Settings},
    segl::{Outcome, Segl},
    visitor::{PROXY, Visitor},
};

use crate::stage::*;

fn log_in(device: &Segl<'_>, number: &str) -> Outcome {
    device.call(["login", "--number", number, "--json"]).pin(PIN).run()
}

#[test]
fn new_browser_is_let_in_by_its_number_and_pushed_from_then_on() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start_unknown(&portal);
    let rings = device.call(["approvals"]).json();
    assert_eq!(rings["approvals"].as_array().unwrap().len(), 0, "the app does not ring: {rings}");

    let spaced = format!("{} {}", &login.number[..3], &login.number[3..]);
    let outcome = log_in(&device, &spaced).json();
    assert_eq!(outcome["state"], "approved", "{outcome}");
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "the waiting browser is in: {page}");

    let mut next = Login::start(&portal);
    approve(&device, &waiting_id(&device), &next.number, PIN).success();
    assert!(next.page().path.starts_with("/profile"), "it is known from then on");
}

#[test]
fn new_browser_is_let_in_by_a_picture_of_its_page() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start_unknown(&portal);
    let picture = portal.folder().join("page.png");
    draw(login.code.as_ref().unwrap(), &picture);
    let from_picture =
        |path: &Path| device.call(["login", "--picture", path.to_str().unwrap(), "--json"]).pin(PIN).run();
    assert_eq!(from_picture(&picture).json()["state"], "approved");
    assert!(login.page().path.starts_with("/profile"));
    // The same picture is worth nothing any more, and another picture never was.
    assert_eq!(refusal_code(&from_picture(&picture)), "number_unknown");
    draw("https://nordhavn.example", &picture);
    assert_eq!(refusal_code(&from_picture(&picture)), "login_code_missing");
    let elsewhere = login.code.unwrap().replace("segl://login/", "segl://login/SGL1AAAA");
    draw(&elsewhere, &picture);
    assert_eq!(refusal_code(&from_picture(&picture)), "login_code_missing");
}

#[test]
fn login_of_a_new_browser_is_denied_and_reported() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    for (flag, state) in [("--deny", "denied"), ("--report", "reported")] {
        let mut login = Login::start_unknown(&portal);
        let outcome = device.call(["login", "--number", &login.number, flag]).json();
        assert_eq!(outcome["state"], state, "{outcome}");
        assert!(login.page().has("push-ended"));
    }
}

#[test]
fn wrong_numbers_pause_the_asking_and_neither_pushes_nor_pins() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start_unknown(&portal);
    for _ in 0..5 {
        assert_eq!(refusal_code(&log_in(&device, &login.other_number())), "number_unknown");
    }
    let paused = log_in(&device, &login.number);
    assert_eq!(refusal_code(&paused), "numbers_paused", "{paused}");
    assert!(refusal_number(&paused, "retry_after").is_some_and(|seconds| seconds <= 900), "{paused}");
    let mut pushed = Login::start(&portal);
    approve(&device, &waiting_id(&device), &pushed.number, PIN).success();
    assert!(pushed.page().path.starts_with("/profile"), "a known browser's push is untouched");
    let wrong = device.call(["login", "--number", "12345", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&wrong), "number_malformed", "{wrong}");
    portal.advance(900);
    login = Login::start_unknown(&portal);
    log_in(&device, &login.number).success();
}

/// The attack of a stranger who knows a user name: before, between and beside what the employee does.
#[test]
fn stranger_who_knows_the_user_name_locks_nobody_out() {
    let settings = Settings { more: PROXY.into(), ..Settings::default() };
    let (session, portal) = (session(), portal_with(&settings));
    let device = Segl::new(&session);
    // 1. Before her first login: the stranger has mails sent until he gets no more.
    assert_eq!(attack(&portal), [200, 200, 200, 429, 429]);
    let _ = enrol(&portal, &device);
    // 2. Before she uses a new browser: her app does not ring for him, and finds hers among his.
    let strangers: Vec<Page> = (0..12).map(|_| stranger(&portal).1).collect();
    assert!(strangers.iter().all(|page| page.has("push-number")));
    let rings = device.call(["approvals"]).json();
    assert_eq!(rings["approvals"].as_array().unwrap().len(), 0, "{rings}");
    let mut hers = Login::start_unknown(&portal);
    log_in(&device, &hers.number).success();
    assert!(hers.page().path.starts_with("/profile"));
    // 3. A code of the app, in another new browser, after the stranger has tried some.
    for _ in 0..4 {
        let (mut visitor, _) = stranger(&portal);
        let page = visitor.open("/login/passcode");
        assert!(visitor.submit(&page, "/login/passcode", &[("passcode", "000000")]).has("error"));
    }
    let mut other = Login::start_unknown(&portal);
    let shown = device.call(["code"]).pin(PIN).json();
    let page = other.visitor.open("/login/passcode");
    let page = other.visitor.submit(&page, "/login/passcode", &[("passcode", shown["code"].as_str().unwrap())]);
    assert!(page.path.starts_with("/profile"), "{page}");
    // 4. Mail, in a browser that has no app at hand, while the stranger goes on asking.
    assert!(attack(&portal).contains(&429));
    assert!(visitor_by_mail(&portal).open("/profile").path.starts_with("/profile"));
    // 5. And the browser that she always uses.
    let mut known = Login::start(&portal);
    approve(&device, &waiting_id(&device), &known.number, PIN).success();
    assert!(known.page().path.starts_with("/profile"));
}

/// One login of a stranger, in a new browser elsewhere.
fn stranger(portal: &Portal) -> (Visitor, Page) {
    let mut visitor = Visitor::new(portal).at(Ipv4Addr::new(203, 0, 113, 5));
    let page = start_login(&mut visitor);
    (visitor, page)
}

/// What he is answered when he asks for five mails.
fn attack(portal: &Portal) -> [u16; 5] {
    std::array::from_fn(|_| {
        let (mut visitor, page) = stranger(portal);
        visitor.submit(&page, "/login/email", &[]).status
    })
}

/// A QR code as a picture.
fn draw(text: &str, path: &Path) {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let side = u32::try_from(code.width()).unwrap() + 2 * QUIET;
    let mut page = GrayImage::from_pixel(side * MODULE, side * MODULE, Luma([255]));
    for (x, y, pixel) in page.enumerate_pixels_mut() {
        let at =
            |pixel: u32| usize::try_from((pixel / MODULE).checked_sub(QUIET)?).ok().filter(|at| *at < code.width());
        if let (Some(x), Some(y)) = (at(x), at(y))
            && code[(x, y)] == Color::Dark
        {
            *pixel = Luma([0]);
        }
    }
    page.save(path).unwrap();
}

/// Modules around the code.
const QUIET: u32 = 4;
/// Pixels of a module.
const MODULE: u32 = 4;
