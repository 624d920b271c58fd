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
