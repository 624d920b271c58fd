//! Codes, the PIN behind them, and what is said when the portal or the way to it fails.

use std::sync::atomic::Ordering;

use authenticator::{
    ContactError, PasscodesError, StoreError, UnlockError,
    ports::{KeyringError, PortalError, VaultFileError},
};
use identity::actor::Authority;
use identity::credential::token;

use crate::{
    OTHER_PIN, PIN,
    device::{Fault, Scene, pin},
};

#[test]
fn codes_are_those_that_the_portal_expects_and_follow_its_clock() {
    let (scene, _, identity) = Scene::enrolled();
    // The device is two minutes fast, and the step of 30 seconds is not over.
    scene.device.clock.ahead.store(120, Ordering::SeqCst);
    let codes = scene.device.authenticator().passcodes(identity.token_id, &pin(PIN)).unwrap();
    assert!(codes.checked);
    assert_eq!(codes.clock_offset, -120, "seconds by which the device is slow");
    assert_eq!((codes.current.valid_from, codes.current.valid_until), (1_800_000_120, 1_800_000_150));
    assert_eq!((codes.next.valid_from, codes.next.valid_until), (1_800_000_150, 1_800_000_180));
    assert_ne!(codes.current.passcode.expose(), codes.next.passcode.expose());
    // Another program, without the network, and with a right clock: the same codes.
    scene.device.clock.ahead.store(0, Ordering::SeqCst);
    scene.device.network.fails(Fault::Down(PortalError::Unreachable));
    let offline = scene.device.authenticator().passcodes(identity.token_id, &pin(PIN)).unwrap();
    assert!(!offline.checked);
    assert_eq!(offline.clock_offset, 0);
    assert_eq!(offline.current.passcode.expose(), codes.current.passcode.expose());
    let wrong = scene.device.authenticator().passcodes(identity.token_id, &pin(OTHER_PIN)).unwrap();
    assert_ne!(wrong.current.passcode.expose(), codes.current.passcode.expose(), "a wrong PIN, a wrong code");
}

#[test]
fn codes_are_shown_unchecked_however_the_way_to_the_portal_fails() {
    let (scene, _, identity) = Scene::enrolled();
    let codes = || scene.device.authenticator().passcodes(identity.token_id, &pin(PIN));
    for error in
        [PortalError::Unreachable, PortalError::TimedOut, PortalError::Tls, PortalError::Proxy, PortalError::TooLarge]
    {
        scene.device.network.fails(Fault::Down(error));
        assert!(!codes().unwrap().checked, "{error}");
    }
    for (status, body) in [
        (502, "a proxy's page"),
        (503, ""),
        (504, ""),
        (500, r#"{"code":"internal"}"#),
        (200, "no JSON"),
        (429, r#"{"code":"too_many_requests","retry_after":7}"#),
    ] {
        scene.device.network.fails(Fault::Answer(status, body));
        assert!(!codes().unwrap().checked, "{status} {body}");
    }
    // A disk that takes no step, or a keyring: as good as no network.
    scene.device.network.fails(Fault::None);
    *scene.device.disk.write_fault.lock().unwrap() = Some(VaultFileError::ReadOnly);
    assert!(!codes().unwrap().checked);
}

#[test]
fn failures_of_the_portal_are_told_apart() {
    let (scene, _, identity) = Scene::enrolled();
    let check = || scene.device.authenticator().check_pin(identity.token_id, &pin(PIN));
    let contact = |error| Err(UnlockError::Contact(error));
    for (fault, expected) in [
        (PortalError::Unreachable, ContactError::Unreachable),
        (PortalError::TimedOut, ContactError::TimedOut),
        (PortalError::Tls, ContactError::Insecure),
        (PortalError::Proxy, ContactError::Proxy),
        (PortalError::TooLarge, ContactError::Fault),
    ] {
        scene.device.network.fails(Fault::Down(fault));
        assert_eq!(check(), contact(expected), "{fault}");
    }
    for (status, body, expected) in [
        (502, "", ContactError::Unreachable),
        (504, "", ContactError::Unreachable),
        (505, "", ContactError::Fault),
        (404, "a page", ContactError::Fault),
        (200, "{}", ContactError::Fault),
        (401, r#"{"code":"unauthorized"}"#, ContactError::Unauthorized),
        (404, r#"{"code":"unknown_token"}"#, ContactError::UnknownToken),
        (403, r#"{"code":"token_not_active"}"#, ContactError::NotActive),
        (403, r#"{"code":"token_copied"}"#, ContactError::Copied),
        (
            429,
            r#"{"code":"too_many_requests","retry_after":7}"#,
            ContactError::TooManyRequests { retry_after: Some(7) },
        ),
    ] {
        scene.device.network.fails(Fault::Answer(status, body));
        assert_eq!(check(), contact(expected), "{status} {body}");
    }
    scene.device.network.fails(Fault::Answer(403, r#"{"code":"pin_destroyed"}"#));
    assert_eq!(check(), contact(ContactError::Destroyed));
}

#[test]
fn wrong_pins_are_counted_down_paused_and_end_the_identity() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let check = |typed| authenticator.check_pin(identity.token_id, &pin(typed));
    let wrong = |tries_left, pause_seconds| Err(UnlockError::WrongPin { tries_left, pause_seconds });
    assert_eq!(check(OTHER_PIN), wrong(9, 0));
    assert_eq!(check(OTHER_PIN), wrong(8, 0));
    check(PIN).unwrap();
    assert_eq!(check(OTHER_PIN), wrong(9, 0), "a right one begins anew");
    assert_eq!(check(OTHER_PIN), wrong(8, 0));
    for (tries_left, pause) in [(7, 30), (6, 60), (5, 900), (4, 900), (3, 1_800), (2, 3_600), (1, 3_600)] {
        assert_eq!(check(OTHER_PIN), wrong(tries_left, pause));
        assert_eq!(check(PIN), Err(UnlockError::Paused { seconds: pause }), "not even the right one");
        scene.advance(pause);
    }
    assert_eq!(check(OTHER_PIN), Err(UnlockError::Destroyed));
    assert_eq!(check(PIN), Err(UnlockError::Destroyed));
    let codes = authenticator.passcodes(identity.token_id, &pin(PIN)).err();
    let destroyed = UnlockError::Contact(ContactError::Destroyed);
    assert_eq!(codes, Some(PasscodesError::Unlock(destroyed)), "nor are codes shown");
}

#[test]
fn lost_answer_costs_no_try_and_no_alarm() {
    let (scene, _, identity) = Scene::enrolled();
    let check = || scene.device.authenticator().check_pin(identity.token_id, &pin(PIN));
    let evaluations = scene.device.network.count("/oprf");
    scene.device.network.fails(Fault::AnswersLost("/oprf", 1));
    check().unwrap();
    assert_eq!(scene.device.network.count("/oprf"), evaluations + 2, "asked once more");
    // Lost twice, the program gives up; the next one settles the step first.
    scene.device.network.fails(Fault::AnswersLost("/oprf", 2));
    assert_eq!(check(), Err(UnlockError::Contact(ContactError::TimedOut)));
    scene.device.network.fails(Fault::None);
    check().unwrap();
    assert_eq!(scene.device.network.count("/ratchet"), 2, "each program settles what it has not seen answered");
    // It never arrived: the same.
    scene.device.network.fails(Fault::Lost("/oprf"));
    assert_eq!(check(), Err(UnlockError::Contact(ContactError::TimedOut)));
    scene.device.network.fails(Fault::None);
    check().unwrap();
}

#[test]
fn program_settles_no_step_whose_answer_it_has_seen() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    for _ in 0..3 {
        authenticator.check_pin(identity.token_id, &pin(PIN)).unwrap();
    }
    assert_eq!(scene.device.network.count("/ratchet"), 0);
    assert_eq!(scene.device.network.count("/oprf"), 4, "the enrolment's, and three");
}

#[test]
fn stale_nonce_is_replaced_and_the_request_repeated() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    authenticator.poll(identity.token_id, None, 0).unwrap();
    scene.advance(301);
    authenticator.poll(identity.token_id, None, 0).unwrap();
    assert_eq!(scene.device.network.count("/challenges/poll"), 3);
    scene.device.network.fails(Fault::Answer(401, r#"{"code":"use_nonce"}"#));
    assert!(authenticator.poll(identity.token_id, None, 0).is_err());
    assert_eq!(scene.device.network.count("/challenges/poll"), 5, "repeated once, not for ever");
}

#[test]
fn copy_is_found_out_and_both_are_refused() {
    let (scene, _, identity) = Scene::enrolled();
    let check = |device: &crate::device::Device| device.authenticator().check_pin(identity.token_id, &pin(PIN));
    let copy = scene.device.copy();
    for _ in 0..2 {
        check(&scene.device).unwrap();
    }
    assert_eq!(check(&copy), Err(UnlockError::Contact(ContactError::Copied)));
    assert_eq!(check(&scene.device), Err(UnlockError::Contact(ContactError::Copied)));
    let codes = copy.authenticator().passcodes(identity.token_id, &pin(PIN)).err();
    assert_eq!(codes, Some(PasscodesError::Unlock(UnlockError::Contact(ContactError::Copied))), "and shows no codes");
}

#[test]
fn suspended_identity_shows_no_codes() {
    let (scene, user, identity) = Scene::enrolled();
    let (state, by) = (scene.issuer.state(), Authority::service_desk(user.id, "anne"));
    scene.issuer.run(token::suspend(&state.database, &state.issuer, state.now(), &by, identity.token_id)).unwrap();
    let codes = scene.device.authenticator().passcodes(identity.token_id, &pin(PIN)).err();
    assert_eq!(codes, Some(PasscodesError::Unlock(UnlockError::Contact(ContactError::NotActive))));
}

#[test]
fn pin_cannot_be_checked_without_the_vault() {
    let (scene, _, identity) = Scene::enrolled();
    let check = || scene.device.authenticator().check_pin(identity.token_id, &pin(PIN));
    *scene.device.keyring.fault.lock().unwrap() = Some(KeyringError::Locked);
    assert_eq!(check(), Err(UnlockError::Store(StoreError::Keyring(KeyringError::Locked))));
    *scene.device.keyring.fault.lock().unwrap() = None;
    scene.device.disk.set_vault(None);
    assert_eq!(check(), Err(UnlockError::Store(StoreError::UnknownIdentity)));
}
