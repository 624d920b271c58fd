//! `GET /login/again`: asks an employee to prove once more who they are. `POST /login/again`: begins that.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::super::Web;
use super::super::client::Client;
use super::super::cookies::CookieName;
use super::super::employee::Employee;
use super::super::posted::Posted;
use super::super::then::Then;
use super::super::trouble::Trouble;
use super::super::visit::Visit;
use super::start;
use crate::pages::{self, AgainPage};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Fields {
    then: String,
}

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Query(fields): Query<Fields>,
) -> Result<Response, Trouble> {
    let then: Then = fields.then.parse().map_err(|_| Trouble::NotFound)?;
    let frame = visit.frame(&web, Some(employee.name()));
    Ok(pages::html(&AgainPage { t: visit.language(), frame, then: &then.to_string() }))
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    jar: CookieJar,
    employee: Employee,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let then: Then = fields.then.parse().map_err(|_| Trouble::BadRequest)?;
    let begun = start::begin(&web, &visit, client, &jar, employee.user.name).await?;
    let cookie = CookieName::Then.set(then.to_string(), &web.config().origin);
    Ok((CookieJar::new().add(cookie), begun).into_response())
}

#[cfg(test)]
mod tests {
    use super::super::super::browser::Browser;
    use crate::stage::Stage;

    #[tokio::test]
    async fn adding_asks_for_a_fresh_login_and_goes_on_after_it() {
        let stage = Stage::new().await;
        stage.user("anna").await;
        let mut browser = Browser::new(&stage);
        browser.log_in_by_mail("anna").await;
        assert_eq!(browser.get("/profile/authentication-types/add").await.path, "/profile/authentication-types/add");
        stage.clock.advance(300);
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
        let stage = Stage::new().await;
        stage.user("anna").await;
        let mut browser = Browser::new(&stage);
        browser.log_in_by_mail("anna").await;
        assert_eq!(browser.get("/login/again?then=https://evil.example").await.status, 404);
        assert_eq!(browser.post("/login/again", &[("then", "//evil.example")]).await.status, 400);
    }
}
