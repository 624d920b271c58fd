//! `GET` and `POST /profile/authentication-types/{id}/rename`: another name for a soft token.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::credential::token::{self, ChangeTokenError, Token};
use protocol::text::presentable;
use serde::Deserialize;

use crate::app::App;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::Posted;
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{answer, done, find};
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;
use crate::routes;

#[derive(Template)]
#[template(path = "profile/token/rename.html")]
struct RenamePage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    action: routes::RenameToken,
    name: &'a str,
    value: &'a str,
    error: Option<&'static str>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&app, &employee, &id).await?;
    Ok(page(&app, &visit, &employee, &token, &token.name, None))
}

#[derive(Deserialize)]
pub(crate) struct Fields {
    name: String,
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, ErrorPage> {
    let token = find(&app, &employee, &id).await?;
    let by = match employee.authority(&app, Deed::GoOn, ReturnPage::Types).await {
        Ok(by) => by,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    match token::rename(&app.database, &app.issuer, app.now(), &by, token.id, &fields.name).await {
        Err(ChangeTokenError::Name) => {
            let t = visit.language();
            let is_empty = presentable(&fields.name, usize::MAX).is_empty();
            let error = if is_empty { t.rename_empty() } else { t.rename_too_long() };
            let page = page(&app, &visit, &employee, &token, &fields.name, Some(error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => answer(outcome.map(|()| done("renamed", token.id))),
    }
}

fn page(
    app: &App,
    visit: &Visit,
    employee: &Employee,
    token: &Token,
    value: &str,
    error: Option<&'static str>,
) -> Response {
    render::html(&RenamePage {
        t: visit.language(),
        frame: visit.frame(app, Some(employee.name())),
        tab: "types",
        action: routes::RenameToken(token.id),
        name: &token.name,
        value,
        error,
    })
}
