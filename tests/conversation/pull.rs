//! A login that its owner takes to the device.

use authenticator::{ApprovalState, ChallengeError, ContactError, LoginCode, PullError};
use identity::login::push::PushProgress;
use testkit::WaitingLogin;

use crate::{
    PIN,
    device::{Fault, Scene, pin},
};

/// What the page's QR code says.
fn code(scene: &Scene, login: &WaitingLogin) -> LoginCode {
    let PushProgress::Waiting(push) = scene.issuer.progress(login) else { panic!("it waits") };
    let text = push.login_code(&scene.issuer.state().issuer).unwrap().unwrap().to_text();
    LoginCode::parse(&text).unwrap()
}

fn other_number(login: &WaitingLogin) -> &'static str {
    if login.number == "000000" { "111111" } else { "000000" }
}

#[test]
fn login_is_found_by_its_number_shown_and_approved() {
    let (scene, user, identity) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.pull(&user);
    assert!(authenticator.poll(identity.token_id, None, 0).unwrap().challenge.is_none(), "nothing rings");
    let spaced = format!(" {} {} ", &login.number[..3], &login.number[3..]);
    let challenge = authenticator.pull(identity.token_id, &spaced).unwrap();
    assert_eq!((challenge.token_id, challenge.number_digits), (identity.token_id, 6));
    assert_eq!((challenge.ip.as_str(), challenge.browser_known), ("198.51.100.7", false), "who asks");
    assert_eq!(authenticator.approve(&challenge, &spaced, &pin(PIN)), Ok(ApprovalState::Approved));
    assert!(matches!(scene.issuer.progress(&login), PushProgress::Approved));
    assert_eq!(authenticator.pull(identity.token_id, &login.number).err(), Some(PullError::Unknown), "it is over");
}

#[test]
fn login_is_found_by_the_code_on_its_page() {
    let (scene, user, _) = Scene::enrolled();
    let authenticator = scene.device.authenticator();
    let login = scene.issuer.pull(&user);
    let code = code(&scene, &login);
    let challenge = authenticator.pull_by_code(&code).unwrap();
    let state = authenticator.approve(&challenge, code.number.as_str(), &pin(PIN));
    assert_eq!(state, Ok(ApprovalState::Approved));
    let elsewhere = LoginCode { issuer: "https://other.example".parse().unwrap(), ..code };
    let requests = scene.device.network.count("/challenges/pull");
    assert_eq!(authenticator.pull_by_code(&elsewhere).err(), Some(PullError::OtherPortal));
    assert_eq!(scene.device.network.count("/challenges/pull"), requests, "nobody is asked");
}

#[test]
fn number_that_is_wrong_is_told_by_name_and_five_of_them_are_a_pause() {
    let (scene, user, identity) = Scene::enrolled();
    let (authenticator, id) = (scene.device.authenticator(), identity.token_id);
    let login = scene.issuer.pull(&user);
    for malformed in ["", "48392", "48392x", "483920161"] {
        assert_eq!(authenticator.pull(id, malformed).err(), Some(PullError::MalformedNumber), "{malformed}");
    }
    assert_eq!(scene.device.network.count("/challenges/pull"), 0, "nothing was sent");
    for _ in 0..5 {
        assert_eq!(authenticator.pull(id, other_number(&login)).err(), Some(PullError::Unknown));
    }
    let paused = authenticator.pull(id, &login.number).err();
    assert_eq!(paused, Some(PullError::Paused { retry_after: Some(900) }));
    scene.advance(900);
    let later = scene.issuer.pull(&user);
    assert!(authenticator.pull(id, &later.number).is_ok());
}

#[test]
fn answer_that_was_lost_is_asked_for_again_and_one_that_does_not_hold_is_not_shown() {
    let (scene, user, identity) = Scene::enrolled();
    let (authenticator, id) = (scene.device.authenticator(), identity.token_id);
    let login = scene.issuer.pull(&user);
    scene.device.network.fails(Fault::Lost("/challenges/pull"));
    let lost = authenticator.pull(id, &login.number).err();
    assert_eq!(lost, Some(PullError::Contact(ContactError::TimedOut)));
    assert_eq!(scene.device.network.count("/challenges/pull"), 2, "sent twice");
    scene.device.network.fails(Fault::Answer(200, r#"{"challenge":"abc.def.ghi","time":1800000000}"#));
    let forged = authenticator.pull(id, &login.number).err();
    assert!(matches!(forged, Some(PullError::Forged(ChallengeError::Jws(_)))), "{forged:?}");
    scene.device.network.fails(Fault::Answer(403, r#"{"code":"token_not_active"}"#));
    let refused = authenticator.pull(id, &login.number).err();
    assert_eq!(refused, Some(PullError::Contact(ContactError::NotActive)));
    scene.device.network.fails(Fault::None);
    assert!(authenticator.pull(id, &login.number).is_ok());
}
