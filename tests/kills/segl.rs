//! The same with the real `segl`: nothing has another part's place, and the command itself looks at what is left.

use std::os::unix::process::ExitStatusExt as _;

use segl_tests::{segl::Outcome as Said, segl::Segl, session::Session};
use serde_json::Value;

use crate::{
    ceremony::PINS,
    issuer::{Issuer, Stretching},
};

#[test]
fn nothing_is_lost_half_made_or_suspected_wherever_segl_is_killed() {
    let wanted = crate::kills() / crate::ONE_IN_REAL_SEGL;
    let (issuer, session) = (Issuer::start(), Session::start());
    let ceremonies: [Ceremony; 2] = [enrolment, pin_change];
    // Where the next kill comes, for each ceremony and kind of calls; from the first again when one was done alive.
    let mut next = [[1_u32; TURNS.len()]; 2];
    let mut kills = 0;
    for round in 0_usize.. {
        if kills >= wanted {
            break;
        }
        let (turn, what) = (round / 2 % TURNS.len(), round % 2);
        let (kind, stride) = TURNS[turn];
        // Turns of the same kind go on where the one before stopped.
        let slot = TURNS.iter().position(|other| other.0 == kind).unwrap();
        let nth = next[what][slot];
        if ceremonies[what](&issuer, &session, kind, nth) {
            kills += 1;
            next[what][slot] += stride;
        } else {
            next[what][slot] = nth % stride + 1;
        }
    }
    println!("{kills} kills of the real segl without harm");
}

/// Begins a ceremony, has it killed as the n-th of these system calls begins, and looks; whether the kill came in time.
type Ceremony = fn(&Issuer, &Session, &str, u32) -> bool;

fn enrolment(issuer: &Issuer, session: &Session, calls: &str, nth: u32) -> bool {
    let (device, user) = (Segl::new(session), issuer.user());
    let offer = issuer.offer(&user, Stretching::Real);
    let said = added(&device, &offer.qr_text, &offer.activation_password, Some((calls, nth)));
    let mut eid = offer.eid;
    if tokens(&device).is_empty() {
        let again = issuer.offer(&user, Stretching::Real);
        added(&device, &again.qr_text, &again.activation_password, None).success();
        eid = again.eid;
    }
    if issuer.confirm(&user, eid).is_err() {
        assert_checked(&device, PINS[0]);
        issuer.confirm(&user, eid).unwrap_or_else(|error| panic!("half-made: {error}, killed at {calls} {nth}"));
    }
    assert_checked(&device, PINS[0]);
    assert_eq!(tokens(&device).len(), 1, "killed at {calls} {nth}");
    is_kill(&said)
}

fn pin_change(issuer: &Issuer, session: &Session, calls: &str, nth: u32) -> bool {
    let (device, user) = (Segl::new(session), issuer.user());
    let offer = issuer.offer(&user, Stretching::Real);
    added(&device, &offer.qr_text, &offer.activation_password, None).success();
    issuer.confirm(&user, offer.eid).unwrap();
    let change = device.call(["pin", "--json"]).pin(PINS[0]).new_pin(PINS[1]);
    let said = change.killed(calls, nth).run();
    let with_new = device.call(["code", "--json"]).pin(PINS[1]).run();
    if !with_new.status.success() {
        let refusal: Value = serde_json::from_str(&with_new.output).unwrap();
        assert_eq!(refusal["error"]["code"], "wrong_pin", "killed at {calls} {nth}: {with_new}");
        assert_checked(&device, PINS[0]);
    }
    is_kill(&said)
}

fn added(device: &Segl<'_>, qr_text: &str, password: &str, kill: Option<(&str, u32)>) -> Said {
    let call = device.call(["add", qr_text, "--json"]).activation_password(password).pin(PINS[0]);
    match kill {
        Some((calls, nth)) => call.killed(calls, nth).run(),
        None => call.run(),
    }
}

fn tokens(device: &Segl<'_>) -> Vec<Value> {
    device.call(["list"]).json()["identities"].as_array().unwrap().clone()
}

fn assert_checked(device: &Segl<'_>, pin: &str) {
    let code = device.call(["code"]).pin(pin).json();
    assert_eq!(code["checked"], true, "{code}");
}

fn is_kill(said: &Said) -> bool {
    let is_kill = said.status.signal() == Some(9);
    assert!(is_kill || said.status.success(), "neither killed nor done: {said}");
    is_kill
}

/// System calls as one of which the kill comes, and how many of them lie between two kills.
const TURNS: [(&str, u32); 6] =
    [(RENAMES, 1), ("fsync", 1), ("sendto", 2), ("link,linkat", 1), ("sendmsg", 3), ("recvfrom", 2)];

const RENAMES: &str = "rename,renameat,renameat2";
