//! `POST /profile/authentication-types/{id}/enable`: switches a soft token on.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::credential::token;

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::profile::token::{done, find, undone};
use crate::doors::pages::then::Then;

pub(crate) async fn post(
    State(web): State<Web>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let by = match employee.authority(&web, Then::Types) {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let id = find(&web, &employee, &id).await?.id;
    let outcome = match token::resume(web.store(), web.now(), &by, id).await {
        Ok(()) => done("enabled", id),
        Err(error) => undone(error)?,
    };
    Ok(outcome.into_response())
}
