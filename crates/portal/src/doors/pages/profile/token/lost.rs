//! `GET /profile/authentication-types/{id}/lost`: asks. `POST`: switches the soft token of a lost device off at once.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::credential::token;

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{change, done, find};
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;
use crate::routes;

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
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&app, &employee, &id).await?;
    if let Err(elsewhere) = employee.authority(&app, Deed::Report, ReturnPage::Lost(token.id)).await {
        return Ok(elsewhere.into_response());
    }
    Ok(render::html(&LostDevicePage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "types",
        action: routes::LostToken(token.id),
        name: &token.name,
    }))
}

pub(crate) async fn post(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let (app, visit, place) = (&app, &visit, &client.place());
    let act = |by, id| async move {
        visit.tell(app, token::lost(&app.database, &app.issuer, app.now(), &by, id).await?, place);
        Ok(done("lost", id))
    };
    change(app, &employee, &id, (Deed::Report, ReturnPage::Lost), act).await
}
