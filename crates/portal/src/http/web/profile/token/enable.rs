//! `POST /profile/authentication-types/{id}/enable`: switches a soft token on.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::token;

use super::super::super::Web;
use super::super::super::employee::Employee;
use super::super::super::posted::{NoFields, Posted};
use super::super::super::then::Then;
use super::super::super::trouble::Trouble;
use super::{done, find, undone};

pub(crate) async fn post(
    State(web): State<Web>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
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
