//! `GET /profile/authentication-types/{id}/reconnect`: says that a soft token was used from two copies.
//! `POST`: lets one device go on.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::token::{self, Token, TokenState};

use super::super::super::Web;
use super::super::super::employee::Employee;
use super::super::super::posted::{NoFields, Posted};
use super::super::super::then::Then;
use super::super::super::trouble::Trouble;
use super::super::super::visit::Visit;
use super::{find, undone};
use crate::pages::{self, ReconnectPage};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
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
) -> Result<Response, Trouble> {
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
    pages::html(&ReconnectPage {
        t,
        frame: visit.frame(web, Some(employee.name())),
        tab: "types",
        id: &token.id.to_string(),
        name: &token.name,
        until: until.as_deref(),
    })
}
