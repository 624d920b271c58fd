//! Enrolment, from the QR code to the acknowledged token.

use authenticator::{
    ActivateError, ContactError, FinishError, InvitationError, PinError, StoreError, UnlockError,
    ports::{KeyringError, VaultFileError},
};
use protocol::ErrorCode;

use crate::support::{NOW, OTHER_PIN, PIN, Stage, pin};

#[test]
fn identity_is_stored_and_acknowledged_when_everything_is_right() {
    let mut stage = Stage::new();
    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    assert_eq!(invitation.host(), "portal.nordhavn.example");
    stage.authenticator.mark_scanned(&invitation).unwrap();
    let activated = stage.authenticator.activate(&invitation, &format!(" {} ", password.to_lowercase())).unwrap();
    assert_eq!((activated.issuer_name(), activated.account()), ("Nordhavn Energi".into(), "mette.holm".into()));
    let identity = stage.authenticator.finish(&activated, &pin(PIN)).unwrap();

    assert_eq!((identity.name.as_str(), identity.account.as_str()), ("Nordhavn Energi", "mette.holm"));
    {
        let state = stage.portal.state();
        let token = &state.tokens[&identity.token_id];
        assert!(token.acknowledged, "the portal knows that it is stored");
        assert_eq!(token.user_key.thumbprint().short(), activated.fingerprint(), "both screens show the same");
        assert!(state.offers.values().all(|open| open.scanned), "the page shows that it was scanned");
    }
    stage.restart();
    assert_eq!(stage.authenticator.identities().unwrap(), [identity], "another program sees it");
}

#[test]
fn portal_is_told_only_after_the_vault_is_written() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.device.state().writes_left = Some(0);
    stage.authenticator.finish(&activated, &pin(PIN)).unwrap_err();
    assert!(!stage.portal.state().log.iter().any(|path| path.ends_with("/ack")), "nothing is stored yet");
}

#[test]
fn invitation_is_refused_by_name_when_it_is_not_one() {
    let stage = Stage::new();
    let (text, _) = stage.portal.offer();
    let read = |text: &str| stage.authenticator.read_invitation(text).map(|_| ()).unwrap_err();
    assert_eq!(read("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"), InvitationError::Foreign);
    assert_eq!(read(""), InvitationError::Foreign);
    assert_eq!(read("SGE2abcdef"), InvitationError::Newer);
    assert_eq!(read(&text[..text.len() - 9]), InvitationError::Damaged);
    assert_eq!(read(&format!("{text}{}", "A".repeat(1024))), InvitationError::TooLong);
}

#[test]
fn invitation_is_refused_when_long_expired_and_left_to_the_portal_when_only_the_clock_may_be_wrong() {
    let stage = Stage::new();
    let (text, password) = stage.portal.offer();
    stage.device.state().now = NOW + 600 + 24 * 3600;
    assert_eq!(stage.authenticator.read_invitation(&text).map(|_| ()), Err(InvitationError::Expired));
    stage.device.state().now = NOW + 3600;
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    assert!(stage.authenticator.activate(&invitation, &password).is_ok(), "an hour fast is no reason");
}

#[test]
fn activation_counts_tries_and_ends_when_the_password_is_wrong() {
    let stage = Stage::new();
    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    let wrong = if password.starts_with('0') { "11111111" } else { "00000000" };
    let activate = |password: &str| stage.authenticator.activate(&invitation, password).map(|_| ());
    assert_eq!(activate("0AB1-9XY"), Err(ActivateError::MalformedActivationPassword), "nothing was sent");
    for tries_left in (0..5).rev() {
        let expected = ActivateError::WrongActivationPassword { tries_left: Some(tries_left) };
        assert_eq!(activate(wrong), Err(expected));
    }
    assert_eq!(activate(&password), Err(ActivateError::Void), "five were enough");
}

#[test]
fn activation_is_refused_when_the_code_was_used_or_has_expired() {
    let stage = Stage::new();
    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    stage.authenticator.activate(&invitation, &password).unwrap();
    assert_eq!(stage.authenticator.activate(&invitation, &password).map(|_| ()), Err(ActivateError::Used));

    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    stage.portal.state().now += 601;
    assert_eq!(stage.authenticator.activate(&invitation, &password).map(|_| ()), Err(ActivateError::Expired));
}

#[test]
fn activation_is_refused_when_the_portal_has_another_challenge_key() {
    let stage = Stage::new();
    let (text, password) = stage.portal.offer();
    stage.portal.state().wrong_challenge_key = true;
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    assert_eq!(stage.authenticator.activate(&invitation, &password).map(|_| ()), Err(ActivateError::PortalUntrusted));
}

#[test]
fn activation_is_not_tried_when_the_device_could_not_store_an_identity() {
    let stage = Stage::new();
    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    let activate = || stage.authenticator.activate(&invitation, &password).map(|_| ());
    stage.device.state().keyring_error = Some(KeyringError::NoService);
    assert_eq!(activate(), Err(ActivateError::Store(StoreError::Keyring(KeyringError::NoService))));
    stage.device.state().keyring_error = None;
    stage.device.state().writes_left = Some(0);
    assert_eq!(activate(), Err(ActivateError::Store(StoreError::File(VaultFileError::DiskFull))));
    stage.device.state().writes_left = None;
    assert_eq!(activate(), Ok(()), "the QR code still counts");
}

#[test]
fn pin_is_refused_when_too_short_or_guessable() {
    let stage = Stage::new();
    let activated = stage.activated();
    assert_eq!(stage.authenticator.choose_pin(&activated, "5273").err(), Some(PinError::TooShort { minimum: 6 }));
    assert_eq!(stage.authenticator.choose_pin(&activated, "123456").err(), Some(PinError::Sequence));
    let finished = stage.authenticator.finish(&activated, &pin("123456"));
    assert_eq!(finished, Err(FinishError::Pin(PinError::Sequence)), "also when nobody asked first");
    assert!(stage.authenticator.finish(&activated, &pin(PIN)).is_ok());
}

#[test]
fn nothing_half_made_remains_when_a_write_of_enrolment_fails() {
    // A new vault: entry, file, entry. An existing one: its file, with which the change stands.
    for (existing, writes) in [(false, 3), (true, 1)] {
        for fail_at in 0..writes {
            let stage = Stage::new();
            if existing {
                stage.enrol();
            }
            let stored = || {
                let state = stage.device.state();
                (state.file.clone(), state.keyring.clone())
            };
            let before = stored();
            let activated = stage.activated();
            stage.device.state().writes_left = Some(fail_at);
            let error = stage.authenticator.finish(&activated, &pin(PIN)).unwrap_err();
            assert!(matches!(error, FinishError::Unlock(UnlockError::Store(_))), "{error}");
            let after = stored();
            stage.device.state().writes_left = None;
            assert_eq!(after, before, "write {fail_at}, existing {existing}");
            assert_eq!(stage.authenticator.identities().unwrap().len(), usize::from(existing));

            let finished = stage.authenticator.finish(&activated, &pin(PIN)).unwrap();
            assert_eq!(stage.authenticator.identities().unwrap().len(), 1 + usize::from(existing));
            assert!(stage.portal.state().tokens[&finished.token_id].acknowledged, "the second attempt goes through");
            let codes = stage.authenticator.passcodes(finished.token_id, &pin(PIN)).unwrap();
            assert!(codes.checked, "what was stored works");
        }
    }
}

#[test]
fn identity_is_enrolled_when_the_keyring_fails_after_the_file() {
    let stage = Stage::new();
    stage.enrol();
    let activated = stage.activated();
    stage.device.state().writes_left = Some(1);
    let second = stage.authenticator.finish(&activated, &pin(PIN)).unwrap();
    let shown = stage.authenticator.passcodes(second.token_id, &pin(PIN)).unwrap();
    assert!(!shown.checked, "it shows codes at once, unchecked: the ratchet's step cannot be stored");
    stage.device.state().writes_left = None;
    assert!(stage.authenticator.passcodes(second.token_id, &pin(PIN)).unwrap().checked, "and works in full");
    assert_eq!(stage.authenticator.identities().unwrap().len(), 2, "and when the keyring has caught up");
}

#[test]
fn seed_is_masked_once_also_when_finishing_is_repeated() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.device.state().writes_left = Some(1);
    stage.authenticator.finish(&activated, &pin(PIN)).unwrap_err();
    stage.device.state().writes_left = None;
    let repeated = stage.authenticator.finish(&activated, &pin(OTHER_PIN));
    assert_eq!(repeated, Err(FinishError::PinDiffers), "another PIN would mask the seed a second time");
    stage.authenticator.finish(&activated, &pin(PIN)).unwrap();
    let evaluations = stage.portal.state().log.iter().filter(|path| path.ends_with("/oprf")).count();
    assert_eq!(evaluations, 1, "the second attempt goes on where the first stopped");
}

#[test]
fn another_pin_may_be_chosen_when_nothing_was_sealed_yet() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.portal.state().unreachable = true;
    let error = stage.authenticator.finish(&activated, &pin(PIN)).unwrap_err();
    assert_eq!(error, FinishError::Unlock(UnlockError::Contact(ContactError::Unreachable)));
    stage.portal.state().unreachable = false;
    assert!(stage.authenticator.finish(&activated, &pin(OTHER_PIN)).is_ok());
}

#[test]
fn acknowledgement_is_repeated_when_it_was_lost() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.portal.state().lose = Some(("/ack", 1));
    assert!(stage.authenticator.finish(&activated, &pin(PIN)).is_ok(), "asked once more at once");

    let stage = Stage::new();
    let activated = stage.activated();
    stage.portal.state().lose = Some(("/ack", 2));
    let error = stage.authenticator.finish(&activated, &pin(PIN)).unwrap_err();
    assert_eq!(error, FinishError::Unlock(UnlockError::Contact(ContactError::TimedOut)));
    let identity = stage.authenticator.finish(&activated, &pin(PIN)).unwrap();
    assert_eq!(stage.authenticator.identities().unwrap(), vec![identity.clone()], "stored once");
    assert_eq!(stage.authenticator.finish(&activated, &pin(PIN)), Ok(identity), "finished stays finished");
}

#[test]
fn identity_is_removed_again_when_the_portal_has_forgotten_the_enrolment() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.portal.state().refuse = Some(("/ack", ErrorCode::EnrolmentExpired));
    assert_eq!(stage.authenticator.finish(&activated, &pin(PIN)), Err(FinishError::Expired));
    assert_eq!(stage.authenticator.identities().unwrap(), [], "nobody waits for it");
    assert!(stage.device.state().file.is_none() && stage.device.state().keyring.is_empty(), "nothing remains");
}

#[test]
fn enrolment_is_the_portals_fault_when_its_proof_is_of_another_key() {
    let stage = Stage::new();
    let activated = stage.activated();
    stage.portal.state().wrong_oprf_key = true;
    let finished = stage.authenticator.finish(&activated, &pin(PIN));
    assert_eq!(finished, Err(FinishError::Unlock(UnlockError::PortalFault)));
    assert_eq!(stage.authenticator.identities().unwrap(), []);
}

#[test]
fn vault_is_never_replaced_when_the_keyring_does_not_know_it() {
    let (stage, _) = Stage::enrolled();
    let file = stage.device.state().file.clone();
    stage.device.state().keyring.clear();
    assert_eq!(stage.authenticator.identities(), Err(StoreError::EntryMissing));
    let (text, password) = stage.portal.offer();
    let invitation = stage.authenticator.read_invitation(&text).unwrap();
    let activated = stage.authenticator.activate(&invitation, &password).map(|_| ());
    assert_eq!(activated, Err(ActivateError::Store(StoreError::EntryMissing)));
    assert_eq!(stage.device.state().file, file, "it may only be the wrong keyring");
}
