//! `GET /`: the user name. `POST /login`: the first step, a push or an e-mailed code.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use identity::account::user::UserName;
use identity::credential::email_code::{self, StartEmailError, WaitingForCode};
use identity::login::{self, StartPushError, Way};
use identity::throttle::PushRefusal;
use lettre::message::Mailbox;
use serde::Deserialize;

use crate::doors::pages::Web;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::{Employee, Stranger};
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, LoginPage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, code, push};

/// The login page; an employee who is logged in already goes on to the profile.
pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Result<Employee, Stranger>,
    RawQuery(query): RawQuery,
) -> Response {
    match employee {
        Ok(_) => Redirect::to("/profile").into_response(),
        Err(Stranger::ErrorPage(trouble)) => trouble.into_response(),
        Err(Stranger::NotLoggedIn) => page(&web, &visit, "", None, query.as_deref()),
    }
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    user_name: String,
}

/// Why the first step is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartLoginError {
    #[error("the user name is not one")]
    Name,
    #[error(transparent)]
    ErrorPage(#[from] ErrorPage),
}

/// The first step for a user name; the answer is the same whether or not somebody has it.
pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    Posted(fields): Posted<Fields>,
) -> Response {
    match begin_named(&web, &visit, client, &jar, &fields.user_name).await {
        Ok(response) => response,
        Err(StartLoginError::ErrorPage(trouble)) => trouble.into_response(),
        Err(StartLoginError::Name) => {
            let t = visit.language();
            let typed = fields.user_name.trim();
            let error = if typed.is_empty() { t.user_name_missing() } else { t.user_name_malformed() };
            let shown: String = typed.chars().take(64).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, page(&web, &visit, &shown, Some(error.to_owned()), None)).into_response()
        }
    }
}

async fn begin_named(
    web: &Web,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    typed: &str,
) -> Result<Response, StartLoginError> {
    let name = typed.parse().map_err(|_| StartLoginError::Name)?;
    Ok(begin(web, visit, client, jar, name).await?)
}

/// Sends a push or a code, whichever the account is for, and goes to the page that waits for the answer.
pub(crate) async fn begin(
    web: &Web,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    name: UserName,
) -> Result<Response, ErrorPage> {
    let way = login::way(web.store(), web.issuer(), &name).await.map_err(|error| ErrorPage::internal(&error))?;
    match way {
        Way::Push => begin_push(web, visit, client, jar, name).await,
        Way::Email => begin_email(web, visit, client, jar, name).await,
    }
}

/// Sends a push to the account's devices.
pub(crate) async fn begin_push(
    web: &Web,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    name: UserName,
) -> Result<Response, ErrorPage> {
    let previous = Waiting::read(jar, web);
    let previous = previous.as_ref().map(|waiting| &waiting.secret);
    let started =
        login::start_push(web.store(), web.issuer(), web.now(), &mut web.entropy(), &name, &client.0, previous).await;
    match started {
        Ok(login) => {
            let waiting = Waiting { name, secret: login.secret };
            Ok((CookieJar::new().add(waiting.cookie(web)), Redirect::to("/login/push")).into_response())
        }
        Err(StartPushError::Refused(PushRefusal::NoToken)) => begin_email(web, visit, client, jar, name).await,
        Err(StartPushError::Refused(refusal)) => {
            let waiting = Waiting::new(name, web);
            let page = push::refused(web, visit, &waiting, refusal);
            Ok((StatusCode::TOO_MANY_REQUESTS, CookieJar::new().add(waiting.cookie(web)), page).into_response())
        }
        Err(StartPushError::TooManyFromNetwork { .. }) => Err(ErrorPage::TooMany),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

/// Sends a code to the account's address, if there is such an account.
pub(crate) async fn begin_email(
    web: &Web,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    name: UserName,
) -> Result<Response, ErrorPage> {
    let work = web.work();
    let started =
        email_code::start(web.store(), web.issuer(), work, web.now(), &mut web.entropy(), &name, client.0.source).await;
    match started {
        Ok(WaitingForCode { secret, letter, .. }) => {
            if let Some(letter) = letter {
                send(web, visit, &letter)?;
            }
            let waiting = Waiting { name, secret };
            Ok((CookieJar::new().add(waiting.cookie(web)), Redirect::to("/login/code")).into_response())
        }
        Err(StartEmailError::TooMany { retry_after }) => {
            // The code that was sent before, if it was for the same name, is still worth something here.
            let before = Waiting::read(jar, web).filter(|waiting| waiting.name == name);
            let waiting = before.unwrap_or_else(|| Waiting::new(name, web));
            let t = visit.language();
            let error = t.code_too_many_sent(t.wait(retry_after));
            let page = code::page(web, visit, &waiting, Some(error), false).await?;
            Ok((StatusCode::TOO_MANY_REQUESTS, CookieJar::new().add(waiting.cookie(web)), page).into_response())
        }
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

fn send(web: &Web, visit: &Visit, letter: &email_code::Letter) -> Result<(), ErrorPage> {
    let context = web.letter_to(&letter.user, visit.language())?;
    let to = letter.address.as_str().parse().map_err(|error| ErrorPage::internal(&error))?;
    let context = crate::mail::LetterContext { to: Mailbox::new(None, to), ..context };
    web.mail().send(context.code(&letter.code.expose()).map_err(|error| ErrorPage::internal(&error))?);
    Ok(())
}

fn page(web: &Web, visit: &Visit, user_name: &str, error: Option<String>, query: Option<&str>) -> Response {
    render::html(&LoginPage {
        t: visit.language(),
        frame: visit.frame(web, None),
        user_name,
        error,
        logged_out: query == Some("logged-out"),
        too_old: query == Some("too-old"),
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[tokio::test]
    async fn user_name_is_asked_for_again_when_it_is_none() {
        let mut browser = Browser::new(&Fixture::new().await);
        browser.get("/").await;
        let answer = browser.post("/login", &[("user_name", "  ")]).await;
        assert_eq!((answer.status.as_u16(), answer.error()), (422, Some("Type your user name.")));
        let answer = browser.post("/login", &[("user_name", "<script>")]).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.body.contains("<script>"), "what was typed is text");
    }

    #[tokio::test]
    async fn front_page_leads_on_when_logged_in() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        assert_eq!(browser.get("/").await.path, "/profile");
        fixture.clock.advance(15 * 60);
        assert_eq!(browser.get("/profile").await.path, "/", "idle for a quarter of an hour");
    }

    #[tokio::test]
    async fn mail_is_written_in_the_language_of_the_page() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.get("/").await;
        browser.post("/language", &[("language", "da"), ("back", "/")]).await;
        browser.post("/login", &[("user_name", "anna")]).await;
        assert!(browser.mail.newest().is_some_and(|letter| letter.subject == "Din engangskode til Nordhavn Energi"));
    }
}
