//! Who gets a push, and who only believes so.

use identity::{
    browser::{BrowserSecret, Visitor},
    login::{self, LoginProgress, StartPushError, WaitingLogin, Way},
    policy::Policy,
    session,
    throttle::PushRefusal,
    user::User,
};

use crate::stage::{Holder, Stage, known_visitor, visitor};

async fn start(
    stage: &Stage,
    name: &str,
    visitor: &Visitor,
    previous: Option<&BrowserSecret>,
) -> Result<WaitingLogin, StartPushError> {
    let (database, issuer, name) = (&stage.state.database, &stage.state.issuer, name.parse().unwrap());
    login::start_push(database, issuer, stage.now(), &mut stage.rng(), &name, visitor, previous).await
}

/// Anna, her device, and the cookie of a browser in which she has logged in.
async fn anna(stage: &Stage) -> (User, Holder, BrowserSecret) {
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    stage.approve(&device, &waiting).await;
    let opened = stage.finish(&waiting).await.unwrap();
    (user, device, opened.browser)
}

#[tokio::test]
async fn page_looks_the_same_when_nobody_has_that_name() {
    let stage = Stage::new().await;
    let waiting = start(&stage, "nobody", &visitor("192.0.2.1"), None).await.unwrap();
    assert_eq!(waiting.number.len(), 6);
    assert!(
        matches!(stage.progress(&waiting).await, LoginProgress::Waiting { number, .. } if number == waiting.number)
    );
    stage.clock.advance(120);
    assert_eq!(stage.progress(&waiting).await, LoginProgress::Expired);
    assert!(stage.finish(&waiting).await.is_err());
}

#[tokio::test]
async fn way_of_an_unknown_name_never_changes_and_is_not_always_the_same() {
    let stage = Stage::new().await;
    let mut ways = Vec::new();
    for number in 0..40 {
        let name = format!("nobody{number}").parse().unwrap();
        let way = login::way(&stage.state.database, &stage.state.issuer, &name).await.unwrap();
        assert_eq!(login::way(&stage.state.database, &stage.state.issuer, &name).await.unwrap(), way);
        ways.push(way);
    }
    assert!(ways.contains(&Way::Push) && ways.contains(&Way::Email));
}

#[tokio::test]
async fn second_push_is_quiet_when_another_browser_waits() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let first = stage.start_push(&user, &visitor("192.0.2.1")).await;
    let second = start(&stage, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert_eq!(stage.poll(&device).await.unwrap().0.jti, first.challenge, "the first is asked");
    assert!(matches!(stage.progress(&second).await, LoginProgress::Waiting { .. }), "the second looks as always");
    stage.approve(&device, &first).await;
    assert!(stage.finish(&second).await.is_err(), "and never gets in");
    assert!(stage.finish(&first).await.is_ok());
}

#[tokio::test]
async fn login_takes_the_place_of_the_same_browsers_earlier_one() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let first = stage.start_push(&user, &visitor("192.0.2.1")).await;
    let second = start(&stage, "anna", &visitor("192.0.2.1"), Some(&first.secret)).await.unwrap();
    assert_eq!(stage.progress(&first).await, LoginProgress::Withdrawn);
    assert_eq!(stage.poll(&device).await.unwrap().0.jti, second.challenge);
}

#[tokio::test]
async fn known_browser_takes_the_place_of_a_stranger_and_not_the_other_way_round() {
    let stage = Stage::new().await;
    let (_, device, cookie) = anna(&stage).await;
    let stranger = start(&stage, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let known = start(&stage, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
    assert_eq!(stage.progress(&stranger).await, LoginProgress::Withdrawn);
    start(&stage, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let (challenge, _) = stage.poll(&device).await.unwrap();
    assert_eq!(challenge.jti, known.challenge);
    assert!(challenge.ctx.browser_known && challenge.ctx.same_network);
}

#[tokio::test]
async fn fourth_push_is_quiet_for_a_stranger_and_explained_to_a_known_browser() {
    let stage = Stage::new().await;
    let (_, device, cookie) = anna(&stage).await;
    for _ in 0..3 {
        let waiting = start(&stage, "anna", &visitor("198.51.100.7"), None).await.unwrap();
        assert!(stage.poll(&device).await.is_some());
        login::withdraw(&stage.state.database, stage.now(), &waiting.secret).await.unwrap();
    }
    start(&stage, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert!(stage.poll(&device).await.is_none(), "quietly dropped");
    for _ in 0..3 {
        let waiting = start(&stage, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
        assert!(stage.poll(&device).await.is_some(), "a known browser has its own budget");
        login::withdraw(&stage.state.database, stage.now(), &waiting.secret).await.unwrap();
    }
    let refused = start(&stage, "anna", &known_visitor("192.0.2.1", &cookie), None).await;
    assert!(matches!(refused, Err(StartPushError::Refused(PushRefusal::TooMany { retry_after: 600 }))));
}

#[tokio::test]
async fn device_no_longer_asks_when_the_browser_has_given_up() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    login::withdraw(&stage.state.database, stage.now(), &waiting.secret).await.unwrap();
    assert!(stage.poll(&device).await.is_none());
    assert_eq!(stage.progress(&waiting).await, LoginProgress::Withdrawn);
}

#[tokio::test]
async fn session_is_found_by_its_cookie_until_it_ends() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let device = stage.device(&user).await;
    let waiting = stage.start_push(&user, &visitor("192.0.2.1")).await;
    stage.approve(&device, &waiting).await;
    let opened = stage.finish(&waiting).await.unwrap();
    let (database, policy) = (&stage.state.database, &stage.state.issuer.policy);
    for _ in 0..3 {
        stage.clock.advance(899);
        let found = session::load(database, policy, stage.now(), &opened.secret).await.unwrap();
        assert_eq!(found.unwrap().1.id, user.id, "used every 15 minutes");
    }
    let stranger = BrowserSecret::generate(&mut stage.rng());
    assert!(session::load(database, policy, stage.now(), &stranger).await.unwrap().is_none());
    session::end(database, &opened.secret).await.unwrap();
    assert!(session::load(database, policy, stage.now(), &opened.secret).await.unwrap().is_none(), "logged out");
}

#[tokio::test]
async fn network_begins_no_more_logins_when_strangers_there_began_too_many() {
    let stage = Stage::with_policy(Policy { logins_per_source: 3, ..Policy::default() }).await;
    let (_, _, cookie) = anna(&stage).await;
    stage.clock.advance(600);
    for name in ["nobody", "anna", "somebody"] {
        assert!(start(&stage, name, &visitor("192.0.2.1"), None).await.is_ok(), "{name}");
        stage.clock.advance(10);
    }
    for name in ["nobody", "anna"] {
        let refused = start(&stage, name, &visitor("192.0.2.1"), None).await;
        let says = matches!(refused, Err(StartPushError::TooManyFromNetwork { retry_after: 570 }));
        assert!(says, "the same for every name: {refused:?}");
    }
    assert!(start(&stage, "nobody", &visitor("192.0.2.2"), None).await.is_ok(), "another network");
    stage.clock.advance(120);
    let known = start(&stage, "anna", &known_visitor("192.0.2.1", &cookie), None).await;
    assert!(known.is_ok(), "a browser that the account knows: {known:?}");
    stage.clock.advance(450);
    assert!(start(&stage, "nobody", &visitor("192.0.2.1"), None).await.is_ok(), "room again");
}
