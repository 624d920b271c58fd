//! `GET /profile/authentication-types/{id}/reconnect`: says that a soft token was used from two copies.
//! `POST`: lets one device go on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::actor::Deed;
use identity::credential::token::{self, Token, TokenState};

use crate::app::App;
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
#[template(path = "profile/token/reconnect.html")]
struct ReconnectPage<'a> {
    t: Language,
    frame: Frame,
    tab: &'static str,
    action: routes::ReconnectToken,
    name: &'a str,
    /// Until when the device may reconnect, once that was said.
    until: Option<&'a str>,
}

pub(crate) async fn get(
    State(app): State<App>,
    visit: Visit,
    employee: Employee,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let token = find(&app, &employee, &id).await?;
    let TokenState::Copied { .. } = token.state else {
        return Ok(routes::Types.redirect().into_response());
    };
    if let Err(elsewhere) = employee.authority(&app, Deed::Reconnect, ReturnPage::Reconnect(token.id)).await {
        return Ok(elsewhere.into_response());
    }
    Ok(page(&app, &visit, &employee, &token))
}

pub(crate) async fn post(
    State(app): State<App>,
    employee: Employee,
    Path(id): Path<String>,
    Posted(NoFields {}): Posted<NoFields>,
) -> Result<Response, ErrorPage> {
    let app = &app;
    let act = |by, id| async move {
        token::reconnect(&app.database, &app.issuer, app.now(), &by, id).await?;
        Ok(routes::ReconnectToken(id).to_string())
    };
    change(app, &employee, &id, (Deed::Reconnect, ReturnPage::Reconnect), act).await
}

fn page(app: &App, visit: &Visit, employee: &Employee, token: &Token) -> Response {
    let t = visit.language();
    let until = match token.state {
        TokenState::Copied { reconnect_until: Some(until) } if token.is_reconnecting(app.now()) => {
            Some(visit.moment(app, until.0).clock())
        }
        _ => None,
    };
    render::html(&ReconnectPage {
        t,
        frame: visit.frame(app, Some(employee.name())),
        tab: "types",
        action: routes::ReconnectToken(token.id),
        name: &token.name,
        until: until.as_deref(),
    })
}
