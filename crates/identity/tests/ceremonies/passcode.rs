//! Passcodes: later than the last, from a known browser, ten wrong ones at most.

use identity::credential::passcode::{self, CheckPasscodeError};
use identity::login::client::{ClientContext, ClientSecret};
use identity::login::methods::AuthenticationMethod;
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
async fn passcode_is_not_looked_at_when_the_browser_is_unknown() {
    let scene = Scene::new().await;
    for _ in 0..20 {
        let refused = scene.check(&scene.passcode(0), visitor("192.0.2.1")).await;
        assert!(matches!(refused, Err(CheckPasscodeError::UnknownBrowser)));
    }
    assert!(scene.check_here(&scene.passcode(0)).await.is_ok(), "strangers have not locked it");
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
