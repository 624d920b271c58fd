//! Biometrics where the system guards a key: they approve, as far as the organisation goes, and never without the PIN for a
//! week. The system is played here; what is real is the portal, and everything in between.

use authenticator::{
    ApprovalState, ApproveError, Challenge, Identity, PresenceApproveError, PresenceUseError, ports::PresenceError,
};
use identity::login::push::PushProgress;
use protocol::enrolment::PresencePolicy;

use crate::{
    PIN,
    device::{Scene, pin},
};

const WEEK: u64 = 7 * 24 * 60 * 60;

/// A device with one identity and biometrics on, and its owner.
fn switched_on(presence: PresencePolicy) -> (Scene, identity::account::user::User, Identity) {
    let scene = Scene::of_issuer_that_allows(presence);
    let authenticator = scene.device.authenticator();
    let (user, identity) = scene.enrol(&authenticator);
    authenticator.turn_presence_on(identity.token_id, &pin(PIN), "").unwrap();
    (scene, user, identity)
}

fn asked(scene: &Scene, identity: &Identity) -> Challenge {
    scene.device.authenticator().poll(identity.token_id, None, 0).unwrap().challenge.expect("a login waits")
}

#[test]
fn login_is_approved_by_the_guarded_key_without_a_try_of_the_pin() {
    let (scene, user, identity) = switched_on(PresencePolicy::Approvals);
    let authenticator = scene.device.authenticator();
    assert!(authenticator.presence(identity.token_id).unwrap().may_approve);
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert!(challenge.takes_presence);
    let evaluations = scene.device.network.count("/oprf");
    let malformed = authenticator.approve_by_presence(&challenge, "12", "");
    assert_eq!(malformed, Err(ApproveError::MalformedNumber.into()));
    let approved = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(approved, Ok(ApprovalState::Approved));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Approved));
    assert_eq!(scene.device.network.count("/oprf"), evaluations, "the PIN is not evaluated");
    scene.advance(1);
    let again = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(again, Err(ApproveError::Closed.into()), "a new signature over a login that is closed");
}

#[test]
fn login_waits_when_the_reader_does_not_know_the_person() {
    let (scene, user, identity) = switched_on(PresencePolicy::Approvals);
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    for error in [PresenceError::Refused, PresenceError::Cancelled, PresenceError::TimedOut] {
        *scene.device.guard.nobody.lock().unwrap() = Some(error);
        let refused = authenticator.approve_by_presence(&challenge, &login.number, "");
        assert_eq!(refused, Err(PresenceUseError::Presence(error).into()));
    }
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Waiting(_)));
    // A key that was made anew is not the one that the portal knows; nothing is sent.
    *scene.device.guard.nobody.lock().unwrap() = None;
    scene.device.guard.renew(identity.token_id);
    let refused = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(refused, Err(PresenceUseError::Presence(PresenceError::NotEnrolled).into()));
    assert_eq!(scene.device.network.count("/response"), 0);
    // The PIN is always another way.
    assert_eq!(authenticator.approve(&challenge, &login.number, &pin(PIN)), Ok(ApprovalState::Approved));
}

#[test]
fn wrong_number_closes_the_login_as_with_the_pin() {
    let (scene, user, identity) = switched_on(PresencePolicy::Approvals);
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    let other = if login.number.starts_with('0') { "111111" } else { "000000" };
    let refused = scene.device.authenticator().approve_by_presence(&challenge, other, "");
    assert_eq!(refused, Err(ApproveError::WrongNumber.into()));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::WrongNumber));
}

#[test]
fn pin_is_asked_for_after_a_week_here_and_at_the_portal() {
    let (scene, user, identity) = switched_on(PresencePolicy::Approvals);
    let authenticator = scene.device.authenticator();
    scene.advance(WEEK - 60);
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert!(challenge.takes_presence);
    scene.advance(60);
    let due = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(due, Err(PresenceUseError::PinDue.into()));
    // A clock that is set back deceives this device alone.
    scene.device.clock.ahead.store(-3_600, std::sync::atomic::Ordering::SeqCst);
    let refused = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(refused, Err(ApproveError::Refused.into()));
    scene.device.clock.ahead.store(0, std::sync::atomic::Ordering::SeqCst);
    let login = scene.issuer.push(&user, Some(&login.secret));
    let challenge = asked(&scene, &identity);
    assert!(!challenge.takes_presence, "the portal counts the same week");
    let needed = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(needed, Err(PresenceApproveError::PinNeeded));
    assert_eq!(authenticator.approve(&challenge, &login.number, &pin(PIN)), Ok(ApprovalState::Approved));
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert!(challenge.takes_presence, "and the PIN begins another");
    assert_eq!(authenticator.approve_by_presence(&challenge, &login.number, ""), Ok(ApprovalState::Approved));
}

#[test]
fn key_is_not_registered_where_the_organisation_wants_codes_alone() {
    let (scene, user, identity) = switched_on(PresencePolicy::Codes);
    let authenticator = scene.device.authenticator();
    assert!(!authenticator.presence(identity.token_id).unwrap().may_approve);
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert!(!challenge.takes_presence);
    let needed = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(needed, Err(PresenceApproveError::PinNeeded));
    assert!(authenticator.passcodes_by_presence(identity.token_id, "").is_ok());
}

#[test]
fn key_goes_with_biometrics_and_with_the_identity() {
    let (scene, user, identity) = switched_on(PresencePolicy::Approvals);
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    authenticator.turn_presence_off(identity.token_id).unwrap();
    assert!(scene.device.guard.keys.lock().unwrap().is_empty());
    let off = authenticator.approve_by_presence(&challenge, &login.number, "");
    assert_eq!(off, Err(PresenceUseError::Off.into()));
    authenticator.turn_presence_on(identity.token_id, &pin(PIN), "").unwrap();
    authenticator.remove(identity.token_id).unwrap();
    assert!(scene.device.guard.keys.lock().unwrap().is_empty());
}
