//! A new PIN: the old one or the new one works, whatever happens between.

use authenticator::{ChangePinError, ContactError, PasscodesError, PinError, Settled, TokenId, UnlockError};
use protocol::ErrorCode;

use crate::support::{OTHER_PIN, PIN, Stage, THIRD_PIN, pin};

/// Whether the portal finds this PIN right.
fn works(stage: &Stage, token: TokenId, digits: &str) -> bool {
    match stage.authenticator.passcodes(token, &pin(digits)) {
        Ok(codes) => codes.checked,
        Err(PasscodesError::Unlock(UnlockError::WrongPin { .. })) => false,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn new_pin_works_and_the_old_one_does_not_after_the_change() {
    let (mut stage, token) = Stage::enrolled();
    let before = stage.portal.state().tokens[&token].seed;
    stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN)).unwrap();
    assert_ne!(stage.portal.state().tokens[&token].seed, before, "a new PIN brings a new seed");
    assert!(stage.device.state().previous.is_none(), "the file with the old generation is gone");
    assert!(works(&stage, token, OTHER_PIN) && !works(&stage, token, PIN));
    stage.restart();
    assert!(works(&stage, token, OTHER_PIN));
}

#[test]
fn pin_is_not_changed_when_old_or_new_will_not_do() {
    let (stage, token) = Stage::enrolled();
    let change = |old, new| stage.authenticator.change_pin(token, &pin(old), &pin(new));
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    assert_eq!(change(OTHER_PIN, "918273"), Err(ChangePinError::Unlock(wrong)));
    assert_eq!(change(PIN, PIN), Err(ChangePinError::SamePin));
    assert_eq!(change(PIN, "123456"), Err(ChangePinError::Pin(PinError::Sequence)));
    assert_eq!(change(PIN, "5273"), Err(ChangePinError::Pin(PinError::TooShort { minimum: 6 })));
    assert!(works(&stage, token, PIN));
}

#[test]
fn pin_is_not_changed_when_the_secrets_are_signed_by_another_key() {
    let (stage, token) = Stage::enrolled();
    stage.portal.state().wrong_challenge_key = true;
    let changed = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
    assert_eq!(changed, Err(ChangePinError::Unlock(UnlockError::PortalFault)));
    assert!(works(&stage, token, PIN));
}

#[test]
fn one_of_the_pins_works_whichever_write_fails() {
    for writes in 0..12 {
        let (mut stage, token) = Stage::enrolled();
        stage.device.state().writes_left = Some(writes);
        let changed = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
        stage.device.state().writes_left = None;
        stage.restart();
        let (old, new) = (works(&stage, token, PIN), works(&stage, token, OTHER_PIN));
        assert!(old != new, "exactly one PIN after {writes} writes: {old} {new} {changed:?}");
        assert!(new || changed.is_err(), "{writes}");
    }
}

#[test]
fn change_is_settled_by_the_next_use_when_an_answer_was_lost() {
    for (path, new_counts) in [("/oprf", false), ("/pin-changes", false), ("/commit", true)] {
        let (mut stage, token) = Stage::enrolled();
        stage.portal.state().lose = Some((path, 2));
        let changed = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
        assert!(changed.is_err(), "{path}");
        stage.restart();
        assert_eq!(works(&stage, token, OTHER_PIN), new_counts, "{path}: {changed:?}");
        assert_eq!(works(&stage, token, PIN), !new_counts, "{path}");
    }
}

#[test]
fn commit_is_sent_later_when_the_portal_was_away() {
    let (mut stage, token) = Stage::enrolled();
    stage.portal.state().refuse = Some(("/commit", ErrorCode::Internal));
    let changed = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
    assert_eq!(changed, Err(ChangePinError::Unsettled));
    stage.restart();
    stage.portal.state().unreachable = true;
    let offline = stage.authenticator.passcodes(token, &pin(OTHER_PIN)).map(|_| ());
    let unreachable = UnlockError::Contact(ContactError::Unreachable);
    assert_eq!(offline, Err(PasscodesError::Unlock(unreachable)), "nobody knows which PIN counts");
    stage.portal.state().unreachable = false;
    assert!(works(&stage, token, OTHER_PIN) && !works(&stage, token, PIN));
}

#[test]
fn old_pin_counts_when_the_portal_has_another_change() {
    let (mut stage, token) = Stage::enrolled();
    stage.portal.state().refuse = Some(("/commit", ErrorCode::Internal));
    let _ = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
    stage.portal.state().tokens.get_mut(&token).unwrap().change = None;
    stage.restart();
    assert!(works(&stage, token, PIN) && !works(&stage, token, OTHER_PIN));
}

#[test]
fn settling_says_which_pin_counts() {
    for (superseded, counts) in [(false, Settled::NewPin), (true, Settled::OldPin)] {
        let (mut stage, token) = Stage::enrolled();
        assert_eq!(stage.authenticator.settle(token), Ok(Settled::Nothing));
        stage.portal.state().refuse = Some(("/commit", ErrorCode::Internal));
        let _ = stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN));
        if superseded {
            stage.portal.state().tokens.get_mut(&token).unwrap().change = None;
        }
        stage.restart();
        assert_eq!(stage.authenticator.settle(token), Ok(counts));
        assert_eq!(stage.authenticator.settle(token), Ok(Settled::Nothing), "once");
        assert_eq!(works(&stage, token, OTHER_PIN), counts == Settled::NewPin);
    }
}

#[test]
fn copied_identity_is_reconnected_when_the_portal_allows_it_and_its_other_copy_is_worthless() {
    let (mut stage, token) = Stage::enrolled();
    let copy = {
        let device = stage.device.state();
        (device.file.clone(), device.keyring.clone())
    };
    assert!(works(&stage, token, PIN));
    stage.portal.state().tokens.get_mut(&token).unwrap().copied = true;
    let refused = stage.authenticator.reconnect(token, &pin(PIN));
    assert_eq!(refused, Err(ChangePinError::Unlock(UnlockError::Contact(ContactError::Copied))), "not confirmed yet");
    stage.portal.state().tokens.get_mut(&token).unwrap().reconnecting = true;
    stage.authenticator.reconnect(token, &pin(PIN)).unwrap();
    assert!(works(&stage, token, PIN), "the same PIN, under new keys");
    {
        let mut device = stage.device.state();
        (device.file, device.keyring) = copy;
    }
    stage.restart();
    let stale = stage.authenticator.passcodes(token, &pin(PIN)).map(|_| ());
    assert_eq!(stale, Err(PasscodesError::Unlock(UnlockError::Contact(ContactError::Copied))));
}

#[test]
fn change_that_another_program_has_begun_meanwhile_is_left_to_it() {
    let (mut stage, token) = Stage::enrolled();
    let (other, portal) = (stage.other_program(), stage.portal.clone());
    // While the first program's commit is on its way, the other finishes that change and begins one of its own.
    let meanwhile = move || {
        assert_eq!(other.settle(token), Ok(Settled::NewPin));
        portal.state().refuse = Some(("/commit", ErrorCode::Internal));
        let begun = other.change_pin(token, &pin(OTHER_PIN), &pin(THIRD_PIN));
        assert_eq!(begun, Err(ChangePinError::Unsettled));
    };
    stage.portal.state().meanwhile = Some(("/commit", Box::new(meanwhile)));
    stage.authenticator.change_pin(token, &pin(PIN), &pin(OTHER_PIN)).unwrap();
    assert!(stage.portal.state().meanwhile.is_none());
    stage.restart();
    assert_eq!(stage.authenticator.settle(token), Ok(Settled::NewPin), "the other program's change is still open");
    assert!(works(&stage, token, THIRD_PIN) && !works(&stage, token, OTHER_PIN));
}
