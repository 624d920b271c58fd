//! A code by e-mail: one browser, five tries, ten minutes.

use identity::credential::email_code::{self, CheckEmailError, Letter, SendEmailError};
use identity::login::client::{self, ClientContext, ClientSecret};
use identity::login::methods::AuthenticationMethod;
use identity::policy::DAY;
use identity::store::{Store, Tx};

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
        let mut last = None;
        for _ in 0..3 {
            last = Some(start(&fixture, name, &format!("192.0.2.{}", name.len())).await.unwrap());
        }
        let refused = start(&fixture, name, "198.51.100.7").await;
        assert!(matches!(refused, Err(SendEmailError::TooMany { retry_after: 900 })), "{name}: the fourth");
        let waiting = last.unwrap();
        assert_eq!(waiting.letter.is_some(), name == "anna");
        let wrong = check(&fixture, &waiting.secret, "12345678").await;
        assert!(matches!(wrong, Err(CheckEmailError::Wrong { tries_left: 4 })), "{name}: a wrong code");
    }
}

#[tokio::test]
async fn network_is_refused_when_it_asks_for_an_eleventh_code_within_an_hour() {
    let fixture = Fixture::new().await;
    for number in 0..10 {
        start(&fixture, &format!("name{number}"), "192.0.2.1").await.unwrap();
    }
    let refused = start(&fixture, "name10", "192.0.2.1").await;
    assert!(matches!(refused, Err(SendEmailError::TooMany { retry_after: 3600 })));
    assert!(start(&fixture, "name10", "192.0.2.2").await.is_ok(), "another network");
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
async fn earlier_code_is_worth_nothing_when_another_was_sent() {
    let fixture = Fixture::new().await;
    fixture.user("anna").await;
    let waiting = start(&fixture, "anna", "192.0.2.1").await.unwrap();
    let first = waiting.letter.unwrap().code.expose();
    let second = send(&fixture, &waiting.secret, "192.0.2.1").await.unwrap().unwrap().code.expose();
    assert!(matches!(check(&fixture, &waiting.secret, &first).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    assert!(check(&fixture, &waiting.secret, &second).await.is_ok());
}
