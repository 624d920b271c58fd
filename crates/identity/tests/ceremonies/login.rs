//! Who gets a push, and who only believes so.

use identity::account::user::User;
use identity::login::client::{self, ClientContext, ClientSecret};
use identity::login::push::{self, PushProgress};
use identity::login::{self, BeginError, Finished, First, session};
use identity::policy::{Limits, RuleBook, Rules};
use identity::source::{Network, Source};
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

/// Anna, her device, and the cookie of a browser in which she has logged in.
async fn anna(fixture: &Fixture) -> (User, Device, ClientSecret) {
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let waiting = fixture.start_pull(&user, &visitor("192.0.2.1")).await;
    fixture.approve(&device, &waiting).await;
    let opened = fixture.finish(&waiting).await.unwrap();
    (user, device, opened.browser)
}

#[tokio::test]
async fn first_step_in_an_unknown_browser_is_the_same_for_every_name() {
    let fixture = Fixture::new().await;
    let user = fixture.user("with-a-token").await;
    fixture.device(&user).await;
    fixture.user("without-a-token").await;
    for name in ["with-a-token", "without-a-token", "nobody", "somebody-else"] {
        let waiting = start(&fixture, name, &visitor("192.0.2.1"), None).await.unwrap();
        assert!(waiting.is_pulled && waiting.number.len() == 6, "{name}");
        let PushProgress::Waiting(push) = fixture.progress(&waiting).await else { panic!("{name}: it waits") };
        assert_eq!(push.number(&fixture.issuer).unwrap().as_str(), waiting.number, "{name}");
        assert_eq!(push.login_code(&fixture.issuer).unwrap().unwrap().number.as_str(), waiting.number, "{name}");
        fixture.clock.advance(120);
        assert!(matches!(fixture.progress(&waiting).await, PushProgress::Expired), "{name}");
        assert!(fixture.finish(&waiting).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn first_step_in_a_known_browser_is_what_the_account_has() {
    let rules = Rules { methods: [].into_iter().collect(), ..Rules::default() };
    for (rules, has_token, is_push) in
        [(Rules::default(), true, true), (Rules::default(), false, false), (rules, true, false)]
    {
        let fixture = Fixture::with_rules(rules).await;
        let user = fixture.user("anna").await;
        if has_token {
            fixture.device(&user).await;
        }
        let known = known_visitor("192.0.2.1", &fixture.known_browser(&user).await);
        let begun = fixture.begin(fixture.request("anna", &known, None)).await.unwrap();
        assert_eq!(matches!(begun.first, First::Push(_)), is_push, "{has_token}");
        assert_eq!(matches!(begun.first, First::EmailCode), !is_push, "{has_token}");
    }
}

#[tokio::test]
async fn code_by_mail_is_the_first_step_everywhere_when_no_rule_has_another() {
    let rules = Rules { methods: [].into_iter().collect(), ..Rules::default() };
    let fixture = Fixture::with_rules(rules).await;
    let user = fixture.user("anna").await;
    fixture.device(&user).await;
    for name in ["anna", "nobody"] {
        let begun = fixture.begin(fixture.request(name, &visitor("192.0.2.1"), None)).await.unwrap();
        assert!(matches!(begun.first, First::EmailCode), "{name}");
    }
}

#[tokio::test]
async fn second_push_is_refused_when_another_known_browser_waits() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let device = fixture.device(&user).await;
    let first = fixture.start_push(&user, &visitor("192.0.2.1")).await;
    let other = known_visitor("198.51.100.7", &fixture.known_browser(&user).await);
    let second = fixture.begin(fixture.request("anna", &other, None)).await.unwrap();
    assert!(matches!(second.first, First::Refused(PushRefusal::AnotherWaits)));
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, first.challenge, "the first is asked");
}

#[tokio::test]
async fn login_takes_the_place_of_the_same_browsers_earlier_one() {
    let fixture = Fixture::new().await;
    let (user, device, cookie) = anna(&fixture).await;
    let known = known_visitor("192.0.2.1", &cookie);
    let first = fixture.start_push(&user, &known).await;
    let second = start(&fixture, "anna", &known, Some(&first.secret)).await.unwrap();
    assert!(matches!(fixture.progress(&first).await, PushProgress::Withdrawn));
    assert_eq!(fixture.poll(&device).await.unwrap().0.jti, second.challenge);
    // And so in a browser that the account does not know.
    let first = fixture.start_pull(&user, &visitor("192.0.2.1")).await;
    let second = start(&fixture, "anna", &visitor("192.0.2.1"), Some(&first.secret)).await.unwrap();
    assert!(matches!(fixture.progress(&first).await, PushProgress::Withdrawn));
    assert!(fixture.pull_number(&device, &first.number).await.is_err());
    assert!(fixture.pull_number(&device, &second.number).await.is_ok());
}

#[tokio::test]
async fn fourth_push_of_a_known_browser_is_refused_with_the_time_to_wait() {
    let fixture = Fixture::new().await;
    let (_, device, cookie) = anna(&fixture).await;
    let known = known_visitor("192.0.2.1", &cookie);
    for _ in 0..3 {
        let waiting = start(&fixture, "anna", &known, None).await.unwrap();
        assert!(fixture.poll(&device).await.is_some());
        push::withdraw(&fixture.database, fixture.now(), &waiting.secret).await.unwrap();
    }
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

#[tokio::test]
async fn office_network_begins_more_logins_than_another() {
    let limits = Limits {
        logins_per_source: 2,
        office_logins_per_source: 4,
        office_networks: vec![Network::new("192.0.2.0".parse().unwrap(), 24)],
        ..Limits::default()
    };
    let fixture = Fixture::in_memory(limits, RuleBook::default()).await;
    for (address, allowed) in [("192.0.2.1", 4), ("198.51.100.7", 2)] {
        for number in 0..allowed {
            assert!(start(&fixture, "nobody", &visitor(address), None).await.is_ok(), "{address} {number}");
        }
        let refused = fixture.begin(fixture.request("nobody", &visitor(address), None)).await;
        assert!(matches!(refused, Err(BeginError::TooManyFromNetwork { .. })), "{address}");
    }
}
