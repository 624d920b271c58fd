//! `GET /profile/authentication-types/{id}/delete`: asks. `POST`: deletes a soft token and tells its owner by mail.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::credential::token::{self, Token};

use crate::app::App;
use crate::doors::pages::frame::client::Client;
use crate::doors::pages::frame::employee::Employee;
use crate::doors::pages::frame::error_page::ErrorPage;
use crate::doors::pages::frame::posted::{NoFields, Posted};
use crate::doors::pages::frame::render::{self, Frame};
use crate::doors::pages::frame::visit::Visit;
use crate::doors::pages::profile::token::{change, find};
use crate::doors::pages::return_page::ReturnPage;
use crate::i18n::Language;
use crate::routes::{self, Route};

#[derive(Template)]
#[template(path = "profile/token/delete.html")]
struct DeletePage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    action: routes::DeleteToken,
    name: &'a str,
    last: bool,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&app, &employee, &id).await?;
    if let Err(elsewhere) = employee.authority(&app, Deed::Change, ReturnPage::Delete(token.id)).await {
        return Ok(elsewhere.into_response());
    }
    let tokens = token::list(&app.database, employee.user.id).await.map_err(|error| ErrorPage::internal(&error))?;
    let is_last = token.is_active() && tokens.iter().filter(|token| Token::is_active(token)).count() == 1;
    Ok(render::html(&DeletePage {
        t: visit.language(),
        frame: visit.frame(&app, Some(employee.name())),
        tab: "types",
        action: routes::DeleteToken(token.id),
        name: &token.name,
        last: is_last,
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
        visit.tell(app, token::delete(&app.database, &app.issuer, app.now(), &by, id).await?, place);
        Ok(routes::Types.with("done=deleted"))
    };
    change(app, &employee, &id, (Deed::Change, ReturnPage::Delete), act).await
}
