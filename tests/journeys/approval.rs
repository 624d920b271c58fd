//! Logging in by push (`docs/protocol.md` §6 and §7).

use segl_tests::{segl::Segl, wait};

use crate::stage::*;

#[test]
fn login_is_let_in_when_approved() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);

    let waiting = waiting(&device);
    assert_eq!(waiting["account"], USER, "whose login: {waiting}");
    assert_eq!(waiting["browser"], "Firefox", "which browser: {waiting}");
    assert_eq!(waiting["os"], "Linux", "which system: {waiting}");
    assert_eq!(waiting["same_network"], true, "from here: {waiting}");
    assert!(!waiting.to_string().contains(&login.number), "the number is never sent to the device: {waiting}");

    let outcome = approve(&device, waiting["id"].as_str().unwrap(), &login.number, PIN).json();
    assert_eq!(outcome["state"], "approved", "{outcome}");
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "the waiting browser is in: {page}");
    let page = login.visitor.open(TYPES);
    assert!(page.body.contains("<time"), "last used is shown: {page}");
}

#[test]
fn codes_of_other_issuers_are_never_asked_for_logins() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let uri = "otpauth://totp/Kommunen:mette?secret=T4COG4NYFTKWMGXQQNPMOOMSBVSKX7IY";
    device.call(["add", uri, "--json"]).pin(PIN).run().success();

    // 1. Alone there is nobody to ask, which is no failure.
    let alone = device.call(["approvals"]).json();
    assert_eq!(
        alone["approvals"].as_array().unwrap().len() + alone["failures"].as_array().unwrap().len(),
        0,
        "{alone}"
    );
    let unknown = device.call(["deny", "no-such-login", "--json"]).run();
    assert_eq!(refusal_code(&unknown), "unknown_login", "{unknown}");

    // 2. Beside a portal's identity only that one is asked.
    let _ = enrol(&portal, &device);
    let _login = Login::start(&portal);
    let waiting = waiting(&device);
    assert_eq!(waiting["account"], USER, "{waiting}");
    let answer = device.call(["approvals"]).json();
    assert_eq!(answer["failures"].as_array().unwrap().len(), 0, "{answer}");
    let unknown = device.call(["deny", "no-such-login", "--json"]).run();
    assert_eq!(refusal_code(&unknown), "unknown_login", "the sentence of a login that does not exist: {unknown}");
}

#[test]
fn login_is_refused_when_denied() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let outcome = device.call(["deny", &waiting_id(&device)]).json();
    assert_eq!(outcome["state"], "denied", "{outcome}");
    let page = login.page();
    assert!(page.has("push-ended"), "the page says so: {page}");
    assert!(!login.visitor.open("/profile").path.starts_with("/profile"), "and nobody is in");
}

#[test]
fn source_is_blocked_when_reported() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let outcome = device.call(["deny", &waiting_id(&device), "--report"]).json();
    assert_eq!(outcome["state"], "reported", "{outcome}");
    let page = login.page();
    assert!(page.has("push-ended"), "{page}");

    // A stranger there sees a page like any other, but no device finds his login.
    let unaware = Login::start_unknown(&portal);
    let found = device.call(["login", "--number", &unaware.number, "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&found), "number_unknown", "{found}");
    let answer = device.call(["approvals"]).json();
    assert_eq!(answer["approvals"].as_array().unwrap().len(), 0, "and none rings: {answer}");
}

#[test]
fn challenge_is_closed_when_the_number_is_wrong() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let id = waiting_id(&device);
    let outcome = approve(&device, &id, &login.other_number(), PIN);
    assert_eq!(refusal_code(&outcome), "wrong_number", "{outcome}");
    let outcome = approve(&device, &id, &login.number, PIN);
    // The portal is asked for the login again, and no longer has it: nothing is sent that it could call closed.
    assert_eq!(refusal_code(&outcome), "unknown_login", "one try: {outcome}");
    let page = login.page();
    assert!(page.has("push-ended"), "{page}");
}

#[test]
fn challenge_is_refused_when_expired() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let id = waiting_id(&device);
    portal.advance(121);
    let outcome = approve(&device, &id, &login.number, PIN);
    assert_eq!(refusal_code(&outcome), "unknown_login", "{outcome}");
    let page = login.page();
    assert!(page.has("push-ended"), "the page says that its time is over: {page}");
}

#[test]
fn login_ends_for_the_device_when_answered_elsewhere() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let watching = device.call(["watch", "--json"]).spawn("segl-watch");
    let _login = Login::start(&portal);
    wait::until("the login on the watching device", || watching.output().contains("\"approval\"").then_some(()));
    device.call(["deny", &waiting_id(&device)]).run().success();
    wait::until("its end on the watching device", || watching.output().contains("\"ended\"").then_some(()));
}

#[test]
fn portal_that_restarts_loses_no_login() {
    let (session, mut portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let mut login = Login::start(&portal);
    let id = waiting_id(&device);
    portal.restart();
    approve(&device, &id, &login.number, PIN).success();
    let page = login.page();
    assert!(page.path.starts_with("/profile"), "the browser's login outlived the portal: {page}");
}
