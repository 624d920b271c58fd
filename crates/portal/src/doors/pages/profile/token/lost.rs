//! `GET /profile/authentication-types/{id}/lost`: asks. `POST`: switches the soft token of a lost device off at once.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::credential::token;

use crate::doors::pages::Web;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, LostDevicePage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{done, find, undone};
use crate::doors::pages::then::Then;

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    if let Err(elsewhere) = employee.authority(&web, Then::Lost(token.id)) {
        return Ok(elsewhere.into_response());
    }
    Ok(render::html(&LostDevicePage {
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
) -> Result<Response, ErrorPage> {
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
