//! Fingerprint instead of the PIN: the real fprintd with a virtual reader, the real portal, the real command
//! (`docs/protocol.md` §11).

use segl_tests::{
    portal::{Portal, Settings},
    reader::Reader,
    segl::{Outcome, Segl},
    session::Session,
};
use serde_json::Value;

use crate::stage::*;

/// A portal that allows fingerprints for codes.
fn portal_that_allows() -> Portal {
    portal_with(&Settings { more: "[policy]\npresence = \"codes\"\n".into(), ..Settings::default() })
}

/// A reader that knows one finger.
fn reader(session: &Session) -> Reader {
    let reader = Reader::plug_in(session);
    reader.enrol("own");
    reader
}

/// `segl presence on`, with a finger on the reader when the command asks for one.
fn turn_on(device: &Segl<'_>, reader: &Reader, finger: &str) -> bool {
    let mut call = device.call(["presence", "on", "--json"]).pin(PIN).spawn("presence-on");
    reader.touch(&format!("SCAN {finger}"));
    call.end().success()
}

/// `segl code --presence`, with a finger on the reader.
fn code_by_finger(device: &Segl<'_>, reader: &Reader, finger: &str) -> Value {
    let name = format!("code-by-{finger}");
    let mut call = device.call(["code", "--presence", "--json"]).spawn(&name);
    reader.touch(&format!("SCAN {finger}"));
    call.end();
    serde_json::from_str(call.output().lines().last().unwrap()).unwrap()
}

fn code_without_asking(device: &Segl<'_>) -> Outcome {
    device.call(["code", "--presence", "--json"]).run()
}

/// Logs in with a code in a browser that has logged in before.
fn logs_in(visitor: &mut segl_tests::visitor::Visitor, code: &str) -> bool {
    let page = visitor.open("/profile");
    if let Some(log_out) = page.form_ending("/logout") {
        visitor.submit(&page, &log_out, &[]);
    }
    start_login(visitor);
    let page = visitor.open("/login/passcode");
    visitor.submit(&page, "/login/passcode", &[("passcode", code)]).path.starts_with("/profile")
}

#[test]
fn finger_shows_codes_that_the_portal_takes() {
    let (session, portal) = (session(), portal_that_allows());
    let device = Segl::new(&session);
    let reader = reader(&session);
    let mut visitor = enrol(&portal, &device);
    assert_eq!(refusal_code(&code_without_asking(&device)), "presence_off", "off by default");

    assert!(turn_on(&device, &reader, "own"));
    let page = visitor.open(TYPES);
    assert!(page.has("token-biometrics"), "the profile says so: {page}");
    let by_finger = code_by_finger(&device, &reader, "own");
    let by_pin = device.call(["code"]).pin(PIN).json();
    assert_ne!(by_finger["next"]["code"], by_pin["next"]["code"], "never the seed under the PIN");
    assert!(logs_in(&mut visitor, by_finger["code"].as_str().unwrap()), "{by_finger}");
    assert_eq!(code_by_finger(&device, &reader, "other")["error"]["code"], "presence_refused");

    device.call(["presence", "off"]).run().success();
    assert_eq!(refusal_code(&code_without_asking(&device)), "presence_off");
    portal.advance(60);
    let next = by_finger["next"]["code"].as_str().unwrap();
    assert!(!logs_in(&mut visitor, next), "a code of the seed that was switched off");
}

#[test]
fn finger_is_not_switched_on_when_it_is_another_or_there_is_none() {
    let (session, portal) = (session(), portal_that_allows());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let on = |device: &Segl<'_>| device.call(["presence", "on", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&on(&device)), "presence_no_reader");
    let reader = Reader::plug_in(&session);
    assert_eq!(refusal_code(&on(&device)), "presence_not_enrolled");
    reader.enrol("own");
    assert!(!turn_on(&device, &reader, "other"));
    let state = device.call(["presence", "show"]).json();
    assert_eq!((&state["on"], &state["device"]["ok"]), (&Value::Bool(false), &Value::Bool(true)), "{state}");
}

#[test]
fn finger_is_not_offered_when_the_portal_does_not_allow_it() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _reader = reader(&session);
    let _ = enrol(&portal, &device);
    let state = device.call(["presence", "show"]).json();
    assert_eq!(state["allowed"], false, "{state}");
    let outcome = device.call(["presence", "on", "--json"]).pin(PIN).run();
    assert_eq!(refusal_code(&outcome), "presence_not_allowed", "{outcome}");
}
