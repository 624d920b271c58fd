//! A code by e-mail: one browser, five tries, ten minutes.

use identity::{
    browser::BrowserSecret,
    email_code::{self, CheckEmailError, StartEmailError, WaitingForCode},
    session::{Level, OpenedSession},
};

use crate::stage::{Stage, source, visitor};

async fn start(stage: &Stage, name: &str, address: &str) -> Result<WaitingForCode, StartEmailError> {
    let app = &stage.state;
    let (name, source) = (name.parse().unwrap(), source(address));
    email_code::start(&app.database, &app.issuer, &app.work, stage.now(), &mut stage.rng(), &name, source).await
}

async fn check(stage: &Stage, secret: &BrowserSecret, typed: &str) -> Result<OpenedSession, CheckEmailError> {
    let (app, typed, visitor) = (&stage.state, typed.parse().unwrap(), visitor("192.0.2.1"));
    let (now, mut rng) = (stage.now(), stage.rng());
    email_code::check(&app.database, &app.issuer, &app.work, now, &mut rng, secret, typed, visitor).await
}

#[tokio::test]
async fn code_lets_its_own_browser_in_once() {
    let stage = Stage::new().await;
    let user = stage.user("anna").await;
    let waiting = start(&stage, "anna", "192.0.2.1").await.unwrap();
    let letter = waiting.letter.unwrap();
    assert_eq!(letter.address.as_str(), "anna@nordhavn.example");
    let code = letter.code.expose();
    let other = start(&stage, "anna", "198.51.100.7").await.unwrap();
    assert!(matches!(check(&stage, &other.secret, &code).await, Err(CheckEmailError::Wrong { tries_left: 4 })));
    let opened = check(&stage, &waiting.secret, &code).await.unwrap();
    assert_eq!((opened.user, opened.level), (user.id, Level::Email));
    assert!(matches!(check(&stage, &waiting.secret, &code).await, Err(CheckEmailError::Over(_))), "once");
}

#[tokio::test]
async fn code_is_over_after_five_tries_and_after_ten_minutes() {
    let stage = Stage::new().await;
    stage.user("anna").await;
    let waiting = start(&stage, "anna", "192.0.2.1").await.unwrap();
    let code = waiting.letter.unwrap().code.expose();
    let wrong = if code.as_str() == "00000000" { "00000001" } else { "00000000" };
    for left in [4, 3, 2, 1] {
        let refused = check(&stage, &waiting.secret, wrong).await;
        assert!(matches!(refused, Err(CheckEmailError::Wrong { tries_left }) if tries_left == left), "{left}");
    }
    assert!(matches!(check(&stage, &waiting.secret, wrong).await, Err(CheckEmailError::Over(_))), "the fifth");
    assert!(matches!(check(&stage, &waiting.secret, &code).await, Err(CheckEmailError::Over(_))), "even the right one");
    let late = start(&stage, "anna", "192.0.2.1").await.unwrap();
    let code = late.letter.unwrap().code.expose();
    stage.clock.advance(600);
    assert!(matches!(check(&stage, &late.secret, &code).await, Err(CheckEmailError::Over(_))), "ten minutes");
}

#[tokio::test]
async fn answers_are_the_same_when_nobody_has_that_name() {
    let stage = Stage::new().await;
    stage.user("anna").await;
    for name in ["anna", "nobody"] {
        let mut last = None;
        for _ in 0..3 {
            last = Some(start(&stage, name, &format!("192.0.2.{}", name.len())).await.unwrap());
        }
        let refused = start(&stage, name, "198.51.100.7").await;
        assert!(matches!(refused, Err(StartEmailError::TooMany { retry_after: 900 })), "{name}: the fourth");
        let waiting = last.unwrap();
        assert_eq!(waiting.letter.is_some(), name == "anna");
        let wrong = check(&stage, &waiting.secret, "12345678").await;
        assert!(matches!(wrong, Err(CheckEmailError::Wrong { tries_left: 4 })), "{name}: a wrong code");
    }
}

#[tokio::test]
async fn network_is_refused_when_it_asks_for_an_eleventh_code_within_an_hour() {
    let stage = Stage::new().await;
    for number in 0..10 {
        start(&stage, &format!("name{number}"), "192.0.2.1").await.unwrap();
    }
    let refused = start(&stage, "name10", "192.0.2.1").await;
    assert!(matches!(refused, Err(StartEmailError::TooMany { retry_after: 3600 })));
    assert!(start(&stage, "name10", "192.0.2.2").await.is_ok(), "another network");
}
