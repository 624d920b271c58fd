//! Keys of other issuers when the PIN changes, or the program ends in the middle of it.

use authenticator::{ChangePinError, ContactError};
use protocol::ErrorCode;

use super::*;

#[test]
fn shared_pin_is_changed_without_a_portal_and_what_was_before_goes() {
    let mut stage = Stage::new();
    let (id, text) = (added(&stage, TOTP), added(&stage, TEXT));
    let wrong = refused_pin(&stage, id);
    let before = stage.device.state().keyring.clone();
    let change = |old, new| stage.authenticator.change_pin(id, &pin(old), &pin(new));
    assert_eq!(change(wrong, "918273"), Err(ChangePinError::WrongPin));
    assert_eq!(change(PIN, PIN), Err(ChangePinError::SamePin));
    assert_eq!(change(PIN, "123456"), Err(ChangePinError::Pin(PinError::Sequence)));
    change(PIN, OTHER_PIN).unwrap();
    let after = stage.device.state().keyring.clone();
    assert_eq!(before.keys().filter(|name| after.contains_key(name)).count(), 1, "the old secret is gone");
    stage.restart();
    assert_eq!(shown(&stage, id, OTHER_PIN), Ok((expected(), true)));
    assert!(shown(&stage, text, OTHER_PIN).is_ok());
    assert_ne!(shown(&stage, id, PIN), Ok((expected(), true)));
}

#[test]
fn old_pin_is_judged_by_the_portal_or_else_by_the_guard() {
    let stage = Stage::new();
    let id = added(&stage, TOTP);
    let wrong = refused_pin(&stage, id);
    let check = |digits| stage.authenticator.check_old_pin(id, &pin(digits));
    assert_eq!((check(PIN), check(wrong)), (Ok(()), Err(ChangePinError::WrongPin)));
    assert!(stage.authenticator.is_uncounted(id).unwrap() && stage.authenticator.has_pin_to_share().unwrap());
    assert_eq!(stage.authenticator.pin_minimum(id), Ok(6));

    let identity = stage.enrol();
    assert!(!stage.authenticator.is_uncounted(id).unwrap() && !stage.authenticator.has_pin_to_share().unwrap());
    assert!(!stage.authenticator.is_uncounted(identity.token_id).unwrap());
    assert_eq!(check(PIN), Ok(()));
    let said = check(wrong).unwrap_err();
    assert!(matches!(said, ChangePinError::Unlock(UnlockError::WrongPin { .. })), "the portal counts: {said}");
}

#[test]
fn no_code_is_lost_whichever_write_of_a_shared_pins_change_fails() {
    for writes in 0..8 {
        let mut stage = Stage::new();
        let id = added(&stage, TOTP);
        stage.device.state().writes_left = Some(writes);
        let changed = stage.authenticator.change_pin(id, &pin(PIN), &pin(OTHER_PIN));
        stage.device.state().writes_left = None;
        stage.restart();
        let works = |digits| shown(&stage, id, digits) == Ok((expected(), true));
        assert!(works(PIN) != works(OTHER_PIN), "exactly one PIN after {writes} writes: {changed:?}");
        assert!(works(OTHER_PIN) || changed.is_err());
        // Whatever was interrupted, one masking remains: one file, one secret for it.
        let _ = stage.authenticator.identities().unwrap();
        assert_two_maskings_are_nowhere(&stage);
    }
}

/// Of all secrets that the keyring holds only one belongs to a file that is on the disk.
fn assert_two_maskings_are_nowhere(stage: &Stage) {
    let device = stage.device.state();
    let names = |file: &[u8]| {
        let id = vault::VaultId::of_file(file).unwrap();
        let mut entry = device.keyring[&id].clone();
        // The previous file is one or two generations older: the thief does not mind.
        entry[49..57].copy_from_slice(&(u64::from_le_bytes(file[24..32].try_into().unwrap()) - 1).to_le_bytes());
        let entry = vault::KeyringEntry::from_bytes(&entry).unwrap();
        vault::Vault::open(file, &entry).unwrap().vault.shared_pin.map(|shared| shared.id)
    };
    let files = [device.file.as_deref(), device.previous.as_deref()].into_iter().flatten();
    let maskings: std::collections::HashSet<_> =
        files.filter_map(names).filter(|id| device.keyring.contains_key(id)).collect();
    assert_eq!(maskings.len(), 1, "two maskings of one key betray the PIN");
}

#[test]
fn codes_come_along_when_the_portals_pin_changes() {
    for first in ["portal", "key"] {
        let mut stage = Stage::new();
        let (portal, id) = if first == "portal" {
            (stage.enrol().token_id, added(&stage, TOTP))
        } else {
            let id = added(&stage, TOTP);
            (stage.enrol().token_id, id)
        };
        let before = stage.device.state().keyring.clone();
        // Asked for either identity: it is one PIN.
        let asked = if first == "portal" { portal } else { id };
        stage.authenticator.change_pin(asked, &pin(PIN), &pin(OTHER_PIN)).unwrap();
        let after = stage.device.state().keyring.clone();
        assert_eq!(before.keys().filter(|name| after.contains_key(name)).count(), 1, "the old secret is gone");
        assert_two_maskings_are_nowhere(&stage);
        stage.restart();
        assert_eq!(shown(&stage, id, OTHER_PIN), Ok((expected(), true)));
        assert!(stage.authenticator.passcodes(portal, &pin(OTHER_PIN)).unwrap().checked);
    }
}

#[test]
fn codes_are_under_one_of_the_pins_whichever_write_of_the_portals_change_fails() {
    let mut left_behind = 0;
    for writes in 0..16 {
        let mut stage = Stage::new();
        let portal = stage.enrol().token_id;
        let id = added(&stage, TOTP);
        stage.device.state().writes_left = Some(writes);
        let changed = stage.authenticator.change_pin(portal, &pin(PIN), &pin(OTHER_PIN));
        stage.device.state().writes_left = None;
        stage.restart();
        let portal_pin = |digits| stage.authenticator.passcodes(portal, &pin(digits)).is_ok_and(|codes| codes.checked);
        let counts = if portal_pin(OTHER_PIN) { OTHER_PIN } else { PIN };
        assert!(portal_pin(counts), "{writes}: {changed:?}");
        assert_two_maskings_are_nowhere(&stage);
        if stage.authenticator.pins_are_out_of_sync().unwrap() {
            left_behind += 1;
            assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)), "{writes}: still under the old PIN");
            assert_eq!(add(&stage, HOTP, PIN, Typed::Twice), Err(AddOtpauthError::OutOfSync));
            assert_eq!(stage.authenticator.change_pin(id, &pin(PIN), &pin("918273")), Err(ChangePinError::OutOfSync));
            stage.authenticator.reencrypt(&pin(PIN), &pin(counts)).unwrap();
            assert_two_maskings_are_nowhere(&stage);
        }
        assert_eq!(stage.authenticator.pins_are_out_of_sync(), Ok(false));
        assert_eq!(shown(&stage, id, counts), Ok((expected(), true)), "{writes}: {changed:?}");
    }
    assert!(left_behind > 0, "the story with two PINs was played");
}

#[test]
fn codes_stay_under_the_old_pin_when_the_portals_answer_is_lost_and_are_brought_along() {
    let mut stage = Stage::new();
    let portal = stage.enrol().token_id;
    let id = added(&stage, TOTP);
    stage.portal.state().refuse = Some(("/commit", ErrorCode::Internal));
    let changed = stage.authenticator.change_pin(portal, &pin(PIN), &pin(OTHER_PIN));
    assert_eq!(changed, Err(ChangePinError::Unsettled));
    stage.portal.state().unreachable = true;
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)), "while nobody knows");
    stage.portal.state().unreachable = false;
    stage.restart();
    // The next use sends the commit; the keys stay where they are.
    assert!(stage.authenticator.passcodes(portal, &pin(OTHER_PIN)).unwrap().checked);
    assert_eq!(stage.authenticator.pins_are_out_of_sync(), Ok(true));
    assert_eq!(shown(&stage, id, PIN), Ok((expected(), false)));
    // The current PIN is checked by the portal, and nothing happens when it is wrong or cannot be checked.
    let wrong = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    let bring = |previous, current| stage.authenticator.reencrypt(&pin(previous), &pin(current));
    assert_eq!(bring(PIN, "918273"), Err(ChangePinError::Unlock(wrong)));
    stage.portal.state().unreachable = true;
    let away = UnlockError::Contact(ContactError::Unreachable);
    assert_eq!(bring(PIN, OTHER_PIN), Err(ChangePinError::Unlock(away)));
    stage.portal.state().unreachable = false;
    bring(PIN, OTHER_PIN).unwrap();
    assert_eq!(shown(&stage, id, OTHER_PIN), Ok((expected(), true)));
    assert_eq!(bring(PIN, OTHER_PIN), Ok(()), "nothing left to do");
    assert_two_maskings_are_nowhere(&stage);
}

#[test]
fn interrupted_removal_of_the_old_masking_is_made_up_for() {
    let mut stage = Stage::new();
    let id = added(&stage, TOTP);
    let (file, keyring) = {
        let device = stage.device.state();
        (device.file.clone(), device.keyring.clone())
    };
    // Two writes, the new secret and the file; then the power goes.
    stage.device.state().writes_left = Some(2);
    let _ = stage.authenticator.change_pin(id, &pin(PIN), &pin(OTHER_PIN));
    {
        let mut device = stage.device.state();
        device.previous = file;
        device.keyring.extend(keyring);
        device.writes_left = None;
    }
    stage.restart();
    stage.authenticator.identities().unwrap();
    assert_two_maskings_are_nowhere(&stage);
    assert_eq!(shown(&stage, id, OTHER_PIN), Ok((expected(), true)));
}
