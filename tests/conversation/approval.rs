//! What is asked, and what is answered.

use authenticator::{ApprovalState, ApproveError, ChallengeError, ContactError, DenyError, PollError, UnlockError};
use identity::login::push::PushProgress;
use testkit::WaitingLogin;

use crate::{
    OTHER_PIN, PIN,
    device::{Fault, Scene, pin},
};
use authenticator::{Challenge, Identity};

fn asked(scene: &Scene, identity: &Identity) -> Challenge {
    scene.device.authenticator().poll(identity.token_id, None, 0).unwrap().challenge.expect("a login waits")
}

fn other_number(login: &WaitingLogin) -> String {
    if login.number.starts_with('0') { "111111".into() } else { "000000".into() }
}

#[test]
fn challenge_says_who_asks_from_where_and_until_when() {
    let (scene, user, identity) = Scene::enrolled();
    let quiet = scene.device.authenticator().poll(identity.token_id, None, 0).unwrap();
    assert!(quiet.challenge.is_none() && !quiet.known_open);
    assert_eq!(quiet.portal_time, 1_800_000_000);
    let _login = scene.issuer.push(&user, None);
    scene.device.clock.ahead.store(60, std::sync::atomic::Ordering::SeqCst);
    let challenge = asked(&scene, &identity);
    assert_eq!(challenge.token_id, identity.token_id);
    assert_eq!((challenge.system.as_str(), challenge.ip.as_str()), ("Nordhavn Energi", "192.0.2.1"));
    assert_eq!((challenge.browser.as_str(), challenge.os.as_str()), ("Firefox", "Linux"));
    assert_eq!((challenge.city.as_ref(), challenge.text.as_ref()), (None, None));
    assert_eq!(challenge.origin, scene.issuer.state().issuer.origin.as_str());
    assert!(challenge.browser_known && challenge.same_network == Some(false));
    assert_eq!(challenge.number_digits, 6);
    assert_eq!((challenge.issued_at, challenge.expires_at), (1_800_000_060, 1_800_000_180), "by the device's clock");
    let known = scene.device.authenticator().poll(identity.token_id, Some(challenge.id), 0).unwrap();
    assert!(known.challenge.is_none() && known.known_open);
}

#[test]
fn login_is_let_in_when_approved_and_the_tries_begin_anew() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    let wrong = authenticator.approve(&challenge, &login.number, &pin(OTHER_PIN));
    let refused = UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 };
    assert_eq!(wrong, Err(ApproveError::Unlock(refused)), "a wrong PIN leaves the login waiting");
    let spaced = format!(" {} {} ", &login.number[..3], &login.number[3..]);
    assert_eq!(authenticator.approve(&challenge, &spaced, &pin(PIN)), Ok(ApprovalState::Approved));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Approved));
    let wrong = authenticator.check_pin(identity.token_id, &pin(OTHER_PIN));
    assert_eq!(wrong, Err(UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 }));
}

#[test]
fn number_that_is_malformed_is_never_sent_and_a_wrong_one_closes_the_login_without_costing_a_try() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    let evaluations = scene.device.network.count("/oprf");
    let malformed = authenticator.approve(&challenge, "12345", &pin(PIN));
    assert_eq!(malformed, Err(ApproveError::MalformedNumber));
    assert_eq!(scene.device.network.count("/oprf"), evaluations);
    let refused = authenticator.approve(&challenge, &other_number(&login), &pin(PIN));
    assert_eq!(refused, Err(ApproveError::WrongNumber));
    assert_eq!(scene.device.network.count("/pin-ok"), 1, "the PIN was right all the same");
    assert!(matches!(scene.issuer.progress(&login), PushProgress::WrongNumber));
    let late = authenticator.approve(&challenge, &login.number, &pin(PIN));
    assert_eq!(late, Err(ApproveError::Closed));
    let wrong = authenticator.check_pin(identity.token_id, &pin(OTHER_PIN));
    assert_eq!(wrong, Err(UnlockError::WrongPin { tries_left: 9, pause_seconds: 0 }));
}

#[test]
fn challenge_that_is_over_is_told_by_name() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    scene.advance(120);
    let evaluations = scene.device.network.count("/oprf");
    assert_eq!(authenticator.approve(&challenge, &login.number, &pin(PIN)), Err(ApproveError::Expired));
    assert_eq!(scene.device.network.count("/oprf"), evaluations, "no PIN is tried for it");
    assert_eq!(authenticator.deny(&challenge), Err(DenyError::Expired), "the portal says so too");
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Expired));
    // A device whose clock is slow is told by the portal.
    scene.device.clock.ahead.store(-60, std::sync::atomic::Ordering::SeqCst);
    let slow = authenticator.approve(&challenge, &login.number, &pin(PIN));
    assert_eq!(slow, Err(ApproveError::Expired));
}

#[test]
fn login_is_denied_and_reported_without_a_pin() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert_eq!(authenticator.deny(&challenge), Ok(ApprovalState::Denied));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Denied));
    assert_eq!(authenticator.report(&challenge), Err(DenyError::Closed));
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    assert_eq!(authenticator.report(&challenge), Ok(ApprovalState::Reported));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Reported));
    scene.device.network.fails(Fault::Answer(403, r#"{"code":"refused"}"#));
    assert_eq!(authenticator.deny(&challenge), Err(DenyError::Refused));
    scene.device.network.fails(Fault::Answer(500, ""));
    assert_eq!(authenticator.deny(&challenge), Err(DenyError::Contact(ContactError::Fault)));
    scene.device.network.fails(Fault::Answer(404, r#"{"code":"unknown_challenge"}"#));
    assert_eq!(authenticator.deny(&challenge), Err(DenyError::Closed));
}

#[test]
fn approval_that_got_no_answer_is_told_and_costs_no_try() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.push(&user, None);
    let challenge = asked(&scene, &identity);
    scene.device.network.fails(Fault::Lost("/response"));
    let lost = authenticator.approve(&challenge, &login.number, &pin(PIN));
    assert_eq!(lost, Err(ApproveError::Unlock(UnlockError::Contact(ContactError::TimedOut))));
    assert_eq!(scene.device.network.count("/response"), 2, "sent twice");
    scene.device.network.fails(Fault::None);
    assert_eq!(authenticator.approve(&challenge, &login.number, &pin(PIN)), Ok(ApprovalState::Approved));
}

#[test]
fn challenge_that_does_not_hold_is_not_shown() {
    let (scene, user, identity) = Scene::enrolled();
    let _login = scene.issuer.push(&user, None);
    let (authenticator, token) = (scene.device.authenticator(), identity.token_id);
    authenticator.poll(token, None, 0).unwrap();
    // Too many digits to be a JWS of anybody's.
    let forged = r#"{"challenge":"abc.def.ghi","known_open":false,"time":1800000000}"#;
    scene.device.network.fails(Fault::Answer(200, forged));
    let refused = authenticator.poll(token, None, 0).err();
    assert!(matches!(refused, Some(PollError::Forged(ChallengeError::Jws(_)))), "{refused:?}");
    scene.device.network.fails(Fault::Answer(403, r#"{"code":"token_not_active"}"#));
    let refused = authenticator.poll(token, None, 0).err();
    assert_eq!(refused, Some(PollError::Contact(ContactError::NotActive)));
}
