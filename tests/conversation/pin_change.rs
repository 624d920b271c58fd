//! A new PIN, and an identity that is connected anew, with everything in their way.

use authenticator::{
    Authenticator, ChangePinError, ContactError, Identity, PinError, StoreError, UnlockError, ports::VaultFileError,
};
use identity::actor::Authority;
use identity::credential::token;

use crate::{
    OTHER_PIN, PIN,
    device::{Fault, Scene, pin},
};

fn change(authenticator: &Authenticator, identity: &Identity, old: &str, new: &str) -> Result<(), ChangePinError> {
    authenticator.change_pin(identity.token_id, &pin(old), &pin(new))
}

fn check(scene: &Scene, identity: &Identity, typed: &str) -> Result<(), UnlockError> {
    scene.device.authenticator().check_pin(identity.token_id, &pin(typed))
}

const WRONG: Result<(), UnlockError> = Err(UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 });

#[test]
fn new_pin_counts_and_the_old_one_does_not_after_a_change() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let before = authenticator.passcodes(identity.token_id, &pin(PIN)).unwrap().current.passcode.expose();
    change(&authenticator, &identity, PIN, OTHER_PIN).unwrap();
    assert_eq!(check(&scene, &identity, PIN), WRONG);
    check(&scene, &identity, OTHER_PIN).unwrap();
    let after = authenticator.passcodes(identity.token_id, &pin(OTHER_PIN)).unwrap().current.passcode.expose();
    assert_ne!(before, after, "a new seed");
    assert!(scene.device.disk.files.lock().unwrap().1.is_some(), "uses since then have left a file before");
    change(&authenticator, &identity, OTHER_PIN, PIN).unwrap();
    assert!(scene.device.disk.files.lock().unwrap().1.is_none(), "the file with the other generation is gone");
    check(&scene, &identity, PIN).unwrap();
}

#[test]
fn pin_is_judged_before_anything_is_sent() {
    let (scene, _, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let sent = scene.device.network.sent.lock().unwrap().len();
    assert_eq!(change(&authenticator, &identity, PIN, PIN), Err(ChangePinError::SamePin));
    let refused = change(&authenticator, &identity, PIN, "123456");
    assert!(matches!(refused, Err(ChangePinError::Pin(PinError::Sequence))), "{refused:?}");
    let judged = authenticator.judge_pin(identity.token_id, &pin(PIN), "12345").err();
    assert_eq!(judged, Some(ChangePinError::Pin(PinError::TooShort { minimum: 6 })));
    assert!(authenticator.judge_pin(identity.token_id, &pin(PIN), OTHER_PIN).is_ok());
    assert_eq!(scene.device.network.sent.lock().unwrap().len(), sent);
    let wrong = change(&authenticator, &identity, OTHER_PIN, PIN);
    assert!(matches!(wrong, Err(ChangePinError::Unlock(UnlockError::WrongPin { .. }))), "{wrong:?}");
}

#[test]
fn change_whose_commit_was_lost_is_settled_by_the_next_use() {
    for fault in [Fault::Lost("/commit"), Fault::AnswersLost("/commit", 2)] {
        let (scene, _, identity) = Scene::enrolled();
        scene.device.network.fails(fault.clone());
        let changed = change(&scene.device.authenticator(), &identity, PIN, OTHER_PIN);
        assert_eq!(changed, Err(ChangePinError::Unsettled), "{fault:?}");
        // Without the network nobody knows which of the two counts.
        scene.device.network.fails(Fault::Down(authenticator::ports::PortalError::Unreachable));
        assert_eq!(check(&scene, &identity, OTHER_PIN), Err(UnlockError::Contact(ContactError::Unreachable)));
        scene.device.network.fails(Fault::None);
        check(&scene, &identity, OTHER_PIN).unwrap();
        let commits = scene.device.network.count("/commit");
        check(&scene, &identity, OTHER_PIN).unwrap();
        assert_eq!(scene.device.network.count("/commit"), commits, "settled once");
        assert_eq!(check(&scene, &identity, PIN), WRONG);
    }
}

#[test]
fn old_pin_counts_when_the_change_was_cut_off_before_it_was_stored() {
    let (scene, _, identity) = Scene::enrolled();
    for path in ["/pin-changes", "/oprf"] {
        scene.device.network.fails(Fault::Lost(path));
        let changed = change(&scene.device.authenticator(), &identity, PIN, OTHER_PIN);
        assert_eq!(changed, Err(ChangePinError::Unlock(UnlockError::Contact(ContactError::TimedOut))), "{path}");
        scene.device.network.fails(Fault::None);
        check(&scene, &identity, PIN).unwrap();
    }
    *scene.device.disk.write_fault.lock().unwrap() = Some(VaultFileError::DiskFull);
    let changed = change(&scene.device.authenticator(), &identity, PIN, OTHER_PIN);
    assert_eq!(changed, Err(ChangePinError::from(StoreError::File(VaultFileError::DiskFull))));
    *scene.device.disk.write_fault.lock().unwrap() = None;
    check(&scene, &identity, PIN).unwrap();
}

#[test]
fn change_that_the_portal_has_forgotten_is_given_up() {
    let (scene, _, identity) = Scene::enrolled();
    scene.device.network.fails(Fault::Lost("/commit"));
    assert_eq!(change(&scene.device.authenticator(), &identity, PIN, OTHER_PIN), Err(ChangePinError::Unsettled));
    scene.device.network.fails(Fault::Answer(404, r#"{"code":"unknown_change"}"#));
    // Everything is answered like this: the change is dropped, and the evaluation fails by the same answer.
    assert!(check(&scene, &identity, PIN).is_err());
    scene.device.network.fails(Fault::None);
    check(&scene, &identity, PIN).unwrap();
    change(&scene.device.authenticator(), &identity, PIN, OTHER_PIN).unwrap();
    check(&scene, &identity, OTHER_PIN).unwrap();
}

#[test]
fn identity_is_connected_anew_when_its_owner_has_said_so_and_copies_are_of_no_use() {
    let (scene, user, identity) = Scene::enrolled();
    let reconnect = || scene.device.authenticator().reconnect(identity.token_id, &pin(PIN));
    let copy = scene.device.copy();
    for _ in 0..2 {
        check(&scene, &identity, PIN).unwrap();
    }
    let copied = Err(UnlockError::Contact(ContactError::Copied));
    assert_eq!(copy.authenticator().check_pin(identity.token_id, &pin(PIN)), copied);
    assert_eq!(reconnect(), Err(ChangePinError::Unlock(UnlockError::Contact(ContactError::Copied))), "not by itself");
    let (state, by) = (scene.issuer.state(), Authority::service_desk(user.id, "anne"));
    scene.issuer.run(token::reconnect(&state.database, &state.issuer, state.now(), &by, identity.token_id)).unwrap();
    reconnect().unwrap();
    check(&scene, &identity, PIN).unwrap();
    assert_eq!(copy.authenticator().check_pin(identity.token_id, &pin(PIN)), copied);
}
