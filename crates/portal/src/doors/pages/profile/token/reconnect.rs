//! `GET /profile/authentication-types/{id}/reconnect`: says that a soft token was used from two copies.
//! `POST`: lets one device go on.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::credential::token::{self, Token, TokenState};

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, ReconnectPage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{find, undone};
use crate::doors::pages::then::Then;

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    let TokenState::Copied { .. } = token.state else {
        return Ok(Redirect::to("/profile/authentication-types").into_response());
    };
    if let Err(elsewhere) = employee.authority(&web, Then::Reconnect(token.id)) {
        return Ok(elsewhere.into_response());
    }
    Ok(page(&web, &visit, &employee, &token))
}

pub(crate) async fn post(
    State(web): State<Web>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let id = find(&web, &employee, &id).await?.id;
    let by = match employee.authority(&web, Then::Reconnect(id)) {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match token::reconnect(web.store(), &web.issuer().policy, web.now(), &by, id).await {
        Ok(_) => Ok(Redirect::to(&format!("/profile/authentication-types/{id}/reconnect")).into_response()),
        Err(error) => Ok(undone(error)?.into_response()),
    }
}

fn page(web: &Web, visit: &Visit, employee: &Employee, token: &Token) -> Response {
    let t = visit.language();
    let until = match token.state {
        TokenState::Copied { reconnect_until: Some(until) } if token.is_reconnecting(web.now()) => {
            Some(visit.moment(web, until.0).clock())
        }
        _ => None,
    };
    render::html(&ReconnectPage {
        t,
        frame: visit.frame(web, Some(employee.name())),
        tab: "types",
        id: &token.id.to_string(),
        name: &token.name,
        until: until.as_deref(),
    })
}
