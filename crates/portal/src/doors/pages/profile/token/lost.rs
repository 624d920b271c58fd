//! `GET /profile/authentication-types/{id}/lost`: asks. `POST`: switches the soft token of a lost device off at once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::credential::token;

use crate::doors::pages::Web;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{change, done, find};
use crate::doors::pages::then::Then;
use crate::doors::routes;
use crate::i18n::Language;

#[derive(Template)]
#[template(path = "profile/token/lost.html")]
struct LostDevicePage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    action: routes::LostToken,
    name: &'a str,
}

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
        action: routes::LostToken(token.id),
        name: &token.name,
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
    let (web, visit, place) = (&web, &visit, &client.place());
    let act = |by, id| async move {
        web.tell(token::lost(web.store(), web.now(), &by, id).await?, visit, place);
        Ok(done("lost", id))
    };
    change(web, &employee, &id, Then::Lost, act).await
}
