//! The PIN: right, wrong, paused, destroyed (`docs/protocol.md` §5).

use segl_tests::segl::Segl;

use crate::stage::*;

#[test]
fn pin_is_paused_and_then_destroyed_when_wrong_ten_times() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let wrong = || device.call(["code", "--json"]).pin(OTHER_PIN).run();

    // Pauses in seconds after the n-th wrong PIN, as the defaults say.
    let pauses = [0, 0, 30, 60, 900, 900, 1800, 3600, 3600];
    for (left, pause) in (1..=9).rev().zip(pauses) {
        let outcome = wrong();
        assert_eq!(refusal_code(&outcome), "wrong_pin", "{left} left: {outcome}");
        assert_eq!(refusal_number(&outcome, "tries_left"), Some(left), "{outcome}");
        if pause > 0 {
            let paused = device.call(["code", "--json"]).pin(PIN).run();
            assert_eq!(refusal_code(&paused), "pin_paused", "even the right PIN waits: {paused}");
            assert!(refusal_number(&paused, "retry_after").is_some_and(|seconds| seconds <= pause), "{paused}");
            portal.advance(pause + 1);
        }
    }
    let tenth = wrong();
    assert!(!tenth.status.success(), "{tenth}");
    portal.advance(3601);
    let outcome = device.call(["code", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "pin_destroyed", "the key is gone, for the right PIN too: {outcome}");
}

#[test]
fn tries_start_anew_when_the_pin_was_right() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    for _ in 0..2 {
        for left in [9, 8] {
            let outcome = device.call(["code", "--json"]).pin(OTHER_PIN).run();
            assert_eq!(refusal_number(&outcome, "tries_left"), Some(left), "{outcome}");
        }
        let shown = device.call(["code"]).pin(PIN).json();
        assert_eq!(shown["checked"], true, "{shown}");
    }
}

#[test]
fn approval_needs_the_right_pin_and_may_be_tried_again() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let id = waiting_id(&device);
    let outcome = approve(&device, &id, &login.number, OTHER_PIN);
    assert_eq!(refusal_code(&outcome), "wrong_pin", "{outcome}");
    approve(&device, &id, &login.number, PIN).success();
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "{page}");
}

#[test]
fn pin_is_refused_when_a_thief_would_try_it_first() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = visitor_by_mail(&portal);
    for (pin, code) in [("000000", "pin_guessable"), ("12345", "pin_too_short")] {
        let offer = offer(&mut visitor);
        let outcome = add(&device, &offer, &offer.password, pin);
        assert_eq!(refusal_code(&outcome), code, "{pin}: {outcome}");
        assert!(!device.home().join("vault.segl").exists(), "nothing was stored under {pin}");
    }
}
