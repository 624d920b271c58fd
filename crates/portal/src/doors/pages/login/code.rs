//! `GET /login/code`: the page that asks for the e-mailed code. `POST /login/code`: checks it.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use identity::credential::email_code::{self, CheckEmailError, Code, End};
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::{Employee, Stranger};
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::{EnterError, Waiting, enter};
use crate::i18n::Language;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "login/code.html")]
struct CodePage<'a> {
    t: Language,
    frame: Frame,
    user_name: &'a str,
    error: Option<String>,
    resent: bool,
    demo: bool,
}

pub(crate) async fn get(State(app): State<App>, visit: Visit, waiting: Waiting, RawQuery(query): RawQuery) -> Response {
    page(&app, &visit, &waiting, None, query.as_deref() == Some("resent"))
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    code: String,
}

/// Why a code lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CodeLoginError {
    #[error("not a code")]
    Malformed,
    #[error(transparent)]
    Check(#[from] CheckEmailError),
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    employee: Result<Employee, Stranger>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let Some(waiting) = Waiting::read(&jar, &app).await? else {
        // The code was used a moment ago, in this browser: the employee is in already.
        let to = if employee.is_ok() { routes::Overview.redirect() } else { routes::Front.too_old() };
        return Ok(to.into_response());
    };
    match check(&app, &waiting, &client, &fields.code).await {
        Ok(()) => enter(&app, &jar, client, &waiting.secret).await.map_err(EnterError::just_proved),
        Err(CodeLoginError::Check(CheckEmailError::Store(error))) => Err(ErrorPage::internal(&error)),
        Err(error) => {
            let page = page(&app, &visit, &waiting, Some(sentence(visit.language(), &error)), false);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn check(app: &App, waiting: &Waiting, client: &Client, typed: &str) -> Result<(), CodeLoginError> {
    let code: Code = typed.parse().map_err(|_| CodeLoginError::Malformed)?;
    let (work, client) = (&app.work, &client.0);
    Ok(email_code::check(&app.database, &app.issuer, work, app.now(), &waiting.secret, code, client).await?)
}

fn sentence(t: Language, error: &CodeLoginError) -> String {
    match error {
        CodeLoginError::Malformed => t.code_malformed().to_owned(),
        CodeLoginError::Check(CheckEmailError::Wrong { tries_left }) => t.code_wrong(t.tries(*tries_left)),
        CodeLoginError::Check(CheckEmailError::Over(End::Used)) => t.code_used().to_owned(),
        CodeLoginError::Check(CheckEmailError::Over(End::Spent)) => t.code_out_of_tries().to_owned(),
        CodeLoginError::Check(CheckEmailError::TooManyToday { retry_after }) => {
            t.code_too_many_wrong_today(t.wait(*retry_after))
        }
        CodeLoginError::Check(_) => t.code_expired().to_owned(),
    }
}

/// The page, with or without an error at its field. It says nothing of the account: not where the code goes, and not whether
/// anybody has the name.
pub(crate) fn page(app: &App, visit: &Visit, waiting: &Waiting, error: Option<String>, resent: bool) -> Response {
    let t = visit.language();
    render::html(&CodePage {
        t,
        frame: visit.frame(app, None),
        user_name: waiting.name.as_str(),
        error,
        resent,
        demo: app.config.demo,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    async fn waiting(fixture: &Fixture, user: &str) -> Browser {
        let mut browser = Browser::new(fixture);
        browser.get("/").await;
        browser.post("/login", &[("user_name", user)]).await;
        assert_eq!(browser.post("/login/email", &[]).await.path, "/login/code");
        browser
    }

    #[tokio::test]
    async fn code_lets_in_when_blanks_are_pasted_with_it() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, " Anna ").await;
        let code = browser.mailed_code().replace(' ', "\u{a0} ");
        let answer = browser.post("/login/code", &[("code", &format!("\t{code}\n"))]).await;
        assert_eq!((answer.path.as_str(), answer.text("user-name")), ("/profile", Some("anna")));
    }

    #[tokio::test]
    async fn code_is_refused_with_the_tries_that_are_left() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        let wrong = if browser.mailed_code() == "0000 0000" { "1" } else { "0" }.repeat(8);
        for left in ["4 tries", "3 tries", "2 tries", "1 try"] {
            let answer = browser.post("/login/code", &[("code", &wrong)]).await;
            assert_eq!(answer.status, 422);
            assert!(answer.error().is_some_and(|error| error.contains(left)), "{left}: {:?}", answer.error());
        }
        for typed in [wrong, browser.mailed_code()] {
            let answer = browser.post("/login/code", &[("code", &typed)]).await;
            assert_eq!(answer.error(), Some("Too many wrong codes. Send a new code."));
        }
    }

    #[tokio::test]
    async fn code_costs_no_try_when_it_is_not_eight_digits() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        for _ in 0..6 {
            let answer = browser.post("/login/code", &[("code", "1234")]).await;
            assert_eq!(answer.error(), Some("The code has 8 digits. Check it and type it again."));
        }
        let code = browser.mailed_code();
        assert_eq!(browser.post("/login/code", &[("code", &code)]).await.path, "/profile");
    }

    #[tokio::test]
    async fn code_is_refused_with_a_sentence_when_expired() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        fixture.clock.advance(600);
        let code = browser.mailed_code();
        let answer = browser.post("/login/code", &[("code", &code)]).await;
        assert!(
            answer.error().is_some_and(|error| error.starts_with("That code has expired.")),
            "{:?}",
            answer.error()
        );
    }

    #[tokio::test]
    async fn code_is_refused_with_a_sentence_when_used_again() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        let (code, cookie) = (browser.mailed_code(), browser.cookie("__Host-segl-login").map(str::to_owned));
        assert_eq!(browser.post("/login/code", &[("code", &code)]).await.path, "/profile");
        // Back in the browser's history, and once more: already in.
        assert_eq!(browser.post("/login/code", &[("code", &code)]).await.path, "/profile");
        // A thief of the cookie is not.
        let mut thief = browser.another();
        thief.get("/").await;
        thief.set_cookie("__Host-segl-login", &cookie.unwrap_or_default());
        let answer = thief.post("/login/code", &[("code", &code)]).await;
        assert!(answer.error().is_some_and(|error| error.starts_with("That code has already been used.")));
    }

    #[tokio::test]
    async fn code_of_another_browser_lets_nobody_in() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let browser = waiting(&fixture, "anna").await;
        let code = browser.mailed_code();
        let mut thief = browser.another();
        thief.get("/").await;
        assert_eq!(thief.post("/login/code", &[("code", &code)]).await.path, "/?too-old");
        thief.post("/login", &[("user_name", "anna")]).await;
        thief.post("/login/email", &[]).await;
        assert_eq!(thief.post("/login/code", &[("code", &code)]).await.status, 422);
    }

    #[tokio::test]
    async fn page_and_answers_are_the_same_when_nobody_has_the_name() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut known = waiting(&fixture, "anna").await;
        let mut unknown = waiting(&fixture, "zelma").await;
        let without = |browser: &Browser, text: &str| text.replace(browser.csrf(), "");
        let same = |name: &str, text: &str| text.replace(name, "NAME");
        for code in ["", "00000000"] {
            let a = known.post("/login/code", &[("code", code)]).await;
            let b = unknown.post("/login/code", &[("code", code)]).await;
            assert_eq!(a.status, b.status);
            let (a, b) = (without(&known, &a.body), without(&unknown, &b.body));
            assert_eq!(same("anna", &a), same("zelma", &b));
        }
    }

    #[tokio::test]
    async fn code_is_sent_again_while_it_counts_and_a_new_one_after_that() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        let old = browser.mailed_code();
        assert!(browser.post("/login/code/resend", &[]).await.has("notice"));
        assert_eq!(browser.mailed_code(), old, "whichever letter comes first");
        fixture.clock.advance(600);
        browser.post("/login/code/resend", &[]).await;
        let new = browser.mailed_code();
        assert_ne!(old, new, "one in a hundred million");
        assert_eq!(browser.post("/login/code", &[("code", &old)]).await.status, 422);
        assert_eq!(browser.post("/login/code", &[("code", &new)]).await.path, "/profile");
    }

    #[tokio::test]
    async fn fourth_code_is_not_sent_but_the_third_still_works() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        browser.post("/login/code/resend", &[]).await;
        browser.post("/login/code/resend", &[]).await;
        let third = browser.mailed_code();
        let answer = browser.post("/login/code/resend", &[]).await;
        assert_eq!(answer.status, 429);
        assert!(answer.error().is_some_and(|error| error.contains("Wait 15 minutes")), "{:?}", answer.error());
        assert_eq!(browser.mailed_code(), third);
        assert_eq!(browser.post("/login/code", &[("code", &third)]).await.path, "/profile");
    }

    #[tokio::test]
    async fn third_code_still_works_when_the_name_is_typed_a_fourth_time() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = waiting(&fixture, "anna").await;
        for _ in 0..2 {
            browser.post("/login", &[("user_name", "anna")]).await;
            assert_eq!(browser.post("/login/email", &[]).await.path, "/login/code");
        }
        let third = browser.mailed_code();
        browser.post("/login", &[("user_name", "anna")]).await;
        assert_eq!(browser.post("/login/email", &[]).await.status, 429);
        assert_eq!(browser.post("/login/code", &[("code", &third)]).await.path, "/profile");
    }
}
