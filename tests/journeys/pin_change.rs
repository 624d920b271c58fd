//! A new PIN, and a device that was found twice (`docs/protocol.md` §9 and §10).

use segl_tests::{machine::Machine, segl::Segl};

use crate::stage::*;

/// `segl pin`.
fn change_pin(device: &Segl<'_>, old: &str, new: &str) -> segl_tests::segl::Outcome {
    device.call(["pin", "--json"]).pin(old).new_pin(new).run()
}

#[test]
fn new_pin_counts_and_the_old_one_does_not_after_the_change() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let before = device.call(["code"]).pin(PIN).json();
    change_pin(&device, PIN, NEW_PIN).success();
    let after = device.call(["code"]).pin(NEW_PIN).json();
    assert_eq!(after["checked"], true, "{after}");
    assert_ne!(before["next"]["code"], after["next"]["code"], "a new PIN brings a new seed");
    let outcome = device.call(["code", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "wrong_pin", "{outcome}");
    // And the new one approves.
    let mut login = Login::start(&portal);
    approve(&device, &waiting_id(&device), &login.number, NEW_PIN).success();
    assert!(login.page().path.starts_with("/profile"));
}

#[test]
fn pin_stays_when_the_old_one_is_wrong_or_the_new_one_will_not_do() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    for (old, new, code) in [
        (OTHER_PIN, NEW_PIN, "wrong_pin"),
        (PIN, PIN, "pin_same"),
        (PIN, "123456", "pin_guessable"),
        (PIN, "1234", "pin_too_short"),
    ] {
        let outcome = change_pin(&device, old, new);
        assert_eq!(refusal_code(&outcome), code, "{outcome}");
    }
    assert_eq!(device.call(["code"]).pin(PIN).json()["checked"], true);
}

#[test]
fn copy_of_a_device_is_found_out_and_the_original_goes_on_when_it_is_reconnected() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut before = enrol(&portal, &device);
    assert_eq!(device.call(["code"]).pin(PIN).json()["checked"], true);
    // The whole machine is copied: vault and keyring. Then the original goes on.
    let machine = Machine::copy_of(&session, device.home());
    let copy = machine.device();
    for _ in 0..2 {
        assert_eq!(device.call(["code"]).pin(PIN).json()["checked"], true);
    }
    // The copy is used, and found out.
    let outcome = copy.call(["code", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "token_copied", "{outcome}");
    // The original is suspended with it; its owner sees why.
    let outcome = device.call(["code", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "token_copied", "{outcome}");
    // All logins have ended with it. There is no other device: a login by e-mail shows why, and may reconnect.
    assert!(!before.open("/profile").path.starts_with("/profile"), "logged out");
    let mut visitor = visitor_by_mail(&portal);
    let page = visitor.open(TYPES);
    assert_eq!(page.attribute("token", "data-state").as_deref(), Some("copied"), "{page}");
    // Its owner says in the portal that this device goes on.
    let refused = device.call(["reconnect", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&refused), "token_copied", "not before the portal knows: {refused}");
    let path = page.attribute("reconnect", "href").unwrap();
    let page = visitor.open(&path);
    let _ = visitor.submit(&page, &path, &[]);
    device.call(["reconnect", "--json"]).pin(PIN).run().success();
    assert_eq!(device.call(["code"]).pin(PIN).json()["checked"], true);
    assert_eq!(visitor.open(TYPES).attribute("token", "data-state").as_deref(), Some("active"));
    // The copy is of no use any more.
    let outcome = copy.call(["code", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "token_copied", "{outcome}");
}

const NEW_PIN: &str = "840193";
