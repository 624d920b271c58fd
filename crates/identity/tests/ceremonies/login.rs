//! Who gets a push, and who only believes so.

use identity::account::user::User;
use identity::login::client::{self, ClientContext, ClientSecret};
use identity::login::push::{self, PushProgress};
use identity::login::{self, BeginError, Finished, First, session};
use identity::policy::{Limits, RuleBook, Rules};
use identity::source::Source;
use identity::store::{Store, Tx};
use identity::throttle::PushRefusal;

use testkit::{Device, Fixture, WaitingLogin, known_visitor, visitor};

async fn start(
    fixture: &Fixture,
    name: &str,
    client: &ClientContext,
    previous: Option<&ClientSecret>,
) -> Result<WaitingLogin, BeginError> {
    let begun = fixture.begin(fixture.request(name, client, previous)).await?;
    Ok(WaitingLogin::of(begun).unwrap())
}

/// A name that nobody has, and that looks as if it had a token.
async fn unknown_name(fixture: &Fixture) -> String {
    for number in 0..100 {
        let name = format!("nobody{number}");
        let begun = fixture.begin(fixture.request(&name, &visitor("203.0.113.9"), None)).await.unwrap();
        if matches!(begun.first, First::Push(_)) {
            return name;
        }
    }
    unreachable!("half of all names look so")
}

/// Anna, her device, and the cookie of a browser in which she has logged in.
async fn anna(fixture: &Fixture) -> (User, Device, ClientSecret) {
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
    let waiting = start(&fixture, &unknown_name(&fixture).await, &visitor("192.0.2.1"), None).await.unwrap();
    assert_eq!(waiting.number.len(), 6);
    let PushProgress::Waiting(push) = fixture.progress(&waiting).await else { panic!("it waits") };
    assert_eq!(push.number(&fixture.issuer).unwrap().as_str(), waiting.number);
    fixture.clock.advance(120);
    assert!(matches!(fixture.progress(&waiting).await, PushProgress::Expired));
    assert!(fixture.finish(&waiting).await.is_err());
}

#[tokio::test]
async fn first_step_of_an_unknown_name_never_changes_and_is_not_always_the_same() {
    let fixture = Fixture::new().await;
    let mut pushes = 0;
    for number in 0..40 {
        let name = format!("nobody{number}");
        let client = visitor(&format!("192.0.2.{number}"));
        let first = fixture.begin(fixture.request(&name, &client, None)).await.unwrap().first;
        let again = fixture.begin(fixture.request(&name, &client, None)).await.unwrap().first;
        assert_eq!(matches!(first, First::Push(_)), matches!(again, First::Push(_)));
        pushes += usize::from(matches!(first, First::Push(_)));
    }
    assert!((1..40).contains(&pushes));
}

#[tokio::test]
async fn push_is_not_offered_when_the_rules_of_the_group_leave_it_out() {
    let rules = Rules { methods: [].into_iter().collect(), ..Rules::default() };
    let fixture = Fixture::with_rules(rules).await;
    let user = fixture.user("anna").await;
    fixture.device(&user).await;
    let begun = fixture.begin(fixture.request("anna", &visitor("192.0.2.1"), None)).await.unwrap();
    assert!(matches!(begun.first, First::EmailCode));
}

#[tokio::test]
async fn second_push_is_quiet_when_another_browser_waits() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let first = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let second = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, first.challenge, "the first is asked");
    assert!(matches!(fixture.progress(&second).await, PushProgress::Waiting(_)), "the second looks as always");
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
    assert!(matches!(fixture.progress(&first).await, PushProgress::Withdrawn));
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, second.challenge);
}

#[tokio::test]
async fn known_browser_takes_the_place_of_a_stranger_and_not_the_other_way_round() {
    let fixture = Fixture::new().await;
    let (_, device, cookie) = anna(&fixture).await;
    let stranger = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let known = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
    assert!(matches!(fixture.progress(&stranger).await, PushProgress::Withdrawn));
    start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    let (challenge, _) = fixture.poll(&device).await.unwrap();
    assert_eq!(challenge.jti, known.challenge);
    assert!(challenge.ctx.browser_known && challenge.ctx.same_network == Some(true));
}

#[tokio::test]
async fn fourth_push_is_quiet_for_a_stranger_and_explained_to_a_known_browser() {
    let fixture = Fixture::new().await;
    let (_, device, cookie) = anna(&fixture).await;
    for _ in 0..3 {
        let waiting = start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
        assert!(fixture.poll(&device).await.is_some());
        push::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    }
    start(&fixture, "anna", &visitor("198.51.100.7"), None).await.unwrap();
    assert!(fixture.poll(&device).await.is_none(), "quietly dropped");
    for _ in 0..3 {
        let waiting = start(&fixture, "anna", &known_visitor("192.0.2.1", &cookie), None).await.unwrap();
        assert!(fixture.poll(&device).await.is_some(), "a known browser has its own budget");
        push::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    }
    let known = known_visitor("192.0.2.1", &cookie);
    let begun = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
    assert!(matches!(begun.first, First::Refused(PushRefusal::TooMany { retry_after: 600 })));
}

#[tokio::test]
async fn device_no_longer_asks_when_the_browser_has_given_up() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    login::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    assert!(fixture.poll(&device).await.is_none());
    assert!(matches!(fixture.progress(&waiting).await, PushProgress::Withdrawn));
}

#[tokio::test]
async fn network_is_left_out_of_the_challenge_when_a_proxy_hides_the_browser() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let seen = visitor("192.0.2.1");
    fixture.start_push(&user, &seen).await;
    assert_eq!(fixture.poll(&device).await.unwrap().0.ctx.same_network, Some(true));
    let hidden = ClientContext { source: Source::behind("192.0.2.1".parse().unwrap()), ..visitor("192.0.2.1") };
    let user = fixture.user("bo").await;
    let device = fixture.device(&user).await;
    fixture.start_push(&user, &hidden).await;
    assert_eq!(fixture.poll(&device).await.unwrap().0.ctx.same_network, None);
}

#[tokio::test]
async fn secret_of_a_known_browser_is_fresh_at_each_login_and_of_one_user() {
    let fixture = Fixture::new().await;
    // Mallory logs in at a shared computer and notes what the browser keeps.
    let mallory = fixture.user("mallory").await;
    let device = fixture.device(&mallory).await;
    let waiting = fixture.start_push(&mallory, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let noted = fixture.finish(&waiting).await.unwrap().browser;
    // Anna logs in there afterwards.
    let anna = fixture.user("anna").await;
    let device = fixture.device(&anna).await;
    let waiting = fixture.start_push(&anna, &known_visitor("192.0.2.1", &noted)).await;
    fixture.approve(&device, &waiting).await;
    let finish = async |waiting: &WaitingLogin, client| {
        let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
        match login::finish(database, issuer, fixture.now(), &mut rng, &waiting.secret, client).await.unwrap() {
            Finished::Page { session, .. } => session.browser,
            other => panic!("{other:?}"),
        }
    };
    let first = finish(&waiting, known_visitor("192.0.2.1", &noted)).await;
    assert_ne!(first.digest(), noted.digest());
    let is_known = async |secret: &ClientSecret, user: &User| {
        let mut tx = fixture.database.read().await.unwrap();
        known_visitor("203.0.113.77", secret).is_known(&mut tx, user.id).await.unwrap()
    };
    assert!(!is_known(&noted, &anna).await, "what was planted opens nothing");
    assert!(!is_known(&noted, &mallory).await, "and is over");
    assert!(is_known(&first, &anna).await && !is_known(&first, &mallory).await);
    // The next login: another secret again, and the one before is over.
    let waiting = fixture.start_push(&anna, &known_visitor("192.0.2.1", &first)).await;
    fixture.approve(&device, &waiting).await;
    let second = finish(&waiting, known_visitor("192.0.2.1", &first)).await;
    assert!(is_known(&second, &anna).await && !is_known(&first, &anna).await);
    // Log out everywhere: this browser may stay, or none.
    let waiting = fixture.start_push(&anna, &visitor("198.51.100.7")).await;
    fixture.approve(&device, &waiting).await;
    let other = finish(&waiting, visitor("198.51.100.7")).await;
    for (keep, left) in [(Some(&second), [true, false]), (None, [false, false])] {
        let mut tx = fixture.database.write().await.unwrap();
        assert_eq!(client::forget_all(&mut tx, anna.id, keep).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!([is_known(&second, &anna).await, is_known(&other, &anna).await], left);
    }
}

#[tokio::test]
async fn session_is_found_by_its_cookie_until_it_ends() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let opened = fixture.finish(&waiting).await.unwrap();
    let database = &fixture.database;
    for _ in 0..3 {
        fixture.clock.advance(899);
        let found = session::load(database, &fixture.issuer, fixture.now(), &opened.secret).await.unwrap();
        assert_eq!(found.unwrap().1.id, user.id, "used every 15 minutes");
    }
    let stranger = ClientSecret::generate(&mut fixture.rng());
    assert!(session::load(database, &fixture.issuer, fixture.now(), &stranger).await.unwrap().is_none());
    session::end(database, &opened.secret).await.unwrap();
    assert!(
        session::load(database, &fixture.issuer, fixture.now(), &opened.secret).await.unwrap().is_none(),
        "logged out"
    );
}

#[tokio::test]
async fn network_begins_no_more_logins_when_strangers_there_began_too_many() {
    let fixture = Fixture::in_memory(Limits { logins_per_source: 3, ..Limits::default() }, RuleBook::default()).await;
    let (_, _, cookie) = anna(&fixture).await;
    fixture.clock.advance(600);
    let begin = async |name: &str, client: &ClientContext| {
        fixture.begin(fixture.request(name, client, None)).await.map(|begun| begun.first)
    };
    for name in ["nobody", "anna", "somebody"] {
        assert!(begin(name, &visitor("192.0.2.1")).await.is_ok(), "{name}");
        fixture.clock.advance(10);
    }
    for name in ["nobody", "anna"] {
        let refused = begin(name, &visitor("192.0.2.1")).await;
        let says = matches!(refused, Err(BeginError::TooManyFromNetwork { retry_after: 570 }));
        assert!(says, "the same for every name: {refused:?}");
    }
    assert!(begin("nobody", &visitor("192.0.2.2")).await.is_ok(), "another network");
    fixture.clock.advance(120);
    let known = begin("anna", &known_visitor("192.0.2.1", &cookie)).await;
    assert!(known.is_ok(), "a browser that the account knows: {known:?}");
    fixture.clock.advance(450);
    assert!(begin("nobody", &visitor("192.0.2.1")).await.is_ok(), "room again");
}
