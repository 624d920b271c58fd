//! `GET /`: the user name. `POST /login`: the first step, a push or an e-mailed code.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use identity::account::user::UserName;
use identity::credential::email_code::{self, SendEmailError};
use identity::login::attempt::{Asker, Continuation, ReturnPath};
use identity::login::{self, BeginError, First, Request};
use identity::relying_party;
use identity::store::prelude::*;
use identity::store::{Store as _, StoreError};
use lettre::message::Mailbox;
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::{Employee, Stranger};
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{Waiting, code, push};
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;
use crate::mail::LetterContext;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "login/start.html")]
struct LoginPage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    error: Option<String>,
    logged_out: bool,
    logged_out_everywhere: bool,
    too_old: bool,
}

/// The login page; an employee who is logged in already goes on to the profile.
pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Result<Employee, Stranger>,
    RawQuery(query): RawQuery,
) -> Response {
    match employee {
        Ok(_) => routes::Overview.redirect().into_response(),
        Err(Stranger::ErrorPage(error)) => error.into_response(),
        Err(Stranger::OnlyTypes) => routes::Types.redirect().into_response(),
        Err(Stranger::NotLoggedIn) => page(&app, &visit, "", None, query.as_deref()),
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
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    Posted(fields): Posted<Fields>,
) -> Response {
    match begin_named(&app, &visit, client, &jar, &fields.user_name).await {
        Ok(response) => response,
        Err(StartLoginError::ErrorPage(error)) => error.into_response(),
        Err(StartLoginError::Name) => {
            let t = visit.language();
            let typed = fields.user_name.trim();
            let error = if typed.is_empty() { t.user_name_missing() } else { t.user_name_malformed() };
            let shown: String = typed.chars().take(64).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &visit, &shown, Some(error.to_owned()), None)).into_response()
        }
    }
}

async fn begin_named(
    app: &App,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    typed: &str,
) -> Result<Response, StartLoginError> {
    let name = typed.parse().map_err(|_| StartLoginError::Name)?;
    Ok(begin(app, visit, client, jar, name, ReturnPage::Profile.into()).await?)
}

/// Begins an attempt, and goes to the page of its first step. `then` is the page of the portal that it leads to.
pub(crate) async fn begin(
    app: &App,
    visit: &Visit,
    client: Client,
    jar: &CookieJar,
    name: UserName,
    then: ReturnPath,
) -> Result<Response, ErrorPage> {
    refuse_wide_flood(app, &client, &name).await?;
    let before = Waiting::read(jar, app).await?;
    let request = Request {
        asker: Asker::Portal,
        relying_party: relying_party::portal(&app.issuer),
        name: name.clone(),
        client: &client.0,
        continuation: Continuation::Page(then),
        previous: before.as_ref().map(|waiting| &waiting.secret),
    };
    let begun = login::begin(&app.database, &app.issuer, app.now(), &mut app.entropy(), request).await;
    let begun = match begun {
        Ok(begun) => begun,
        Err(BeginError::TooManyFromNetwork { .. }) => return Err(ErrorPage::TooMany),
        Err(error) => return Err(ErrorPage::internal(&error)),
    };
    let waiting = Waiting { name, secret: begun.secret };
    let cookie = CookieJar::new().add(Waiting::cookie(&waiting.secret, app));
    Ok(match begun.first {
        First::Push(_) | First::Pull(_) => (cookie, routes::Push.redirect()).into_response(),
        First::Passcode => (cookie, routes::Passcode.redirect()).into_response(),
        First::Refused(refusal) => {
            let page = push::refused(app, visit, &waiting, refusal);
            (StatusCode::TOO_MANY_REQUESTS, cookie, page).into_response()
        }
        First::EmailCode => {
            let sent = send_code(app, visit, &client, &waiting).await?;
            // Where no more codes are sent, the one that was sent for the same name before is still worth something.
            let keeps_before = sent.status() == StatusCode::TOO_MANY_REQUESTS
                && before.is_some_and(|before| before.name == waiting.name);
            if keeps_before { sent } else { (cookie, sent).into_response() }
        }
    })
}

/// Counts the login for the wider networks of IPv6; where they are full, only browsers that the account knows go on. An office
/// has a budget of its own.
async fn refuse_wide_flood(app: &App, client: &Client, name: &UserName) -> Result<(), ErrorPage> {
    if app.issuer.limits.is_office(client.0.source) {
        return Ok(());
    }
    let (now, networks) = (app.now(), client.0.source.wider_networks());
    let is_full = networks.iter().any(|network| app.limits.by_wide_network.admit(network, now).is_err());
    for network in networks {
        app.limits.by_wide_network.record_failure(network, now);
    }
    if is_full && !is_known(app, client, name).await.map_err(|error| ErrorPage::internal(&error))? {
        return Err(ErrorPage::TooMany);
    }
    Ok(())
}

async fn is_known(app: &App, client: &Client, name: &UserName) -> Result<bool, StoreError> {
    let mut tx = app.database.read().await?;
    match tx.user_by_name(name).await? {
        Some(user) => client.0.is_known(&mut tx, user.id).await,
        None => Ok(false),
    }
}

/// Sends a code of the attempt to the account's address, if there is such an account, and goes to the page that asks for it.
pub(crate) async fn send_code(
    app: &App,
    visit: &Visit,
    client: &Client,
    waiting: &Waiting,
) -> Result<Response, ErrorPage> {
    let (work, source, mut rng) = (&app.work, client.0.source, app.entropy());
    let sent = email_code::send(&app.database, &app.issuer, work, app.now(), &mut rng, &waiting.secret, source).await;
    match sent {
        Ok(letter) => {
            if let Some(letter) = letter {
                send(app, visit, &letter)?;
            }
            Ok(routes::Code.redirect().into_response())
        }
        Err(SendEmailError::TooMany { retry_after }) => {
            // A code of this attempt that was sent before is still worth something here.
            let t = visit.language();
            let error = t.code_too_many_sent(t.wait(retry_after));
            let page = code::page(app, visit, waiting, Some(error), false);
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
        Err(SendEmailError::Unknown) => Ok(routes::Front.too_old().into_response()),
        Err(error) => Err(ErrorPage::internal(&error)),
    }
}

fn send(app: &App, visit: &Visit, letter: &email_code::Letter) -> Result<(), ErrorPage> {
    let to = letter.address.as_str().parse().map_err(|error| ErrorPage::internal(&error))?;
    let context = LetterContext {
        to: Mailbox::new(None, to),
        name: letter.user.display_name.clone(),
        language: visit.language(),
        organisation: app.config.name.clone(),
        origin: app.config.origin.as_str().to_owned(),
        at: app.now().0,
    };
    app.mail.send(context.code(&letter.code.expose()).map_err(|error| ErrorPage::internal(&error))?);
    Ok(())
}

fn page(app: &App, visit: &Visit, user_name: &str, error: Option<String>, query: Option<&str>) -> Response {
    render::html(&LoginPage {
        t: visit.language(),
        frame: visit.frame(app, None),
        user_name,
        error,
        logged_out: query == Some("logged-out"),
        logged_out_everywhere: query == Some("logged-out-everywhere"),
        too_old: query == Some("too-old"),
    })
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

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
    async fn wide_network_begins_no_more_logins_when_it_began_too_many_in_a_minute() {
        let fixture = Fixture::new().await;
        let from = |number: u16| {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 1, number, 0, 0, 0, 1);
            Browser::at(&fixture, address)
        };
        let limit = u16::try_from(fixture.issuer.limits.logins_per_wide_network).expect("a small number");
        for number in 0..limit {
            let mut browser = from(number);
            browser.get("/").await;
            let begun = browser.post("/login", &[("user_name", &format!("name{number}"))]).await;
            assert_ne!(begun.status, 429, "{number}");
        }
        let mut browser = from(0xff00);
        browser.get("/").await;
        assert_eq!(browser.post("/login", &[("user_name", "anna")]).await.status, 429, "one more of the same /48");
        let mut other = Browser::at(&fixture, Ipv6Addr::new(0x2001, 0xdb8, 2, 0, 0, 0, 0, 1));
        other.get("/").await;
        assert_ne!(other.post("/login", &[("user_name", "anna")]).await.status, 429, "another one");
        fixture.clock.advance(60);
        browser.get("/").await;
        assert_ne!(browser.post("/login", &[("user_name", "anna")]).await.status, 429, "the next minute");
    }

    #[tokio::test]
    async fn mail_is_written_in_the_language_of_the_page() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.get("/").await;
        browser.post("/language", &[("language", "da"), ("back", "/")]).await;
        browser.post("/login", &[("user_name", "anna")]).await;
        browser.post("/login/email", &[]).await;
        assert!(browser.mail.newest().is_some_and(|letter| letter.subject == "Din engangskode til Nordhavn Energi"));
    }
}
