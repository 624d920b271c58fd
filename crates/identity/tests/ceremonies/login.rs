//! Who gets a push, and who only believes so.

use identity::account::user::User;
use identity::login::client::{BrowserSecret, Visitor};
use identity::login::{self, LoginProgress, StartPushError, WaitingLogin, Way, session};
use identity::policy::Policy;
use identity::throttle::PushRefusal;

use testkit::{Device, Fixture, known_visitor, visitor};

async fn start(
    fixture: &Fixture,
    name: &str,
    visitor: &Visitor,
    previous: Option<&BrowserSecret>,
) -> Result<WaitingLogin, StartPushError> {
    let (database, issuer, name) = (&fixture.database, &fixture.issuer, name.parse().unwrap());
    login::start_push(database, issuer, fixture.now(), &mut fixture.rng(), &name, visitor, previous).await
}

/// Anna, her device, and the cookie of a browser in which she has logged in.
async fn anna(fixture: &Fixture) -> (User, Device, BrowserSecret) {
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let opened = fixture.finish(&waiting).await.unwrap();
    (user, device, opened.browser)
}

#[tokio::test]
async fn page_looks_the_same_when_nobody_has_that_name() {
    let fixture = Fixture::new().await;
    let waiting = start(&fixture, "nobody", &visitor("192.0.2.1"), None).await.unwrap();
    assert_eq!(waiting.number.len(), 6);
    assert!(
        matches!(fixture.progress(&waiting).await, LoginProgress::Waiting { number, .. } if number == waiting.number)
    );
    fixture.clock.advance(120);
    assert_eq!(fixture.progress(&waiting).await, LoginProgress::Expired);
    assert!(fixture.finish(&waiting).await.is_err());
}

#[tokio::test]
async fn way_of_an_unknown_name_never_changes_and_is_not_always_the_same() {
    let fixture = Fixture::new().await;
    let mut ways = Vec::new();
    for number in 0..40 {
        let name = format!("nobody{number}").parse().unwrap();
        let way = login::way(&fixture.database, &fixture.issuer, &name).await.unwrap();
        assert_eq!(login::way(&fixture.database, &fixture.issuer, &name).await.unwrap(), way);
        ways.push(way);
    }
    assert!(ways.contains(&Way::Push) && ways.contains(&Way::Email));
}

#[tokio::test]
async fn second_push_is_quiet_when_another_browser_waits() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let first = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let second = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, first.challenge, "the first is asked");
    assert!(matches!(fixture.progress(&second).await, LoginProgress::Waiting { .. }), "the second looks as always");
    fixture.approve(&device, &first).await;
    assert!(fixture.finish(&second).await.is_err(), "and never gets in");
    assert!(fixture.finish(&first).await.is_ok());
}

#[tokio::test]
async fn login_takes_the_place_of_the_same_browsers_earlier_one() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let first = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let second = start(&fixture, "anna", &visitor("192.0.2.1"), Some(&first.secret)).await.unwrap();
    assert_eq!(fixture.progress(&first).await, LoginProgress::Withdrawn);
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, second.challenge);
}

#[tokio::test]
async fn known_browser_takes_the_place_of_a_stranger_and_not_the_other_way_round() {
    let fixture = Fixture::new().await;
    let (_, device, cookie) = anna(&fixture).await;
    let stranger = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let known = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
    assert_eq!(fixture.progress(&stranger).await, LoginProgress::Withdrawn);
    start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let (challenge, _) = fixture.poll(&device).await.unwrap();
    assert_eq!(challenge.jti, known.challenge);
    assert!(challenge.ctx.browser_known && challenge.ctx.same_network);
}

#[tokio::test]
async fn fourth_push_is_quiet_for_a_stranger_and_explained_to_a_known_browser() {
    let fixture = Fixture::new().await;
    let (_, device, cookie) = anna(&fixture).await;
    for _ in 0..3 {
        let waiting = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
        assert!(fixture.poll(&device).await.is_some());
        login::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    }
    start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert!(fixture.poll(&device).await.is_none(), "quietly dropped");
    for _ in 0..3 {
        let waiting = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
        assert!(fixture.poll(&device).await.is_some(), "a known browser has its own budget");
        login::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    }
    let refused = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await;
    assert!(matches!(refused, Err(StartPushError::Refused(PushRefusal::TooMany { retry_after: 600 }))));
}

#[tokio::test]
async fn device_no_longer_asks_when_the_browser_has_given_up() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    login::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    assert!(fixture.poll(&device).await.is_none());
    assert_eq!(fixture.progress(&waiting).await, LoginProgress::Withdrawn);
}

#[tokio::test]
async fn session_is_found_by_its_cookie_until_it_ends() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let opened = fixture.finish(&waiting).await.unwrap();
    let (database, policy) = (&fixture.database, &fixture.issuer.policy);
    for _ in 0..3 {
        fixture.clock.advance(899);
        let found = session::load(database, policy, fixture.now(), &opened.secret).await.unwrap();
        assert_eq!(found.unwrap().1.id, user.id, "used every 15 minutes");
    }
    let stranger = BrowserSecret::generate(&mut fixture.rng());
    assert!(session::load(database, policy, fixture.now(), &stranger).await.unwrap().is_none());
    session::end(database, &opened.secret).await.unwrap();
    assert!(session::load(database, policy, fixture.now(), &opened.secret).await.unwrap().is_none(), "logged out");
}

#[tokio::test]
async fn network_begins_no_more_logins_when_strangers_there_began_too_many() {
    let fixture = Fixture::with_policy(Policy { logins_per_source: 3, ..Policy::default() }).await;
    let (_, _, cookie) = anna(&fixture).await;
    fixture.clock.advance(600);
    for name in ["nobody", "anna", "somebody"] {
        assert!(start(&fixture, name, &visitor("192.0.2.1"), None).await.is_ok(), "{name}");
        fixture.clock.advance(10);
    }
    for name in ["nobody", "anna"] {
        let refused = start(&fixture, name, &visitor("192.0.2.1"), None).await;
        let says = matches!(refused, Err(StartPushError::TooManyFromNetwork { retry_after: 570 }));
        assert!(says, "the same for every name: {refused:?}");
    }
    assert!(start(&fixture, "nobody", &visitor("192.0.2.2"), None).await.is_ok(), "another network");
    fixture.clock.advance(120);
    let known = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await;
    assert!(known.is_ok(), "a browser that the account knows: {known:?}");
    fixture.clock.advance(450);
    assert!(start(&fixture, "nobody", &visitor("192.0.2.1"), None).await.is_ok(), "room again");
}
