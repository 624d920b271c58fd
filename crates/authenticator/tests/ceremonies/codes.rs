//! One-time codes, checked and unchecked.

use authenticator::{ContactError, PasscodesError, TimedPasscode, TokenId, UnlockError};
use otp::{Secret, totp};

use crate::support::{NOW, OTHER_PIN, PIN, Stage, pin};

/// What the portal expects at this time.
fn expected(stage: &Stage, token: TokenId, time: u64) -> String {
    let seed = Secret::from(&stage.portal.state().tokens[&token].seed);
    totp::generate(&seed, totp::Parameters::SEGL, time).expose().to_string()
}

fn digits(code: &TimedPasscode) -> String {
    code.passcode.expose().to_string()
}

#[test]
fn codes_are_the_portals_and_checked_when_it_can_be_reached() {
    let (stage, token) = Stage::enrolled();
    let codes = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert!(codes.checked);
    assert_eq!(digits(&codes.current), expected(&stage, token, NOW));
    assert_eq!(digits(&codes.next), expected(&stage, token, NOW + 30));
    assert_eq!((codes.current.valid_from, codes.current.valid_until), (NOW, NOW + 30));
    assert_eq!((codes.next.valid_from, codes.next.valid_until), (NOW + 30, NOW + 60));
    assert_eq!(stage.portal.state().tokens[&token].tries, 0, "the portal was told that the PIN was right");
}

#[test]
fn codes_are_refused_when_the_portal_finds_the_pin_wrong() {
    let (stage, token) = Stage::enrolled();
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    let codes = stage.authenticator.passcodes(token, &pin(OTHER_PIN)).map(|_| ());
    assert_eq!(codes, Err(PasscodesError::Unlock(wrong)));
}

#[test]
fn codes_are_shown_unchecked_and_plausible_when_the_portal_is_away() {
    let (stage, token) = Stage::enrolled();
    stage.portal.state().unreachable = true;
    let right = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    let wrong = stage.authenticator.passcodes(token, &pin(OTHER_PIN)).unwrap();
    assert!(!right.checked && !wrong.checked);
    assert_eq!(digits(&right.current), expected(&stage, token, NOW));
    assert_ne!(digits(&wrong.current), digits(&right.current), "nothing else tells them apart");
}

#[test]
fn codes_are_refused_when_the_portal_pauses_destroyed_or_deleted() {
    let (stage, token) = Stage::enrolled();
    let codes = || stage.authenticator.passcodes(token, &pin(PIN)).map(|_| ());
    stage.portal.state().tokens.get_mut(&token).unwrap().paused = Some(60);
    assert_eq!(codes(), Err(PasscodesError::Unlock(UnlockError::Paused { seconds: 60 })));
    stage.portal.state().tokens.get_mut(&token).unwrap().paused = None;
    stage.portal.state().tokens.get_mut(&token).unwrap().oprf_key = None;
    assert_eq!(codes(), Err(PasscodesError::Unlock(UnlockError::Destroyed)));
    stage.portal.state().tokens.clear();
    assert_eq!(codes(), Err(PasscodesError::Unlock(UnlockError::Contact(ContactError::UnknownToken))));
}

#[test]
fn codes_allow_for_a_wrong_clock_when_the_portal_tells_the_time() {
    let (stage, token) = Stage::enrolled();
    stage.device.state().now = NOW - 95;
    let codes = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert_eq!(codes.clock_offset, 95);
    assert_eq!(digits(&codes.current), expected(&stage, token, NOW));
    assert_eq!(codes.current.valid_until, NOW - 95 + 30, "by the device's own clock");
    stage.portal.state().unreachable = true;
    let codes = stage.authenticator.passcodes(token, &pin(PIN)).unwrap();
    assert_eq!(digits(&codes.current), expected(&stage, token, NOW), "and remember it while the program runs");
}
