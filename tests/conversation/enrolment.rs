//! Enrolment, with everything in its way.

use authenticator::{
    ActivateError, ContactError, FinishError, InvitationError, PinError, StoreError, UnlockError,
    ports::{KeyringError, PortalError, VaultFileError},
};
use identity::actor::Authority;
use identity::credential::token;
use identity::enrolment;

use crate::{
    OTHER_PIN, PIN,
    device::{Fault, Scene, pin},
    issuer::{Stretching, WRONG_PASSWORD},
};

#[test]
fn identity_says_whose_it_is_when_it_is_enrolled() {
    let (scene, user, identity) = Scene::enrolled();
    assert_eq!((identity.name.as_str(), identity.issuer_name.as_str()), ("Nordhavn Energi", "Nordhavn Energi"));
    assert_eq!(identity.account, user.name.as_str());
    assert_eq!(identity.issuer, Some(scene.issuer.state().issuer.origin.clone()));
    assert_eq!(identity.created, 1_800_000_000);
    assert_eq!(scene.device.authenticator().identities().unwrap(), [identity]);
}

#[test]
fn invitation_says_its_host_and_is_refused_when_it_is_surely_over() {
    let scene = Scene::new();
    let authenticator = scene.device.authenticator();
    let offer = scene.issuer.offer(&scene.issuer.user(), Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    assert!(invitation.host().starts_with("localhost:"), "{}", invitation.host());
    assert_eq!(invitation.expires_at(), 1_800_000_600);
    scene.advance(600 + 24 * 60 * 60 - 1);
    assert!(authenticator.read_invitation(&offer.qr_text).is_ok(), "the device's clock may be a day ahead");
    scene.advance(1);
    assert_eq!(authenticator.read_invitation(&offer.qr_text).err(), Some(InvitationError::Expired));
    assert_eq!(authenticator.read_invitation("https://example.com").err(), Some(InvitationError::Foreign));
    assert_eq!(authenticator.read_invitation("SGE2abc").err(), Some(InvitationError::Newer));
    assert_eq!(authenticator.read_invitation("SGE1abc").err(), Some(InvitationError::Damaged));
    assert_eq!(
        authenticator.read_invitation(&format!("SGE1{}", "A".repeat(1_021))).err(),
        Some(InvitationError::TooLong)
    );
}

#[test]
fn portal_shows_that_the_code_was_scanned_when_it_is_told() {
    let scene = Scene::new();
    let (authenticator, user) = (scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    authenticator.mark_scanned(&invitation).unwrap();
    let state = scene.issuer.state();
    let seen = enrolment::progress(&state.database, &state.issuer, state.now(), user.id, offer.eid);
    assert_eq!(scene.issuer.run(seen).unwrap().progress, enrolment::EnrolmentProgress::Scanned);
    scene.device.network.fails(Fault::Down(PortalError::Unreachable));
    assert_eq!(authenticator.mark_scanned(&invitation), Err(ContactError::Unreachable));
}

#[test]
fn code_is_void_after_five_wrong_passwords() {
    let scene = Scene::new();
    let authenticator = scene.device.authenticator();
    let offer = scene.issuer.offer(&scene.issuer.user(), Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let malformed = authenticator.activate(&invitation, "short").err();
    assert_eq!(malformed, Some(ActivateError::MalformedActivationPassword));
    for left in (1..5).rev() {
        let refused = authenticator.activate(&invitation, WRONG_PASSWORD).err();
        assert_eq!(refused, Some(ActivateError::WrongActivationPassword { tries_left: Some(left) }));
    }
    assert_eq!(authenticator.activate(&invitation, WRONG_PASSWORD).err(), Some(ActivateError::Void));
    assert_eq!(authenticator.activate(&invitation, &offer.activation_password).err(), Some(ActivateError::Void));
}

#[test]
fn code_is_refused_by_name_when_it_is_used_expired_or_unknown() {
    let scene = Scene::new();
    let (authenticator, user) = (scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    authenticator.activate(&invitation, &offer.activation_password).unwrap();
    assert_eq!(authenticator.activate(&invitation, &offer.activation_password).err(), Some(ActivateError::Used));
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    scene.advance(600);
    assert_eq!(authenticator.activate(&invitation, &offer.activation_password).err(), Some(ActivateError::Expired));
    scene.device.network.fails(Fault::Answer(404, r#"{"code":"unknown_enrolment"}"#));
    assert_eq!(authenticator.activate(&invitation, &offer.activation_password).err(), Some(ActivateError::Unknown));
}

#[test]
fn code_is_not_spent_on_a_device_that_could_not_keep_the_identity() {
    let scene = Scene::new();
    let (device, authenticator) = (&scene.device, scene.device.authenticator());
    let offer = scene.issuer.offer(&scene.issuer.user(), Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let activate = || authenticator.activate(&invitation, &offer.activation_password).err();
    *device.keyring.fault.lock().unwrap() = Some(KeyringError::Locked);
    assert_eq!(activate(), Some(ActivateError::Store(StoreError::Keyring(KeyringError::Locked))));
    *device.keyring.fault.lock().unwrap() = None;
    *device.disk.write_fault.lock().unwrap() = Some(VaultFileError::DiskFull);
    assert_eq!(activate(), Some(ActivateError::Store(StoreError::File(VaultFileError::DiskFull))));
    *device.disk.write_fault.lock().unwrap() = None;
    assert_eq!(device.network.sent.lock().unwrap().len(), 0, "nothing was sent");
    assert_eq!(activate(), None);
}

#[test]
fn enrolment_goes_on_where_it_stopped_when_the_disk_the_keyring_or_the_network_failed() {
    let scene = Scene::new();
    let (device, authenticator, user) = (&scene.device, scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let activated = authenticator.activate(&invitation, &offer.activation_password).unwrap();
    assert_eq!((activated.issuer_name().as_str(), activated.pin_min()), ("Nordhavn Energi", 6));
    assert_eq!(activated.account(), user.name.as_str());
    assert_eq!(authenticator.choose_pin(&activated, "1234").err(), Some(PinError::TooShort { minimum: 6 }));
    let finish = |typed: &str| authenticator.finish(&activated, &pin(typed)).map(|_| ());

    device.network.fails(Fault::Down(PortalError::Unreachable));
    assert_eq!(finish(PIN), Err(FinishError::Unlock(UnlockError::Contact(ContactError::Unreachable))));
    device.network.fails(Fault::None);
    *device.disk.write_fault.lock().unwrap() = Some(VaultFileError::ReadOnly);
    assert_eq!(finish(PIN), Err(FinishError::from(StoreError::File(VaultFileError::ReadOnly))));
    assert_eq!(device.disk.vault(), None);
    assert!(device.keyring.entries.lock().unwrap().is_empty(), "nothing half-made remains");
    *device.disk.write_fault.lock().unwrap() = None;
    // The seed is masked: another PIN would mask it twice.
    assert_eq!(finish(OTHER_PIN), Err(FinishError::PinDiffers));
    *device.keyring.write_fault.lock().unwrap() = Some(KeyringError::Denied);
    assert_eq!(finish(PIN), Err(FinishError::from(StoreError::Keyring(KeyringError::Denied))));
    *device.keyring.write_fault.lock().unwrap() = None;
    device.network.fails(Fault::Lost("/ack"));
    assert_eq!(finish(PIN), Err(FinishError::Unlock(UnlockError::Contact(ContactError::TimedOut))));
    assert_eq!(finish(OTHER_PIN), Err(FinishError::PinDiffers), "also once it is stored");
    device.network.fails(Fault::AnswersLost("/ack", 1));
    finish(PIN).unwrap();
    device.network.fails(Fault::Down(PortalError::Unreachable));
    finish(PIN).unwrap();
    device.network.fails(Fault::None);
    scene.issuer.confirm(&user, offer.eid).unwrap();
    let [identity] = authenticator.identities().unwrap().try_into().unwrap();
    authenticator.check_pin(identity.token_id, &pin(PIN)).unwrap();
}

#[test]
fn identity_does_not_stay_when_the_portal_no_longer_waits_for_it() {
    let scene = Scene::new();
    let (authenticator, user) = (scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let activated = authenticator.activate(&invitation, &offer.activation_password).unwrap();
    scene.device.network.fails(Fault::Lost("/ack"));
    assert!(authenticator.finish(&activated, &pin(PIN)).is_err());
    assert_eq!(authenticator.identities().unwrap().len(), 1);
    scene.device.network.fails(Fault::None);
    let state = scene.issuer.state();
    let by = Authority::service_desk(user.id, "anne");
    scene.issuer.run(enrolment::cancel(&state.database, &state.issuer, state.now(), &by, offer.eid)).unwrap();
    assert_eq!(authenticator.finish(&activated, &pin(PIN)).err(), Some(FinishError::Expired));
    assert!(authenticator.identities().unwrap().is_empty());
    assert_eq!(scene.device.disk.vault(), None, "the last identity takes the vault with it");
}

#[test]
fn enrolment_is_over_when_another_vault_has_come_into_being_meanwhile() {
    let scene = Scene::new();
    let (authenticator, user) = (scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let activated = authenticator.activate(&invitation, &offer.activation_password).unwrap();
    *scene.device.disk.write_fault.lock().unwrap() = Some(VaultFileError::DiskFull);
    assert!(authenticator.finish(&activated, &pin(PIN)).is_err(), "sealed for a vault of its own");
    *scene.device.disk.write_fault.lock().unwrap() = None;
    let (_, other) = scene.enrol(&scene.device.authenticator());
    assert_eq!(authenticator.finish(&activated, &pin(PIN)).err(), Some(FinishError::Expired));
    assert_eq!(authenticator.identities().unwrap(), [other]);
}

#[test]
fn identity_that_was_cut_off_before_its_acknowledgement_is_finished_by_its_first_use() {
    let scene = Scene::new();
    let (authenticator, user) = (scene.device.authenticator(), scene.issuer.user());
    let offer = scene.issuer.offer(&user, Stretching::Cheap);
    let invitation = authenticator.read_invitation(&offer.qr_text).unwrap();
    let activated = authenticator.activate(&invitation, &offer.activation_password).unwrap();
    scene.device.network.fails(Fault::Lost("/ack"));
    assert!(authenticator.finish(&activated, &pin(PIN)).is_err());
    drop((activated, authenticator));
    scene.device.network.fails(Fault::None);
    // The program starts again; the activation is forgotten.
    let authenticator = scene.device.authenticator();
    let [identity] = authenticator.identities().unwrap().try_into().unwrap();
    assert!(scene.issuer.confirm(&user, offer.eid).is_err());
    assert!(authenticator.passcodes(identity.token_id, &pin(PIN)).unwrap().checked);
    scene.issuer.confirm(&user, offer.eid).unwrap();
}

#[test]
fn identity_is_told_as_unknown_when_it_was_deleted_in_the_portal() {
    let (scene, user, identity) = Scene::enrolled();
    let state = scene.issuer.state();
    let by = Authority::service_desk(user.id, "anne");
    scene.issuer.run(token::delete(&state.database, &state.issuer, state.now(), &by, identity.token_id)).unwrap();
    let refused = scene.device.authenticator().check_pin(identity.token_id, &pin(PIN));
    assert_eq!(refused, Err(UnlockError::Contact(ContactError::UnknownToken)));
}
