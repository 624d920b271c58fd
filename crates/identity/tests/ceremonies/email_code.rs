//! A code by e-mail: one browser, five tries, ten minutes.

use identity::credential::email_code::{self, CheckEmailError, Letter, SendEmailError};
use identity::login::client::{self, ClientContext, ClientSecret};
use identity::login::methods::AuthenticationMethod;
use identity::policy::DAY;
use identity::store::{Store, Tx};

use identity::policy::{Limits, RuleBook};
use identity::source::Network;
use testkit::{Fixture, known_visitor, source, visitor};

/// A login that waits for its code.
struct Waiting {
    secret: ClientSecret,
    letter: Option<Letter>,
}

async fn start(fixture: &Fixture, name: &str, address: &str) -> Result<Waiting, SendEmailError> {
    let begun = fixture.begin(fixture.request(name, &visitor(address), None)).await.unwrap();
    let letter = send(fixture, &begun.secret, address).await?;
    Ok(Waiting { secret: begun.secret, letter })
}

async fn send(fixture: &Fixture, secret: &ClientSecret, address: &str) -> Result<Option<Letter>, SendEmailError> {
    let (database, issuer, mut rng) = (&fixture.database, &fixture.issuer, fixture.rng());
    let now = fixture.now();
    email_code::send(database, issuer, &fixture.work, now, &mut rng, secret, source(address)).await
}

async fn check(fixture: &Fixture, secret: &ClientSecret, typed: &str) -> Result<(), CheckEmailError> {
    check_from(fixture, secret, typed, &visitor("192.0.2.1")).await
}

async fn check_from(
    fixture: &Fixture,
    secret: &ClientSecret,
    typed: &str,
    client: &ClientContext,
) -> Result<(), CheckEmailError> {
    let (database, issuer, typed) = (&fixture.database, &fixture.issuer, typed.parse().unwrap());
    email_code::check(database, issuer, &fixture.work, fixture.now(), secret, typed, client).await
}

#[tokio::test]
async fn codes_are_taken_from_known_places_alone_when_ten_were_tried_within_a_day() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    // Anna has logged in at home once, and in this browser.
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = waiting.letter.unwrap().code.expose();
    check(&fixture, &waiting.secret, &code).await.unwrap();
    let browser = fixture.finish_of(&waiting.secret).await.unwrap().browser;
    for name in ["anna", "nobody"] {
        let mut tried = i32::from(name == "anna");
        while tried < 10 {
            fixture.clock.advance(900);
            let guesser = start(&fixture, name, &format!("203.0.113.{tried}")).await.unwrap();
            for _ in 0..5.min(10 - tried) {
                let refused = check_from(&fixture, &guesser.secret, "00000000", &visitor("203.0.113.1")).await;
                assert!(matches!(refused, Err(CheckEmailError::Wrong { .. } | CheckEmailError::Over(_))), "{name}");
                tried += 1;
            }
        }
        fixture.clock.advance(900);
        let guesser = start(&fixture, name, "203.0.113.77").await.unwrap();
        let refused = check_from(&fixture, &guesser.secret, "00000000", &visitor("203.0.113.77")).await;
        assert!(matches!(refused, Err(CheckEmailError::TooManyToday { retry_after: 1.. })), "{name}: {refused:?}");
    }
    // The owner goes on, at home and with the browser that is known.
    for client in [visitor("192.0.2.1"), known_visitor("198.51.100.9", &browser)] {
        fixture.clock.advance(900);
        let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
        let code = waiting.letter.unwrap().code.expose();
        check_from(&fixture, &waiting.secret, &code, &client).await.unwrap();
    }
    // And everybody a day later; a place is forgotten with the browsers.
    let mut tx = fixture.database.write().await.unwrap();
    assert_eq!(client::forget_all(&mut tx, user.id, None).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = waiting.letter.unwrap().code.expose();
    assert!(matches!(check(&fixture, &waiting.secret, &code).await, Err(CheckEmailError::TooManyToday { .. })));
    fixture.clock.advance(DAY);
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = waiting.letter.unwrap().code.expose();
    check(&fixture, &waiting.secret, &code).await.unwrap();
}

#[tokio::test]
async fn code_lets_its_own_browser_in_once() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let letter = waiting.letter.unwrap();
    assert_eq!(letter.address.as_str(), "anna@nordhavn.example");
    let code = letter.code.expose();
    let other = start(&fixture, "anna", "198.51.100.7").await.unwrap();
    assert!(matches!(check(&fixture, &other.secret, &code).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    assert!(fixture.finish_of(&waiting.secret).await.is_err(), "not proved yet");
    check(&fixture, &waiting.secret, &code).await.unwrap();
    let opened = fixture.finish_of(&waiting.secret).await.unwrap();
    assert_eq!((opened.user, opened.method), (user.id, AuthenticationMethod::EmailCode));
    assert!(matches!(check(&fixture, &waiting.secret, &code).await, Err(CheckEmailError::Over(_))), "once");
}

#[tokio::test]
async fn code_is_over_after_five_tries_and_after_ten_minutes() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = waiting.letter.unwrap().code.expose();
    let wrong = if code.as_str() == "00000000" { "00000001" } else { "00000000" };
    for left in [4, 3, 2, 1] {
        let refused = check(&fixture, &waiting.secret, wrong).await;
        assert!(matches!(refused, Err(CheckEmailError::Wrong { tries_left }) if tries_left == left), "{left}");
    }
    assert!(matches!(check(&fixture, &waiting.secret, wrong).await, Err(CheckEmailError::Over(_))), "the fifth");
    assert!(
        matches!(check(&fixture, &waiting.secret, &code).await, Err(CheckEmailError::Over(_))),
        "even the right one"
    );
    let late = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = late.letter.unwrap().code.expose();
    fixture.clock.advance(600);
    assert!(matches!(check(&fixture, &late.secret, &code).await, Err(CheckEmailError::Over(_))), "ten minutes");
}

#[tokio::test]
async fn answers_are_the_same_when_nobody_has_that_name() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    for name in ["anna", "nobody"] {
        let address = format!("192.0.2.{}", name.len());
        let mut last = None;
        for _ in 0..3 {
            last = Some(start(&fixture, name, &address).await.unwrap());
        }
        let refused = start(&fixture, name, &address).await;
        assert!(matches!(refused, Err(SendEmailError::TooMany { retry_after: 900 })), "{name}: the fourth");
        let waiting = last.unwrap();
        assert_eq!(waiting.letter.is_some(), name == "anna");
        let wrong = check(&fixture, &waiting.secret, "12345678").await;
        assert!(matches!(wrong, Err(CheckEmailError::Wrong { tries_left: 4 })), "{name}: a wrong code");
    }
}

#[tokio::test]
async fn stranger_uses_up_the_letters_of_his_network_alone() {
    let fixture = Fixture::new().await;
    let user = fixture.user("anna").await;
    for _ in 0..3 {
        start(&fixture, "anna", "203.0.113.5").await.unwrap();
    }
    assert!(start(&fixture, "anna", "203.0.113.5").await.is_err());
    assert!(start(&fixture, "anna", "192.0.2.1").await.unwrap().letter.is_some(), "her own first login");
    let known = fixture.known_browser(&user).await;
    for round in 0..3 {
        let client = known_visitor("203.0.113.5", &known);
        let begun = fixture.begin(fixture.request("anna", &client, None)).await.unwrap();
        let letter = send(&fixture, &begun.secret, "203.0.113.5").await;
        assert!(letter.unwrap().is_some(), "{round}: her known browser, in the stranger's network");
    }
}

#[tokio::test]
async fn strangers_everywhere_fill_no_mailbox_and_leave_the_office_its_letters() {
    let office = Network::new("192.0.2.0".parse().unwrap(), 24);
    let limits = Limits { emails_of_strangers_per_day: 4, office_networks: vec![office], ..Limits::default() };
    let fixture = Fixture::in_memory(limits, RuleBook::default()).await;
    fixture.user("anna").await;
    for number in 0..4 {
        start(&fixture, "anna", &format!("203.0.113.{number}")).await.unwrap();
    }
    let refused = start(&fixture, "anna", "198.51.100.7").await;
    assert!(matches!(refused, Err(SendEmailError::TooMany { retry_after: 86_400 })));
    assert!(start(&fixture, "anna", "192.0.2.1").await.unwrap().letter.is_some(), "from the office");
    assert!(start(&fixture, "bo", "198.51.100.7").await.is_ok(), "another name");
}

#[tokio::test]
async fn colleagues_behind_one_address_all_get_a_code() {
    let fixture = Fixture::new().await;
    for number in 0..30 {
        start(&fixture, &format!("name{number}"), "192.0.2.1").await.unwrap();
    }
    let refused = start(&fixture, "name30", "192.0.2.1").await;
    assert!(matches!(refused, Err(SendEmailError::TooMany { retry_after: 3600 })));
    assert!(start(&fixture, "name30", "192.0.2.2").await.is_ok(), "another network");
}

#[tokio::test]
async fn office_network_gets_more_codes_than_another() {
    let office = Network::new("192.0.2.1".parse().unwrap(), 32);
    let limits = Limits {
        emails_per_source: 2,
        office_emails_per_source: 5,
        office_networks: vec![office],
        ..Limits::default()
    };
    let fixture = Fixture::in_memory(limits, RuleBook::default()).await;
    for (address, allowed) in [("192.0.2.1", 5), ("192.0.2.2", 2)] {
        for number in 0..allowed {
            start(&fixture, &format!("{number}-{address}"), address).await.unwrap();
        }
        assert!(start(&fixture, "one-more", address).await.is_err(), "{address}");
    }
}

#[tokio::test]
async fn code_counts_its_ten_minutes_when_it_was_sent_near_the_end_of_its_login() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    fixture.clock.advance(3_590);
    let code = send(&fixture, &waiting.secret, "192.0.2.1").await.unwrap().unwrap().code.expose();
    fixture.clock.advance(590);
    check(&fixture, &waiting.secret, &code).await.unwrap();
    assert!(fixture.finish_of(&waiting.secret).await.is_ok());
}

#[tokio::test]
async fn code_that_still_counts_is_sent_again_with_the_tries_that_are_left() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let first = waiting.letter.unwrap().code.expose();
    let wrong = if first.as_str() == "00000000" { "00000001" } else { "00000000" };
    assert!(matches!(check(&fixture, &waiting.secret, wrong).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    let second = send(&fixture, &waiting.secret, "192.0.2.1").await.unwrap().unwrap().code.expose();
    assert_eq!(first, second, "whichever letter comes first");
    assert!(matches!(check(&fixture, &waiting.secret, wrong).await, Err(CheckEmailError::Wrong { tries_left: 3 })));
    assert!(check(&fixture, &waiting.secret, &first).await.is_ok());
}

#[tokio::test]
async fn earlier_code_is_worth_nothing_when_a_new_one_was_sent() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let first = waiting.letter.unwrap().code.expose();
    fixture.clock.advance(541);
    let second = send(&fixture, &waiting.secret, "192.0.2.1").await.unwrap().unwrap().code.expose();
    assert_ne!(first, second, "less than a minute was left");
    assert!(matches!(check(&fixture, &waiting.secret, &first).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    assert!(check(&fixture, &waiting.secret, &second).await.is_ok());
}

#[tokio::test]
async fn code_goes_along_when_the_same_browser_begins_anew_and_gets_no_more_tries() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let first = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let code = first.letter.unwrap().code.expose();
    let wrong = if code.as_str() == "00000000" { "00000001" } else { "00000000" };
    assert!(matches!(check(&fixture, &first.secret, wrong).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    let client = visitor("192.0.2.1");
    let again = fixture.begin(fixture.request("anna", &client, Some(&first.secret))).await.unwrap();
    assert!(matches!(check(&fixture, &first.secret, &code).await, Err(CheckEmailError::Over(_))), "the earlier login");
    assert!(matches!(check(&fixture, &again.secret, wrong).await, Err(CheckEmailError::Wrong { tries_left: 3 })));
    let letter = send(&fixture, &again.secret, "192.0.2.1").await.unwrap().unwrap();
    assert_eq!(letter.code.expose(), code);
    assert!(check(&fixture, &again.secret, &code).await.is_ok());
    let other = fixture.begin(fixture.request("bo", &client, Some(&again.secret))).await.unwrap();
    assert!(matches!(check(&fixture, &other.secret, &code).await, Err(CheckEmailError::Over(_))), "for another name");
}
