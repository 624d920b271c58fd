//! A code by e-mail: one browser, five tries, ten minutes.

use identity::credential::email_code::{self, CheckEmailError, StartEmailError, WaitingForCode};
use identity::login::client::BrowserSecret;
use identity::login::session::{Level, OpenedSession};

use testkit::{Fixture, source, visitor};

async fn start(fixture: &Fixture, name: &str, address: &str) -> Result<WaitingForCode, StartEmailError> {
    let app = fixture;
    let (name, source) = (name.parse().unwrap(), source(address));
    email_code::start(&app.database, &app.issuer, &app.work, fixture.now(), &mut fixture.rng(), &name, source).await
}

async fn check(fixture: &Fixture, secret: &BrowserSecret, typed: &str) -> Result<OpenedSession, CheckEmailError> {
    let (app, typed, visitor) = (fixture, typed.parse().unwrap(), visitor("192.0.2.1"));
    let (now, mut rng) = (fixture.now(), fixture.rng());
    email_code::check(&app.database, &app.issuer, &app.work, now, &mut rng, secret, typed, visitor).await
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
    let opened = check(&fixture, &waiting.secret, &code).await.unwrap();
    assert_eq!((opened.user, opened.level), (user.id, Level::Email));
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
        assert!(matches!(refused, Err(StartEmailError::TooMany { retry_after: 900 })), "{name}: the fourth");
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
    assert!(matches!(refused, Err(StartEmailError::TooMany { retry_after: 3600 })));
    assert!(start(&fixture, "name10", "192.0.2.2").await.is_ok(), "another network");
}
