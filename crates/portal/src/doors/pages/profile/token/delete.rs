//! `GET /profile/authentication-types/{id}/delete`: asks. `POST`: deletes a soft token and tells its owner by mail.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::credential::token::{self, Token};

use crate::doors::pages::Web;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, DeletePage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{find, undone};
use crate::doors::pages::then::Then;
use crate::mail::TokenNotice;

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    if let Err(elsewhere) = employee.authority(&web, Then::Delete(token.id)) {
        return Ok(elsewhere.into_response());
    }
    let tokens = token::list(web.store(), employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    let is_last = token.is_active() && tokens.iter().filter(|token| Token::is_active(token)).count() == 1;
    Ok(render::html(&DeletePage {
        t: visit.language(),
        frame: visit.frame(&web, Some(employee.name())),
        tab: "types",
        id: &token.id.to_string(),
        name: &token.name,
        last: is_last,
    }))
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    let by = match employee.authority(&web, Then::Delete(token.id)) {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match token::delete(web.store(), web.now(), &by, token.id).await {
        Ok(()) => {
            web.notify(&visit, &employee.user, TokenNotice::TokenDeleted, &token.name, &client.place());
            Ok(Redirect::to("/profile/authentication-types?done=deleted").into_response())
        }
        Err(error) => Ok(undone(error)?.into_response()),
    }
}
