//! `GET /login/again`: asks an employee to prove once more who they are. `POST /login/again`: begins that.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::login::start;
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "login/again.html")]
struct AgainPage<'a> {
    t: Language,
    frame: Frame,
    then: &'a str,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Fields {
    then: String,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Query(fields): Query<Fields>,
) -> Result<Response, ErrorPage> {
    let then: ReturnPage = fields.then.parse().map_err(|_| ErrorPage::NotFound)?;
    let frame = visit.frame(&app, Some(employee.name()));
    Ok(render::html(&AgainPage { t: visit.language(), frame, then: &then.to_string() }))
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    employee: Employee,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let then: ReturnPage = fields.then.parse().map_err(|_| ErrorPage::BadRequest)?;
    start::begin(&app, &visit, client, &jar, employee.user.name, then.into()).await
}

#[cfg(test)]
mod tests {
    use crate::testing::browser::Browser;
    use crate::testing::fixture::Fixture;

    #[tokio::test]
    async fn adding_asks_for_a_fresh_login_and_goes_on_after_it() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        assert_eq!(browser.get("/profile/authentication-types/add").await.path, "/profile/authentication-types/add");
        fixture.clock.advance(300);
        assert_eq!(browser.get("/profile/authentication-types/add").await.path, "/login/again?then=add");
        let before = browser.cookie("__Host-segl-session").map(str::to_owned);
        assert_eq!(browser.post("/login/again", &[("then", "add")]).await.path, "/login/code");
        let code = browser.mailed_code();
        let answer = browser.post("/login/code", &[("code", &code)]).await;
        assert_eq!(answer.path, "/profile/authentication-types/add");
        // The session before is over.
        browser.set_cookie("__Host-segl-session", &before.unwrap_or_default());
        assert_eq!(browser.get("/profile").await.path, "/");
    }

    #[tokio::test]
    async fn page_is_refused_when_it_would_lead_elsewhere() {
        let fixture = Fixture::new().await;
        fixture.user("anna").await;
        let mut browser = Browser::new(&fixture);
        browser.log_in_by_mail("anna").await;
        assert_eq!(browser.get("/login/again?then=https://evil.example").await.status, 404);
        assert_eq!(browser.post("/login/again", &[("then", "//evil.example")]).await.status, 400);
    }
}
