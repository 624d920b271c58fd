//! `GET` and `POST /profile/authentication-types/{id}/rename`: another name for a soft token.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::credential::token::{self, ChangeTokenError, Token};
use serde::Deserialize;

use crate::doors::pages::Web;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, RenamePage};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{done, find, undone};

pub(crate) async fn get(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    Ok(page(&web, &visit, &employee, &token, &token.name, None))
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    name: String,
}

pub(crate) async fn post(
    State(web): State<Web>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let token = find(&web, &employee, &id).await?;
    match token::rename(web.store(), web.now(), employee.user.id, token.id, &fields.name).await {
        Ok(()) => Ok(done("renamed", token.id).into_response()),
        Err(ChangeTokenError::Name) => {
            let t = visit.language();
            let error = if fields.name.trim().is_empty() { t.rename_empty() } else { t.rename_too_long() };
            let page = page(&web, &visit, &employee, &token, &fields.name, Some(error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Ok(undone(error)?.into_response()),
    }
}

fn page(
    web: &Web,
    visit: &Visit,
    employee: &Employee,
    token: &Token,
    value: &str,
    error: Option<&'static str>,
) -> Response {
    render::html(&RenamePage {
        t: visit.language(),
        frame: visit.frame(web, Some(employee.name())),
        tab: "types",
        id: &token.id.to_string(),
        name: &token.name,
        value,
        error,
    })
}
