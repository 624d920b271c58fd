//! `GET /profile/authentication-types/{id}/lost`: asks. `POST`: switches the soft token of a lost device off at once.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::token;

use super::super::super::Web;
use super::super::super::client::Client;
use super::super::super::employee::Employee;
use super::super::super::posted::{NoFields, Posted};
use super::super::super::then::Then;
use super::super::super::trouble::Trouble;
use super::super::super::visit::Visit;
use super::{done, find, undone};
use crate::pages::{self, LostDevicePage};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let token = find(&web, &employee, &id).await?;
    if let Err(elsewhere) = employee.authority(&web, Then::Lost(token.id)) {
        return Ok(elsewhere.into_response());
    }
    Ok(pages::html(&LostDevicePage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "types",
        id: &token.id.to_string(),
        name: &token.name,
    }))
}

pub(crate) async fn post(
    State(web): State<Web>,
    client: Client,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, Trouble> {
    let id = find(&web, &employee, &id).await?.id;
    let by = match employee.authority(&web, Then::Lost(id)) {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match token::lost(web.store(), web.now(), &by, id).await {
        Ok(notice) => {
            web.tell(notice, &client.place());
            Ok(done("lost", id).into_response())
        }
        Err(error) => Ok(undone(error)?.into_response()),
    }
}
