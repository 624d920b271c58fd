//! Passcodes (RFC 6238), with and without the portal.

use segl_tests::{page::Page, segl::Segl, visitor::Visitor};
use serde_json::Value;

use crate::stage::*;

/// In a browser that has logged in before: others have tries of their own.
fn log_in_by_passcode(visitor: &mut Visitor, code: &str) -> Page {
    let page = visitor.open("/profile");
    if let Some(log_out) = page.form_ending("/logout") {
        visitor.submit(&page, &log_out, &[]);
    }
    start_login(visitor);
    let page = visitor.open("/login/passcode");
    visitor.submit(&page, "/login/passcode", &[("passcode", code)])
}

fn code(device: &Segl<'_>, pin: &str) -> Value {
    device.call(["code"]).pin(pin).json()
}

#[test]
fn code_is_accepted_once() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = enrol(&portal, &device);
    let shown = code(&device, PIN);
    assert_eq!(shown["checked"], true, "the portal was asked about the PIN: {shown}");
    let code = shown["code"].as_str().unwrap();
    let pasted = format!(" {} {} ", &code[..3], &code[3..]);
    let page = log_in_by_passcode(&mut visitor, &pasted);
    assert!(page.path.starts_with("/profile"), "{page}");
    let page = log_in_by_passcode(&mut visitor, code);
    assert!(page.has("error"), "a code works once: {page}");
}

#[test]
fn code_is_plausible_but_refused_when_the_pin_is_wrong_and_offline() {
    let (session, mut portal) = (session(), portal());
    let device = Segl::new(&session);
    let mut visitor = enrol(&portal, &device);
    portal.stop();
    let (right, wrong) = (code(&device, PIN), code(&device, OTHER_PIN));
    assert_eq!((&right["checked"], &wrong["checked"]), (&Value::Bool(false), &Value::Bool(false)), "nobody can tell");
    let shape =
        |code: &Value| code["code"].as_str().unwrap().chars().map(|digit| digit.is_ascii_digit()).collect::<Vec<_>>();
    assert_eq!(shape(&right), shape(&wrong), "both are six digits");
    let keys = |code: &Value| code.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&right), keys(&wrong), "nothing tells them apart");
    portal.restart();
    let page = log_in_by_passcode(&mut visitor, wrong["code"].as_str().unwrap());
    assert!(page.has("error"), "the portal tells: {page}");
    let page = log_in_by_passcode(&mut visitor, right["code"].as_str().unwrap());
    assert!(page.path.starts_with("/profile"), "a wrong code before it does not matter: {page}");
}

#[test]
fn code_is_refused_in_a_browser_that_has_never_logged_in() {
    let (session, portal) = (session(), portal());
    let device = Segl::new(&session);
    let _ = enrol(&portal, &device);
    let shown = code(&device, PIN);
    let page = log_in_by_passcode(&mut Visitor::new(&portal), shown["code"].as_str().unwrap());
    assert!(page.has("error"), "strangers cannot use up the tries: {page}");
}
