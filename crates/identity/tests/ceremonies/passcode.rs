//! Passcodes: later than the last, from a known browser, ten wrong ones at most.

use identity::credential::passcode::{self, CheckPasscodeError};
use identity::login::client::{ClientContext, ClientSecret};
use identity::login::methods::AuthenticationMethod;
use identity::store::{Store as _, prelude::*};
use otp::{Passcode, Secret, totp};

use testkit::{Device, Fixture, known_visitor, visitor};

struct Scene {
    fixture: Fixture,
    device: Device,
    cookie: ClientSecret,
}

impl Scene {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let user = fixture.user("anna").await;
        let device = fixture.device(&user).await;
        let waiting = fixture.start_push(&user, &visitor("192.0.2.1")).await;
        fixture.approve(&device, &waiting).await;
        let cookie = fixture.finish(&waiting).await.unwrap().browser;
        Self { fixture, device, cookie }
    }

    fn passcode(&self, ahead: u64) -> Passcode {
        totp::generate(&Secret::from(&self.device.seed), totp::Parameters::SEGL, self.fixture.now().0 + ahead)
    }

    /// Types it in a login that has just begun; returns how its session was proved.
    async fn check(&self, typed: &Passcode, client: ClientContext) -> Result<AuthenticationMethod, CheckPasscodeError> {
        let fixture = &self.fixture;
        let begun = fixture.begin(fixture.request("anna", &client, None)).await.unwrap();
        let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
        passcode::check(database, issuer, now, &begun.secret, typed, &client).await?;
        Ok(fixture.finish_of(&begun.secret).await.unwrap().method)
    }

    async fn check_here(&self, typed: &Passcode) -> Result<AuthenticationMethod, CheckPasscodeError> {
        self.check(typed, known_visitor("192.0.2.1", &self.cookie)).await
    }

    fn wrong(&self) -> Passcode {
        let right: Vec<_> = [0, 30, 60].map(|ahead| self.passcode(ahead).expose().to_string()).into();
        let wrong =
            ["000000", "000001", "000002", "000003"].into_iter().find(|text| !right.contains(&(*text).to_owned()));
        wrong.unwrap().parse().unwrap()
    }
}

#[tokio::test]
async fn passcode_lets_a_known_browser_in_once() {
    let scene = Scene::new().await;
    let passcode = scene.passcode(0);
    assert_eq!(scene.check_here(&passcode).await.unwrap(), AuthenticationMethod::Passcode);
    assert!(matches!(scene.check_here(&passcode).await, Err(CheckPasscodeError::Wrong)), "replayed");
    assert!(scene.check_here(&scene.passcode(30)).await.is_ok(), "a later one, from a clock that runs ahead");
    assert!(matches!(scene.check_here(&passcode).await, Err(CheckPasscodeError::Wrong)), "an earlier one");
}

#[tokio::test]
async fn passcode_lets_an_unknown_browser_in() {
    let scene = Scene::new().await;
    let proved = scene.check(&scene.passcode(0), visitor("198.51.100.7")).await;
    assert_eq!(proved.unwrap(), AuthenticationMethod::Passcode);
    let again = scene.check(&scene.passcode(0), visitor("198.51.100.7")).await;
    assert!(matches!(again, Err(CheckPasscodeError::Wrong)), "once");
}

#[tokio::test]
async fn wrong_passcodes_of_strangers_pause_their_network_and_no_known_browser() {
    let scene = Scene::new().await;
    for round in 0..3 {
        let wrong = scene.check(&scene.wrong(), visitor("198.51.100.7")).await;
        assert!(matches!(wrong, Err(CheckPasscodeError::Wrong)), "{round}: {wrong:?}");
    }
    let right = scene.check(&scene.passcode(0), visitor("198.51.100.7")).await;
    assert!(matches!(right, Err(CheckPasscodeError::Paused { retry_after: 900 })), "not looked at: {right:?}");
    assert_eq!(scene.fixture.token(scene.device.id).await.passcode.count, 0, "no token is paused");
    assert!(scene.check(&scene.passcode(0), visitor("203.0.113.9")).await.is_ok(), "another network");
    assert!(scene.check_here(&scene.passcode(30)).await.is_ok(), "a known browser");
    scene.fixture.clock.advance(900);
    assert!(scene.check(&scene.passcode(30), visitor("198.51.100.7")).await.is_ok(), "after the pause");
}

#[tokio::test]
async fn strangers_of_all_networks_have_ten_passcodes_a_day_and_never_switch_them_off() {
    let scene = Scene::new().await;
    for round in 0..10 {
        let wrong = scene.check(&scene.wrong(), visitor(&format!("198.51.100.{round}"))).await;
        assert!(matches!(wrong, Err(CheckPasscodeError::Wrong)), "{round}");
    }
    let eleventh = scene.check(&scene.passcode(0), visitor("203.0.113.9")).await;
    assert!(matches!(eleventh, Err(CheckPasscodeError::Paused { retry_after: 86_400 })), "{eleventh:?}");
    assert!(scene.check_here(&scene.passcode(0)).await.is_ok(), "known browsers are counted apart");
    scene.fixture.clock.advance(86_400);
    assert!(scene.check(&scene.passcode(0), visitor("203.0.113.9")).await.is_ok(), "a day later");
}

#[tokio::test]
async fn stranger_hears_the_same_when_nobody_has_the_name_or_passcodes_are_off() {
    let scene = Scene::new().await;
    let (fixture, client) = (&scene.fixture, visitor("198.51.100.7"));
    fixture.user("without-a-token").await;
    let off = fixture.user("off").await;
    let device = fixture.device(&off).await;
    let mut tx = fixture.database.write().await.unwrap();
    let mut token = tx.token(device.id).await.unwrap().unwrap();
    for _ in 0..10 {
        token.passcode = token.passcode.record_failure(&fixture.issuer.limits.passcode_pauses, fixture.now());
    }
    tx.update_token(&token).await.unwrap();
    tx.commit().await.unwrap();
    for name in ["anna", "nobody", "without-a-token", "off"] {
        for round in 0..4 {
            let begun = fixture.begin(fixture.request(name, &client, None)).await.unwrap();
            let (database, issuer, now) = (&fixture.database, &fixture.issuer, fixture.now());
            let heard = passcode::check(database, issuer, now, &begun.secret, &scene.wrong(), &client).await;
            match round {
                3 => {
                    assert!(matches!(heard, Err(CheckPasscodeError::Paused { retry_after: 900 })), "{name}: {heard:?}");
                }
                _ => assert!(matches!(heard, Err(CheckPasscodeError::Wrong)), "{name}: {heard:?}"),
            }
        }
    }
}

#[tokio::test]
async fn passcodes_are_off_when_ten_in_a_row_were_wrong() {
    let scene = Scene::new().await;
    for round in 1..=9 {
        assert!(matches!(scene.check_here(&scene.wrong()).await, Err(CheckPasscodeError::Wrong)), "{round}");
        let pauses = scene.fixture.token(scene.device.id).await.passcode.wait(scene.fixture.now()).is_some();
        assert_eq!(pauses, round >= 4, "{round}");
        if pauses {
            let early = scene.check_here(&scene.passcode(0)).await;
            assert!(matches!(early, Err(CheckPasscodeError::Paused { .. })), "{round}");
        }
        scene.fixture.clock.advance(3600);
    }
    assert!(matches!(scene.check_here(&scene.wrong()).await, Err(CheckPasscodeError::Disabled)), "the tenth");
    scene.fixture.clock.advance(24 * 3600);
    assert!(matches!(scene.check_here(&scene.passcode(0)).await, Err(CheckPasscodeError::Disabled)), "for good");
}
