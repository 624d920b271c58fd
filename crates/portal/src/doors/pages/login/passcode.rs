//! `GET /login/passcode`: the page that asks for a code from the app. `POST /login/passcode`: checks it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::credential::passcode::{self, CheckPasscodeError};
use otp::Passcode;
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{EnterError, Waiting, enter};
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/passcode.html")]
struct PasscodePage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    error: Option<String>,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, waiting: Waiting) -> Response {
    page(&app, &visit, &waiting, None)
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    passcode: String,
}

/// Why a passcode lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasscodeLoginError {
    #[error("not a passcode")]
    Malformed,
    #[error(transparent)]
    Check(#[from] CheckPasscodeError),
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    waiting: Waiting,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    match check(&app, &waiting, &client, &fields.passcode).await {
        Ok(()) => enter(&app, &jar, client, &waiting.secret).await.map_err(EnterError::just_proved),
        Err(PasscodeLoginError::Check(error @ (CheckPasscodeError::Store(_) | CheckPasscodeError::Unseal(_)))) => {
            Err(ErrorPage::internal(&error))
        }
        Err(PasscodeLoginError::Check(CheckPasscodeError::Over)) => Ok(Redirect::to("/?too-old").into_response()),
        Err(error) => {
            let page = page(&app, &visit, &waiting, Some(sentence(visit.language(), &error)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn check(app: &App, waiting: &Waiting, client: &Client, typed: &str) -> Result<(), PasscodeLoginError> {
    let typed = typed.parse::<Passcode>().map_err(|_| PasscodeLoginError::Malformed)?;
    if u8::from(typed.digits()) != DIGITS {
        return Err(PasscodeLoginError::Malformed);
    }
    Ok(passcode::check(&app.database, &app.issuer, app.now(), &waiting.secret, &typed, &client.0).await?)
}

fn sentence(t: Language, error: &PasscodeLoginError) -> String {
    match error {
        PasscodeLoginError::Malformed => t.passcode_malformed().to_owned(),
        PasscodeLoginError::Check(CheckPasscodeError::Paused { retry_after }) => {
            t.passcode_paused(t.wait(*retry_after))
        }
        PasscodeLoginError::Check(CheckPasscodeError::Disabled) => t.passcode_disabled().to_owned(),
        PasscodeLoginError::Check(CheckPasscodeError::NotAllowed) => t.passcode_not_allowed().to_owned(),
        PasscodeLoginError::Check(_) => t.passcode_wrong().to_owned(),
    }
}

fn page(app: &App, visit: &Visit, waiting: &Waiting, error: Option<String>) -> Response {
    render::html(&PasscodePage {
        t: visit.language(),
        frame: visit.frame(app, None),
        user_name: waiting.name.as_str(),
        error,
    })
}

const DIGITS: u8 = 6;

#[cfg(test)]
mod tests {
    use otp::{Secret, totp};

    use crate::testing::browser::Browser;
    use crate::testing::fixture::{Device, Fixture};

    fn code(fixture: &Fixture, device: &Device) -> String {
        totp::generate(&Secret::from(&device.seed), totp::Parameters::SEGL, fixture.now().0).grouped().to_string()
    }

    async fn known_browser(fixture: &Fixture) -> (Browser, Device) {
        let user = fixture.user("anna").await;
        let mut browser = Browser::new(fixture);
        browser.log_in_by_mail("anna").await;
        browser.post("/logout", &[]).await;
        let device = fixture.device(&user).await;
        browser.get("/").await;
        browser.post("/login", &[("user_name", "anna")]).await;
        browser.get("/login/passcode").await;
        (browser, device)
    }

    #[tokio::test]
    async fn passcode_lets_in_once_when_the_browser_is_known() {
        let fixture = Fixture::new().await;
        let (mut browser, device) = known_browser(&fixture).await;
        let passcode = code(&fixture, &device);
        assert_eq!(browser.post("/login/passcode", &[("passcode", &passcode)]).await.path, "/profile");
        browser.post("/logout", &[]).await;
        browser.post("/login", &[("user_name", "anna")]).await;
        let answer = browser.post("/login/passcode", &[("passcode", &passcode)]).await;
        assert_eq!((answer.status.as_u16(), answer.path.as_str()), (422, "/login/passcode"));
    }

    #[tokio::test]
    async fn passcode_lets_an_unknown_browser_in_and_pauses_after_three_wrong_ones() {
        let fixture = Fixture::new().await;
        let (browser, device) = known_browser(&fixture).await;
        let mut other = browser.another();
        other.get("/").await;
        other.post("/login", &[("user_name", "anna")]).await;
        let right = code(&fixture, &device);
        assert_eq!(other.post("/login/passcode", &[("passcode", &right)]).await.path, "/profile");
        let mut guesser = browser.another();
        guesser.get("/").await;
        guesser.post("/login", &[("user_name", "anna")]).await;
        for _ in 0..3 {
            guesser.post("/login/passcode", &[("passcode", &right)]).await;
        }
        let answer = guesser.post("/login/passcode", &[("passcode", &right)]).await;
        assert!(answer.error().is_some_and(|error| error.contains("Wait 15 minutes")), "{:?}", answer.error());
    }

    #[tokio::test]
    async fn passcode_costs_no_try_when_it_is_not_six_digits() {
        let fixture = Fixture::new().await;
        let (mut browser, device) = known_browser(&fixture).await;
        for _ in 0..11 {
            let answer = browser.post("/login/passcode", &[("passcode", "12345678")]).await;
            assert_eq!(answer.error(), Some("The code has 6 digits. Check it and type it again."));
        }
        assert_eq!(browser.post("/login/passcode", &[("passcode", &code(&fixture, &device))]).await.path, "/profile");
    }

    #[tokio::test]
    async fn login_begins_anew_when_a_right_passcode_comes_after_an_hour() {
        let fixture = Fixture::new().await;
        let (mut browser, device) = known_browser(&fixture).await;
        fixture.clock.advance(3600);
        let answer = browser.post("/login/passcode", &[("passcode", &code(&fixture, &device))]).await;
        assert_eq!(answer.path, "/?too-old", "{:?}", answer.error());
    }
}
